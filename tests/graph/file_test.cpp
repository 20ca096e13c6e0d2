#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>
#include <kenyon/pattern/random.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <utility>

#include "tests/io/temporary_folder.hpp"

using namespace kenyon;

namespace {

using texts = std::vector<std::string>;

graph_description parse(const std::string& text, const texts& settings = {}) {
  return parse_graph(text, "g.toml", settings);
}

const texts& column(const graph_description& g, std::string_view name) {
  for (const auto& c : g.tables.at(0).columns)
    if (c.name == name) return c.symbols;
  FAIL("no column " << name);
  return g.tables[0].columns[0].symbols;
}

pattern units_of(const pattern_batch& batch, std::size_t i) {
  return {batch[i].begin(), batch[i].end()};
}

const std::string complete = R"(
seed = 7
[alphabet.bit]
layout = "512/16"
symbols = "01"
[alphabet.angle]
layout = "1024/32"
encoder = "scalar:min=0,max=6.3"
values = {from = 0, to = 6, count = 13}
[memory.left]
kind = "bayes:p10=0.1"
[area.cell]
alphabet = "bit"
copies = 64
noise = 0.125
[area.case]
layout = "512/16"
copies = 64
fires = "threshold"
least = 3
fatigue = 2
recovery = 0.25
[area.neighbours]
joins = ["cell[-1]", "cell", "cell[+1]"]
copies = 64
[area.x]
alphabet = "angle"
[projection.left]
from = "cell[-1]"
to = "case"
memory = "left"
gain = 3
delay = 2
gate = "!cell[+1]:1"
learns = "settled"
[projection.calm]
from = "case"
to = "cell"
memory = "all"
inhibits = true
gate = {area = "x", shift = 0, symbol = "0.5"}
[projection.own]
from = "case"
to = "case"
memory = "bcpnn"
completes = true
learns = "always"
[table.rule]
left = "1100"
next = ["0", "1", 1, 0]
[[train]]
name = "rule"
table = "rule"
clamp = {"cell[-1]@0" = "left", "cell@1" = "next"}
learn = ["left", "own"]
capture = {"cell[3]" = "kept"}
[[run]]
clamp = {"cell[*]@0" = {random = true, keep = 0.5}, "x@0-2" = ["0", "6", "3.2"], "cell[63]@1-2" = "kept+1"}
expect = {"cell[-1]@7" = "0", "cell[*]@6" = "1"}
machine = {table = "rule", from = {"cell[-1]" = "left", cell = "next"}, to = {"cell" = "next"}}
visits = {cell = ["0", "kept"]}
probe = ["cell", "x"]
tolerance = 0.5
required = 0.75
stop_when_silent = "case"
noise = false
reset = false
)";

}  // namespace

TEST_CASE("a graph file says everything that a description has") {
  const graph_description g = parse(complete);
  CHECK(g.seed == 7);
  REQUIRE(g.alphabets.size() == 2);
  CHECK(g.alphabets[0].symbols == texts{"0", "1"});
  CHECK(g.alphabets[1].symbols.at(1) == "0.5");
  CHECK(g.alphabets[1].values.at(12) == 6.0);

  REQUIRE(g.areas.size() == 4);
  CHECK(g.areas[0].shape.text() == "512/16");
  CHECK(g.areas[0].copies == 64);
  CHECK(g.areas[0].noise == 0.125);
  CHECK(g.areas[0].at.line == 12);
  CHECK(g.areas[0].at.column == 7);
  CHECK(g.areas[1].how == firing::threshold);
  CHECK(std::pair(g.areas[1].least, g.areas[1].fatigue) == std::pair(3, 2));
  CHECK(g.areas[1].recovery == 0.25);
  REQUIRE(g.areas[2].joins.size() == 3);
  CHECK(g.areas[2].joins[0].shift == -1);
  CHECK(g.areas[2].joins[2].shift == 1);

  REQUIRE(g.memories.size() == 3);
  CHECK(g.memories[0].name == "left");
  CHECK(g.memories[2].kind == "bcpnn");
  CHECK(g.memories[2].completes);
  REQUIRE(g.projections.size() == 3);
  const projection_description& left = g.projections[0];
  CHECK(left.memory == "left");
  CHECK(left.from.area == "cell");
  CHECK(left.from.shift == -1);
  CHECK(left.gain == 3);
  CHECK(left.delay == 2);
  CHECK(left.learns == plasticity::settled);
  REQUIRE(left.gate);
  CHECK(left.gate->closes);
  CHECK(left.gate->by.shift == 1);
  CHECK(left.gate->symbol == "1");
  CHECK(g.projections[1].inhibits);
  CHECK(g.projections[1].gate->symbol == "0.5");
  CHECK(g.projections[1].memory == g.memories[1].name);
  CHECK(g.projections[2].learns == plasticity::always);
  CHECK(column(g, "next") == texts{"0", "1", "1", "0"});
  CHECK_NOTHROW(graph(g));
}

