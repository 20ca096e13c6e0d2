// What a graph file says wrongly as a text: values of the wrong kind, unknown keys, what generates
// others. What is wrong with the graph that it describes is told by rules_test.cpp's rules.
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>

#include <catch2/catch.hpp>

#include "tests/io/temporary_folder.hpp"

using namespace kenyon;

namespace {

// Line 1 to 12 of most of what follows.
const std::string ring = R"([alphabet.bit]
layout = "512/16"
symbols = "01"
[area.cell]
alphabet = "bit"
copies = 8
[area.case]
layout = "100/5"
copies = 8
[table.rule]
left = "0110"
next = "0011"
)";

std::string said(const std::string& text) {
  return refused(fault::bad_input, [&] { graph made(parse_graph(text, "g.toml")); });
}

// Of a text behind those twelve lines.
std::string then(const std::string& text) {
  return said(ring + text);
}

}  // namespace

TEST_CASE("what is not TOML is told with its place") {
  CHECK(said("a = ") == "g.toml:1:5: key-value pair: encountered end-of-file");
  CHECK(said("seed = 1\nseed = 2\n") ==
        "g.toml:2:8: key-value pair: cannot redefine existing integer 'seed'");
  CHECK(said("[`a]\n") ==
        "g.toml:1:2: key: expected bare key starting character or string delimiter, saw '`'");
  // Characters beyond ASCII, which are not possible everywhere, count as one column each.
  CHECK(said("# \u00e9\n\"\u00e9\u20ac\" = \u041e\n") ==
        "g.toml:2:8: value: could not determine value type");
  CHECK(said("a = 24=\"\u00e9\u041e\"\n") ==
        "g.toml:1:7: decimal integer: expected digit, saw '='");
  CHECK(
      said("a = \"\"\"\\\n \u00e9\"\"\"\n") ==
      "g.toml:1:1: unknown key \"a\" (there are: seed, alphabet, memory, area, projection, table, "
      "train, run)");
  CHECK(said("[\u00e9]\n") ==
        "g.toml:1:2: key: expected bare key starting character or string delimiter, saw '\u00e9'");
  CHECK(said("[\"\u00e9\u20ac\U0001f600\"]\n") ==
        "g.toml:1:2: unknown key \"\u00e9\u20ac\U0001f600\" (there are: seed, alphabet, memory, "
        "area, "
        "projection, table, train, run)");
  CHECK(said("# \u00e9 \U000f0061\n") == "g.toml:1:5: a character for private use is not possible");
  CHECK(said("seed = 007\n") == "g.toml:1:11: decimal integer: leading zeroes are prohibited");
}

TEST_CASE("unknown keys are mistakes, and the nearest is suggested") {
  CHECK(said("sead = 1\n") == "g.toml:1:1: unknown key \"sead\" (did you mean \"seed\"?)");
  CHECK(then("[area.x]\nlayout = \"100/5\"\nnoize = 0\n") ==
        "g.toml:15:1: area \"x\": unknown key \"noize\" (did you mean \"noise\"?)");
  CHECK(
      then("[[run]]\nlearn = []\n") ==
      "g.toml:14:1: run \"0\": unknown key \"learn\" (there are: name, table, steps, clamp, noise, "
      "reset, expect, machine, visits, probe, tolerance, required, stop_when_silent)");
  CHECK(then("[projection.p]\nfrom = \"cell\"\nto = \"case\"\ngate = {are = \"cell\"}\n") ==
        "g.toml:16:9: projection \"p\": gate: unknown key \"are\" (did you mean \"area\"?)");
}

