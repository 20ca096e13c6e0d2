// What is wrong in a graph file is said in one line that begins with its place.
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
  CHECK(then("[area.x]\nlayout = \"100/5\"\nrecovery = 0\n") ==
        "g.toml:15:12: area \"x\": recovery: a share above 0, to 1, expected, 0 given");
  CHECK(then("[area.x]\nlayout = \"100/5\"\ncopies = 0\n") ==
        "g.toml:15:10: area \"x\": copies: a whole number from 1 to 16777216 expected, 0 given");
  CHECK(then("[area.x]\nlayout = \"5/100\"\n") ==
        "g.toml:14:10: area \"x\": layout: layout 5/100: cannot have 100 active of 5 units");
  CHECK(then("[area.x]\nfires = \"winners\"\n") ==
        "g.toml:13:7: area \"x\": a layout, an alphabet or areas to join expected");
  CHECK(then("[area.x]\nlayout = \"100/5\"\nfires = \"first\"\n") ==
        "g.toml:15:9: area \"x\": fires: \"winners\" or \"threshold\" expected, \"first\" given");
  CHECK(then("[area.x]\njoins = []\n") ==
        "g.toml:14:9: area \"x\": joins: a list of areas expected, an empty one given");
  CHECK(then("[projection.p]\nfrom = \"cell\"\n") ==
        "g.toml:13:13: projection \"p\": to: an area expected");
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

TEST_CASE("unknown names are mistakes") {
  CHECK(then("[area.x]\nalphabet = \"bits\"\n") ==
        "g.toml:14:12: area \"x\": alphabet: unknown alphabet \"bits\" (did you mean \"bit\"?)");
  CHECK(then("[area.x]\njoins = [\"cell\", \"cas\"]\n") ==
        "g.toml:14:18: area \"x\": joins: unknown area \"cas\" (did you mean \"case\"?)");
  CHECK(then("[projection.p]\nfrom = \"sell\"\nto = \"case\"\n") ==
        "g.toml:14:8: projection \"p\": from: unknown area \"sell\" (did you mean \"cell\"?)");
  CHECK(then("[projection.p]\nfrom = \"cell\"\nto = \"case\"\nmemory = \"wilshaw\"\n") ==
        "g.toml:16:10: projection \"p\": memory: unknown memory \"wilshaw\" (did you mean "
        "\"willshaw\"?)");
  CHECK(
      then("[memory.m]\nkind = \"bcpn\"\n") ==
      "g.toml:14:8: memory \"m\": kind: unknown kind of memory \"bcpn\" (did you mean \"bcpnn\"?)");
  CHECK(then("[projection.p]\nfrom = \"cell\"\nto = \"case\"\nmemory = \"bayes:p20=0.1\"\n") ==
        "g.toml:16:10: memory \"projection.p\": memory \"bayes\": unknown parameter \"p20\" (did "
        "you mean \"p10\"?)");
  CHECK(
      then("[projection.p]\nfrom = \"cell\"\nto = \"case\"\ngate = \"cell:2\"\n") ==
      "g.toml:16:8: projection \"p\": gate: unknown symbol \"2\" of alphabet \"bit\" (did you mean "
      "\"0\"?)");
  CHECK(
      then("[projection.p]\nfrom = \"cell\"\nto = \"case\"\ngate = \"case:2\"\n") ==
      "g.toml:16:8: projection \"p\": gate: area \"case\" has no alphabet that \"2\" could be of");
  CHECK(then("[[train]]\ntable = \"rul\"\n") ==
        "g.toml:14:9: train \"0\": table: unknown table \"rul\" (did you mean \"rule\"?)");
  CHECK(then("[[train]]\nlearn = [\"p\"]\n") ==
        "g.toml:14:10: train \"0\": learn: unknown projection \"p\"");
  CHECK(then("[[run]]\nprobe = [\"cell\", \"cool\"]\n") ==
        "g.toml:14:18: run \"0\": probe: unknown area \"cool\" (did you mean \"cell\"?)");
  CHECK(then("[[run]]\nstop_when_silent = \"nothing\"\n") ==
        "g.toml:14:20: run \"0\": stop_when_silent: unknown area \"nothing\" (there are: case, "
        "cell)");
}