TEST_CASE("phases are read") {
  const graph_description g = parse(complete);
  REQUIRE(g.training.size() == 1);
  const phase_description& train = g.training[0];
  CHECK(train.name == "rule");
  CHECK(train.steps == 2);
  CHECK_FALSE(train.noise);
  CHECK(train.reset);
  CHECK(train.learns == texts{"left", "own"});
  CHECK(train.clamps.at(0).copy == -1);
  CHECK(train.clamps[0].column == "left");
  CHECK(train.captures.at(0).symbol == "kept");
  CHECK(train.captures[0].copy == 3);

  const phase_description& run = g.runs.at(0);
  CHECK(run.name == "0");
  CHECK(run.steps == 8);
  CHECK_FALSE(run.noise);
  CHECK_FALSE(run.reset);
  const episode_entry& drawn = run.clamps.at(0);
  CHECK(drawn.all_copies);
  CHECK(drawn.keep == 0.5);
  REQUIRE(drawn.symbols.size() == 64);
  // 64 fair coins: fewer than 12 or more than 52 ones once in five million.
  const auto ones = std::count(drawn.symbols.begin(), drawn.symbols.end(), "1");
  CHECK((ones > 11 && ones < 53));
  CHECK(run.clamps[1].symbols == texts{"0", "6", "3.2"});
  CHECK(run.clamps[1].last == 2);
  CHECK(run.clamps[2].symbols == texts{"kept+1"});
  CHECK(run.expects.at(0).copy == -1);
  CHECK(run.expects.at(1).symbols == texts{"1"});
  REQUIRE(run.machine);
  CHECK(run.machine->from.at(0).area.shift == -1);
  CHECK(run.machine->to.column == "next");
  CHECK(run.visiting == "cell");
  CHECK(run.visits == texts{"0", "kept"});
  CHECK(run.probes == texts{"cell", "x"});
  CHECK(run.tolerance == 0.5);
  CHECK(run.required == 0.75);
  CHECK(run.stop_when_silent == "case");
}

TEST_CASE("what is left out has the default") {
  const graph_description g = parse(
      "[area.a]\nlayout = \"100/5\"\n[projection.p]\nfrom = \"a\"\nto = "
      "\"a\"\n[[train]]\n[[run]]\n");
  CHECK(g.seed == 1);
  CHECK(g.areas.at(0).copies == 1);
  CHECK(g.areas[0].least == 1);
  CHECK(g.areas[0].recovery == 0.1);
  CHECK(g.memories.at(0).kind == "willshaw");
  CHECK_FALSE(g.memories[0].completes);
  CHECK(g.projections.at(0).delay == 1);
  CHECK(g.projections[0].gain == 1);
  CHECK(g.projections[0].learns == plasticity::fixed);
  CHECK(g.training.at(0).steps == 1);
  CHECK(g.runs.at(0).noise);
  CHECK(g.runs[0].required == 1);
}