TEST_CASE("values of the wrong kind or out of range are mistakes") {
  CHECK(said("seed = -1\n") ==
        "g.toml:1:8: seed: a whole number from 0 to 9223372036854775807 expected, -1 given");
  CHECK(said("area = 3\n") == "g.toml:1:8: area: tables [area.NAME] expected, 3 given");
  CHECK(said("[train]\n") == "g.toml:1:1: train: tables [[train]] expected, a table given");
  CHECK(then("[area.x]\nlayout = \"100/5\"\nnoise = 1.5\n") ==
        "g.toml:15:9: area \"x\": noise: a share from 0 to 1 expected, 1.5 given");
  CHECK(then("[area.x]\nlayout = \"100/5\"\ncopies = 0\n") ==
        "g.toml:15:10: area \"x\": copies: a whole number from 1 to 16777216 expected, 0 given");
  CHECK(then("[area.x]\nlayout = \"5/100\"\n") ==
        "g.toml:14:10: area \"x\": layout: layout 5/100: cannot have 100 active of 5 units");
  CHECK(then("[area.x]\nlayout = \"100/5\"\nfires = \"first\"\n") ==
        "g.toml:15:9: area \"x\": fires: \"winners\" or \"threshold\" expected, \"first\" given");
  CHECK(then("[area.x]\njoins = []\n") ==
        "g.toml:14:9: area \"x\": joins: a list of areas expected, an empty one given");
  CHECK(then("[projection.p]\nfrom = \"cell\"\nto = \"case\"\ndelay = \"long\"\n") ==
        "g.toml:16:9: projection \"p\": delay: a whole number from 0 to 4096 expected, \"long\" "
        "given");
  CHECK(then("[projection.p]\nfrom = \"cell\"\nto = \"case\"\nlearns = \"often\"\n") ==
        "g.toml:16:10: projection \"p\": learns: \"never\", \"always\" or \"settled\" expected, "
        "\"often\" given");
  CHECK(then("[projection.p]\nfrom = \"cell[x]\"\nto = \"case\"\n") ==
        "g.toml:14:8: projection \"p\": from: an area as NAME or NAME[SHIFT] expected, "
        "\"cell[x]\" given");
  CHECK(then("[[run]]\nname = \"r\"\nrequired = true\n") ==
        "g.toml:15:12: run \"r\": required: a share from 0 to 1 expected, true given");
}

TEST_CASE("a projection's memory is a name or a kind") {
  const std::string p = "[projection.p]\nfrom = \"cell\"\nto = \"case\"\nmemory = ";
  CHECK(then(p + "\"wilshaw\"\n") ==
        "g.toml:16:10: projection \"p\": memory: unknown memory \"wilshaw\" (did you mean "
        "\"willshaw\"?)");
  CHECK(then("[memory.shared]\n" + p + "\"sharde\"\n") ==
        "g.toml:17:10: projection \"p\": memory: unknown memory \"sharde\" (did you mean "
        "\"shared\"?)");
  CHECK(then("[memory.shared]\n" + p + "\"shared\"\ncompletes = true\n") ==
        "g.toml:18:13: projection \"p\": completes: belongs to [memory.shared], which may be "
        "shared");
  CHECK(then(p + "\"bayes:p20=0.1\"\n") ==
        "g.toml:16:10: memory \"projection.p\": memory \"bayes\": unknown parameter \"p20\" (did "
        "you mean \"p10\"?)");
}

TEST_CASE("what is clamped and expected is checked") {
  const auto clamp = [](const std::string& entry) {
    return then("[[run]]\ntable = \"rule\"\nclamp = {" + entry + "}\n");
  };
  CHECK(
      clamp("\"cell\" = \"left\"") ==
      "g.toml:15:10: run \"0\": clamp \"cell\": AREA[COPY]@STEP or AREA[COPY]@FIRST-LAST expected, "
      "steps from 0 to 999999999");
  CHECK(clamp("\"cell@0\" = {symbol = \"0\", column = \"left\"}") ==
        "g.toml:15:21: run \"0\": clamp \"cell@0\": one of column, symbol, symbols and random "
        "expected");
  CHECK(clamp("\"case@0\" = {random = true}") ==
        "g.toml:15:31: run \"0\": clamp \"case@0\": random: area \"case\" has no symbols to draw "
        "from");
  CHECK(then("[area.x]\nalphabet = \"bits\"\n[[run]]\nclamp = {\"x@0\" = {random = true}}\n") ==
        "g.toml:14:12: area \"x\": alphabet: unknown alphabet \"bits\" (did you mean \"bit\"?)");
  CHECK(then("[[run]]\nexpect = {\"cell@3\" = {random = true}}\n") ==
        "g.toml:14:32: run \"0\": expect \"cell@3\": random: is for what is clamped");
}