TEST_CASE("what is clamped and expected is checked") {
  const auto clamp = [](const std::string& entry) {
    return then("[[run]]\ntable = \"rule\"\nclamp = {" + entry + "}\n");
  };
  CHECK(
      clamp("\"cell\" = \"left\"") ==
      "g.toml:15:10: run \"0\": clamp \"cell\": AREA[COPY]@STEP or AREA[COPY]@FIRST-LAST expected, "
      "steps from 0 to 999999999");
  CHECK(clamp("\"cell@3-1\" = \"left\"")
            .starts_with("g.toml:15:10: run \"0\": clamp \"cell@3-1\": AREA[COPY]@STEP"));
  CHECK(
      clamp("\"call@0\" = \"left\"") ==
      "g.toml:15:10: run \"0\": clamp \"call@0\": unknown area \"call\" (did you mean \"cell\"?)");
  CHECK(clamp("\"cell[8]@0\" = \"left\"") ==
        "g.toml:15:10: run \"0\": clamp \"cell[8]@0\": area \"cell\" has 8 copies, there is no "
        "copy 8");
  CHECK(clamp("\"cell@0\" = \"lift\"") ==
        "g.toml:15:21: run \"0\": clamp \"cell@0\": unknown column \"lift\" of table \"rule\" (did "
        "you "
        "mean \"left\"?)");
  CHECK(clamp("\"cell@0\" = {symbol = \"7\"}") ==
        "g.toml:15:31: run \"0\": clamp \"cell@0\": unknown symbol \"7\" of alphabet \"bit\" (did "
        "you "
        "mean \"0\"?)");
  CHECK(clamp("\"cell@0\" = {symbol = \"0\", column = \"left\"}") ==
        "g.toml:15:21: run \"0\": clamp \"cell@0\": one of column, symbol, symbols and random "
        "expected");
  CHECK(clamp("\"cell@0\" = {symbol = \"0\", keep = 2}") ==
        "g.toml:15:43: run \"0\": clamp \"cell@0\": keep: a share from 0 to 1 expected, 2 given");
  CHECK(clamp("\"cell@0-2\" = [\"0\", \"1\"]") ==
        "g.toml:15:23: run \"0\": clamp \"cell@0-2\": 3 symbols expected, one a step, or one for "
        "all, 2 "
        "given");
  CHECK(clamp("\"cell[*]@0\" = {symbols = \"0101\"}") ==
        "g.toml:15:35: run \"0\": clamp \"cell[*]@0\": 8 symbols expected, one a copy, or one for "
        "all, 4 "
        "given");
  CHECK(clamp("\"case@0\" = {random = true}") ==
        "g.toml:15:31: run \"0\": clamp \"case@0\": random: area \"case\" has no symbols to draw "
        "from");
  CHECK(then("[[run]]\nsteps = 2\nexpect = {\"cell@3\" = \"0\"}\n") ==
        "g.toml:14:9: run \"0\": steps: step 3 is named, of area \"cell\": at least 4 expected, 2 "
        "given");
  CHECK(then("[[run]]\nexpect = {\"cell@3\" = {random = true}}\n") ==
        "g.toml:14:32: run \"0\": expect \"cell@3\": random: is for what is clamped");
  CHECK(then("[area.both]\njoins = [\"cell\", \"case\"]\ncopies = 8\n[[run]]\n"
             "clamp = {\"both@0\" = \"0\"}\n") ==
        "g.toml:17:10: run \"0\": clamp \"both@0\": area \"both\" joins others: what it holds "
        "cannot be "
        "given");
}

TEST_CASE("machines, visits and captures are checked") {
  CHECK(then("[[run]]\nmachine = {table = \"rule\", from = {cell = \"left\"}}\n") ==
        "g.toml:14:11: run \"0\": machine: table, from and to expected");
  CHECK(then("[[run]]\nmachine = {table = \"rule\", from = {cell = \"self\"}, to = {cell = "
             "\"next\"}}\n") ==
        "g.toml:14:43: run \"0\": machine: from \"cell\": unknown column \"self\" of table "
        "\"rule\" (there "
        "are: left, next)");
  CHECK(then("[[run]]\nvisits = {cell = [\"0\", \"2\"]}\n") ==
        "g.toml:14:18: run \"0\": visits: unknown symbol \"2\" of alphabet \"bit\" (did you mean "
        "\"0\"?)");
  CHECK(then("[[train]]\ncapture = {case = \"a\"}\n") ==
        "g.toml:14:12: train \"0\": capture \"case\": area \"case\" has no alphabet to add a "
        "symbol to");
  CHECK(then("[[train]]\ncapture = {cell = \"1\"}\n") ==
        "g.toml:14:19: train \"0\": capture \"cell\": alphabet \"bit\" has a symbol \"1\" already");
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
  CHECK(alphabet("symbols = [\"x\", \"y\", \"x\"]") ==
        "g.toml:1:11: alphabet \"a\": symbol \"x\" is there twice");
  CHECK(
      alphabet("symbols = \"a+\"") ==
      "g.toml:1:11: alphabet \"a\": symbol \"+\": a symbol is not empty and has no +, which joins "
      "symbols");
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
  CHECK(alphabet("patterns = [[1], [2]]\nsymbols = \"abc\"") ==
        "g.toml:4:11: alphabet \"a\": symbols: 2 expected, one a pattern, 3 given");
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
  CHECK(table("") == "g.toml:1:8: table \"t\": columns expected");
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

TEST_CASE("what does not fit together is told with its place") {
  CHECK(then("[area.x]\nlayout = \"100/5\"\nalphabet = \"bit\"\n") ==
        "g.toml:13:7: area \"x\" is 100/5, its alphabet \"bit\" 512/16");
  CHECK(then("[area.x]\nlayout = \"100/5\"\ncopies = 3\n[projection.p]\nfrom = \"x\"\nto = "
             "\"case\"\n") ==
        "g.toml:16:13: projection \"p\": area \"x\" has 3 copies and \"case\" 8; as many, or 1, "
        "expected");
}