TEST_CASE("symbols have patterns of their own that depend on nothing else in the file") {
  const std::string one = "[alphabet.b]\nlayout = \"1000/10\"\nsymbols = 30\n";
  const graph_description g =
      parse("[alphabet.a]\nlayout = \"50/5\"\nsymbols = [\"x\", 2.5]\n" + one);
  CHECK(g.alphabets[0].symbols == texts{"x", "2.5"});
  REQUIRE(g.alphabets[1].symbols.size() == 30);
  CHECK(g.alphabets[1].symbols[29] == "29");
  pattern expected(10);
  random_pattern(g.alphabets[1].shape, 1, stream::symbols, 1'000'000'003, expected);
  CHECK(units_of(g.alphabets[1].patterns, 3) == expected);
  // Another place in the file, or another seed, are other patterns.
  CHECK_FALSE(parse(one).alphabets[0].patterns == g.alphabets[1].patterns);
  CHECK_FALSE(parse("seed = 2\n" + one).alphabets[0].patterns == parse(one).alphabets[0].patterns);

  const auto overlaps = [](const graph_description& of) {
    const pattern_batch& p = of.alphabets[0].patterns;
    return std::pair(overlap(p[0], p[9]), overlap(p[9], p[10]));
  };
  // Families of ten share a parent: 0.9 squared of 10 units and the rare coincidence.
  const auto [within, between] = overlaps(parse(one + "correlated = 0.9\n"));
  CHECK(within >= 5);
  CHECK(between <= 2);
}

TEST_CASE("patterns are given, or come from a file beside the graph file") {
  const graph_description g = parse(
      "[alphabet.a]\nlayout = \"4x4\"\npatterns = [[14, 0, 5, 9], [1, 4, 8, 12]]\nsymbols = "
      "\"\u00fcb\"\n");
  CHECK(g.alphabets[0].symbols == texts{"\u00fc", "b"});
  CHECK(units_of(g.alphabets[0].patterns, 0) == pattern{0, 5, 9, 14});

  const temporary_folder folder;
  put(folder / "p.jsonl",
      "{\"units\":[3,1],\"label\":\"up\"}\n{\"units\":[2,4],\"label\":\"down\"}\n");
  put(folder / "facts.csv", "who,what\nup,\"a \"\"b\"\", c\"\r\ndown,\n");
  put(folder / "g.toml",
      "[alphabet.a]\nlayout = \"10/2\"\nfile = \"p.jsonl\"\n[table.t]\nfile = \"facts.csv\"\nn = "
      "{count = 5}\n");
  const graph_description read = read_graph(folder / "g.toml");
  CHECK(read.alphabets[0].symbols == texts{"up", "down"});
  CHECK(units_of(read.alphabets[0].patterns, 0) == pattern{1, 3});
  CHECK(column(read, "who") == texts{"up", "down"});
  CHECK(column(read, "what") == texts{"a \"b\", c", ""});
  CHECK(column(read, "n") == texts{"0", "1"});

  put(folder / "facts.csv", "who,what\nup,a,b\n");
  CHECK(refused(fault::bad_input, [&] { read_graph(folder / "g.toml"); }) ==
        folder / "g.toml" + ":5:8: table \"t\": file: " + folder / "facts.csv" +
            ":2: 2 fields expected, as in the first line, 3 found");
  refused(fault::io, [&] { read_graph(folder / "none.toml"); });
}

TEST_CASE("columns are generated") {
  const std::string text = R"([table.t]
rows = 600
s = {count = 200, each = 3}
o = {random = 40, unique_with = ["s"]}
x = {uniform = [-3, 3]}
y = {sin = "x"}
z = {step = "x", at = 1}
p = {product = ["x", "s"]}
again = {same = "x"}
mixed = {shuffle = "s"}
)";
  const graph_description g = parse(text);
  const texts &s = column(g, "s"), &o = column(g, "o"), &x = column(g, "x"), &y = column(g, "y"),
              &z = column(g, "z"), &p = column(g, "p"), &mixed = column(g, "mixed");
  CHECK(s[2] == "0");
  CHECK(s[3] == "1");
  CHECK(s[599] == "199");
  std::set<std::pair<std::string, std::string>> pairs;
  for (std::size_t i = 0; i < 600; ++i) {
    pairs.emplace(s[i], o[i]);
    const double at = std::stod(x[i]);
    CHECK((at >= -3 && at <= 3));
    CHECK(std::stod(y[i]) == Approx(std::sin(at)).epsilon(1e-8));
    CHECK(z[i] == (at < 1 ? "0" : "1"));
    CHECK(std::stod(p[i]) == Approx(at * std::stod(s[i])).epsilon(1e-8));
  }
  // Three of forty for each of 200: all would differ by chance once in 10^6.
  CHECK(pairs.size() == 600);
  CHECK(column(g, "again") == x);
  CHECK(mixed != s);
  CHECK(std::is_permutation(mixed.begin(), mixed.end(), s.begin()));
  CHECK(column(parse(text), "o") == o);
  CHECK_FALSE(column(parse("seed = 2\n" + text), "o") == o);
}