TEST_CASE("machines, visits and captures are checked") {
  CHECK(then("[[run]]\nmachine = {table = \"rule\", from = {cell = \"left\"}}\n") ==
        "g.toml:14:11: run \"0\": machine: table, from and to expected");
  // A symbol is not known before the phase that captures it is over.
  const std::string captures = "[[train]]\ncapture = {cell = \"new\"}\n";
  const std::string clamps = "clamp = {\"cell@0\" = \"new\"}\n";
  CHECK_NOTHROW(parse_graph(ring + captures + "[[run]]\n" + clamps, "g.toml"));
  CHECK(then(captures + clamps) ==
        "g.toml:15:21: train \"0\": clamp \"cell@0\": unknown symbol \"new\" of alphabet \"bit\" "
        "(there are: 0, 1)");
}

TEST_CASE("alphabets are checked") {
  const auto alphabet = [](const std::string& lines) {
    return said("[alphabet.a]\nlayout = \"100/5\"\n" + lines + "\n");
  };
  CHECK(said("[alphabet.a]\nsymbols = 3\n") == "g.toml:1:11: alphabet \"a\": a layout expected");
  CHECK(said("[alphabet.\"a b\"]\nlayout = \"100/5\"\n") ==
        "g.toml:1:11: alphabet \"a b\": names are up to 64 letters, digits, _ and -");
  CHECK(alphabet("symbols = [true]") ==
        "g.toml:3:12: alphabet \"a\": symbols: a text or a number expected, true given");
  CHECK(
      alphabet("symbols = 100000000") ==
      "g.toml:3:11: alphabet \"a\": symbols: a whole number from 1 to 16777216 expected, 100000000 "
      "given");
  CHECK(alphabet("patterns = [[1, 100]]") ==
        "g.toml:3:17: alphabet \"a\": patterns: a unit below 100 expected, 100 given");
  CHECK(alphabet("patterns = [[1, 1]]") ==
        "g.toml:3:13: alphabet \"a\": patterns: units must be ascending and distinct: 1 "
        "follows 1");
  CHECK(alphabet("encoder = \"scalar:min=0,max=1\"") ==
        "g.toml:3:11: alphabet \"a\": encoder: values to encode expected beside it");
  CHECK(alphabet("encoder = \"scaler:min=0,max=1\"\nvalues = [0.5]") ==
        "g.toml:3:11: alphabet \"a\": encoder: unknown encoder \"scaler\" (did you mean "
        "\"scalar\"?)");
  CHECK(alphabet("encoder = \"scalar:min=0,max=1\"\nvalues = {from = 1, to = 0, count = 5}") ==
        "g.toml:4:26: alphabet \"a\": values: to: a number above from expected");
  CHECK(alphabet("values = [1]") ==
        "g.toml:3:10: alphabet \"a\": values: does not go together with random patterns");
  CHECK(alphabet("file = \"missing.jsonl\"")
            .starts_with("g.toml:3:8: alphabet \"a\": file: missing.jsonl: "));
}

TEST_CASE("tables are checked") {
  const auto table = [](const std::string& lines) { return said("[table.t]\n" + lines + "\n"); };
  CHECK(table("a = \"010\"\nb = \"01\"") ==
        "g.toml:3:5: table \"t\": b: 3 symbols expected, as in the other rows, 2 given");
  CHECK(table("a = {count = 3}") ==
        "g.toml:2:5: table \"t\": a: how many rows? rows = N, or a column that is written out, "
        "expected");
  CHECK(
      table("a = 5") ==
      "g.toml:2:5: table \"t\": a: a text, a list or a table that generates it expected, 5 given");
  CHECK(table("rows = 4\na = {count = 3, random = 3}") ==
        "g.toml:3:26: table \"t\": a: random: does not go together with count");
  CHECK(table("rows = 4\na = {count = 3, at = 3}") ==
        "g.toml:3:22: table \"t\": a: at: does not go together with count");
  CHECK(table("rows = 4\nb = {same = \"a\"}\na = {count = 3}") ==
        "g.toml:3:13: table \"t\": b: same: unknown column \"a\" above this one");
  CHECK(table("a = \"01x\"\nb = {sin = \"a\"}") ==
        "g.toml:3:12: table \"t\": b: sin: column \"a\", row 2: a number expected, \"x\" found");
  CHECK(table("a = \"000\"\nb = {random = 2, unique_with = \"a\"}") ==
        "g.toml:3:32: table \"t\": b: unique_with: no symbol for row 2 in 10000 tries");
  CHECK(table("a = \"000\"\nb = {uniform = [1, 0]}") ==
        "g.toml:3:16: table \"t\": b: uniform: the lower number expected first");
}