TEST_CASE("settings change values before the file is understood") {
  const auto set = [](const std::string& setting) { return parse(complete, {setting}); };
  CHECK(set("seed=9").seed == 9);
  CHECK(set("area.cell.noise=0.5").areas[0].noise == 0.5);
  CHECK(set("area.x.least=3").areas[3].least == 3);  // the file leaves it out
  CHECK(column(set("table.rule.left=0011"), "left") == texts{"0", "0", "1", "1"});
  CHECK(column(set("table.rule.left=1011"), "left") ==
        texts{"1", "0", "1", "1"});  // TOML: a number
  CHECK(set("run.0.steps=50").runs[0].steps == 50);
  CHECK(set("train.rule.steps=5").training[0].steps == 5);
  CHECK(set("projection.left.memory=willshaw").memories.size() == 4);
  CHECK(set("run.0.probe=[\"x\"]").runs[0].probes == texts{"x"});

  const auto usage = [&](const std::string& setting) {
    return refused(fault::usage, [&] { set(setting); });
  };
  CHECK(usage("area.cel.noise=0") ==
        "setting \"area.cel.noise=0\": there is no \"cel\" in \"area\" (did you mean \"cell\"?)");
  CHECK(usage("run.1.steps=2") == "setting \"run.1.steps=2\": there is no \"1\" in \"run\"");
  CHECK(usage("train.rul.steps=2") ==
        "setting \"train.rul.steps=2\": there is no \"rul\" in \"train\" (did you mean \"rule\"?)");
  CHECK(usage("seed") == "setting \"seed\": KEY.PATH=VALUE expected");
  CHECK(usage("seed.x=1") == "setting \"seed.x=1\": there is no \"x\" in \"seed\"");
  const auto bad = [&](const std::string& setting) {
    return refused(fault::bad_input, [&] { set(setting); });
  };
  CHECK(bad("area.cell.noize=0") ==
        "g.toml: area \"cell\": unknown key \"noize\" (did you mean \"noise\"?)");
  CHECK(bad("area.cell.noise=2") ==
        "g.toml: area \"cell\": noise: a share from 0 to 1 expected, 2 given");
}

TEST_CASE("a graph file cannot ask for more than the limits") {
  const auto within = [](const std::string& text, graph_limits limits) {
    return refused(fault::bad_input, [&] { parse_graph(text, "g", {}, limits); });
  };
  const std::string letters = "[alphabet.a]\nlayout = \"100/5\"\nsymbols = 30\n";
  CHECK_NOTHROW(parse_graph(letters, "g", {}, {.max_symbols = 30, .max_units = 150}));
  CHECK(within(letters, {.max_bytes = 10}) == "g: at most 10 bytes expected, 43 given");
  CHECK(within(letters, {.max_symbols = 29}) ==
        "g:3:11: a graph file has at most 29 symbols, in alphabets, tables and phases together");
  CHECK(within(letters, {.max_units = 149}) ==
        "g:3:11: the patterns of a graph file have at most 149 units together: active ones, and "
        "all of what is "
        "encoded");
  CHECK(
      within("[table.t]\nrows = 1000\na = {count = 2}\nb = {same = \"a\"}\n", {.max_symbols = 1999})
          .starts_with("g:4:5: a graph file has at most 1999 symbols"));
  CHECK(
      within(
          "[area.a]\nlayout = \"9/1\"\ncopies = 500\n[alphabet.z]\nlayout = \"9/1\"\nsymbols = 2\n"
          "[area.b]\nalphabet = \"z\"\ncopies = 500\n[[run]]\nclamp = {\"b[*]@0\" = {random = "
          "true}}\n",
          {.max_symbols = 501})
          .starts_with("g:11:31: a graph file has at most 501 symbols"));

  // Texts that are copied count by their length.
  std::string copies = "[table.t]\na = [\"" + std::string(6400, 'x') + "\"]\n";
  for (int i = 0; i < 20; ++i) copies += "b" + std::to_string(i) + " = {same = \"a\"}\n";
  CHECK_NOTHROW(parse_graph(copies, "g", {}, {.max_symbols = 4221}));
  CHECK(within(copies, {.max_symbols = 4220}).starts_with("g:22:7: a graph file has at most 4220"));

  // Deep keys and values would overflow the stack.
  std::string deep = "a";
  for (int i = 0; i < 100000; ++i) deep += ".a";
  CHECK(within("\n" + deep + " = 1\n", {}) == "g:2:128: a key has at most 64 parts");
  CHECK(within("x = '''\n'''\n[" + deep + "]\n", {}) == "g:3:129: a key has at most 64 parts");
  CHECK(
      within("x = {a = \"\"\"b\"\"\"\", z." + deep + " = 1}\n", {}).ends_with("at most 64 parts"));
  CHECK(within("a = " + std::string(100000, '[') + "\n", {}).starts_with("g:1:"));
  CHECK_NOTHROW(parse_graph("# " + deep + "\n[area.a]\nlayout = \"9/1\"\n", "g"));
}
