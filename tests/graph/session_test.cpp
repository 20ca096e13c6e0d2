#include <kenyon/error.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/session.hpp>
#include <kenyon/pattern/pattern.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

using namespace kenyon;

namespace {

// Five letters stored as they are, and a path from each to the next.
const char* const letters = R"(
[alphabet.letter]
layout = "256/8"
symbols = "abcde"
[area.source]
alphabet = "letter"
[area.target]
alphabet = "letter"
[projection.next]
from = "source"
to = "target"
[table.steps]
from = "abcde"
to = "bcdea"
[[train]]
name = "pairs"
table = "steps"
clamp = { "source@0" = "from", "target@1" = "to" }
learn = ["next"]
)";

graph_session session_of(const std::string& text, null_arm arm = null_arm::none) {
  return graph_session(parse_graph(text, "g.toml"), arm);
}

run_score only_score(graph_session& s) {
  while (s.step()) {
  }
  REQUIRE(s.scores().size() == 1);
  return s.scores()[0];
}

graph_description described() {
  return parse_graph(std::string(letters) + R"(
[[run]]
name = "r"
clamp = { "source@0" = "a" }
expect = { "target@1" = "b" }
)",
                     "g.toml");
}

}  // namespace

TEST_CASE("session: a table's rows are its episodes, and what is held is told in symbols") {
  graph_session s = session_of(std::string(letters) + R"(
[[run]]
name = "all"
table = "steps"
clamp = { "source@0" = "from" }
expect = { "target@1" = "to" }
)");
  std::uint64_t done = 0;
  s.train([&](std::uint64_t now, std::uint64_t all) {
    CHECK(now == ++done);
    CHECK(all == 5);
  });
  CHECK(done == 5);
  CHECK(s.steps_in_all() == 10);
  const std::size_t target = s.network().area("target");
  for (std::uint64_t row = 0; row < 5; ++row)
    for (std::uint32_t step = 0; step < 2; ++step) {
      REQUIRE(s.step());
      CHECK(s.run() == 0);
      CHECK(s.episode() == row);
      CHECK(s.step_in_episode() == step);
      CHECK(s.steps_done() == 2 * row + step + 1);
      const std::vector<holding> probes = s.probes();  // what is expected
      REQUIRE(probes.size() == 1);
      CHECK(probes[0].area == target);
      if (step == 0) {
        CHECK(probes[0].active == 0);  // silent again at the begin of an episode
        CHECK(probes[0].symbol.empty());
        continue;
      }
      CHECK(probes[0].symbol == std::string(1, "bcdea"[row]));
      CHECK(probes[0].overlap == 8);
      CHECK(probes[0].exact);
    }
  CHECK_FALSE(s.step());
  CHECK(s.steps_done() == 10);
  const run_score& score = s.scores()[0];
  CHECK(score.name == "all");
  CHECK(score.episodes == 5);
  CHECK(score.steps == 10);
  CHECK(score.expected == 5);
  CHECK(score.right == 5);
  CHECK(score.exact == 5);
  CHECK(score.met());
  CHECK(s.undriven().empty());
}

TEST_CASE("session: unions, silence, wrong symbols, shares that are required") {
  const auto score = [](const std::string& run) {
    graph_session s = session_of(letters + ("\n[[run]]\n" + run));
    return only_score(s);
  };
  run_score r = score("clamp = { \"source@0\" = \"a+c\" }\nexpect = { \"source@0\" = \"a+c\" }");
  CHECK(r.right == 1);
  CHECK(r.exact == 1);
  r = score("clamp = { \"source@0\" = \"a+c\" }\nexpect = { \"source@0\" = \"a\" }");
  CHECK(r.right == 1);  // the nearest symbol, the first of two
  CHECK(r.exact == 0);
  r = score("clamp = { \"source@0\" = \"a\" }\nexpect = { \"source@0\" = \"a+c\" }");
  CHECK(r.right == 0);
  r = score("clamp = { \"source@0\" = \"a\" }\nexpect = { \"target@1-2\" = [\"b\", \"\"] }");
  CHECK(r.expected == 2);
  CHECK(r.right == 2);
  r = score(
      "clamp = { \"source@0-1\" = [\"a\", \"b\"] }\nexpect = { \"target@1-2\" = [\"b\", \"d\"] }\n"
      "required = 0.5");
  CHECK(r.right == 1);
  CHECK(r.met());
  r = score(
      "clamp = { \"source@0\" = \"a\" }\nexpect = { \"target@1-2\" = [\"b\", \"c\"] }\n"
      "required = 0.51");
  CHECK(r.right == 1);
  CHECK_FALSE(r.met());
}

TEST_CASE("session: half of a cue's units are given") {
  graph_session s = session_of(std::string(letters) + R"(
[[run]]
table = "steps"
clamp = { "source@0" = { column = "from", keep = 0.5 } }
expect = { "target@1" = "to" }
probe = ["source"]
)");
  const pattern_batch patterns = s.description().alphabets[0].patterns;
  std::size_t row = 0;
  while (s.step()) {
    if (s.step_in_episode() != 0) continue;
    const pattern_view given = s.network().active(0, 0);
    CHECK(given.size() == 4);
    CHECK(overlap(given, patterns[row++]) == 4);
    CHECK(s.probes()[0].active == 4);
    CHECK_FALSE(s.probes()[0].exact);
  }
  CHECK(row == 5);
  CHECK(s.scores()[0].right == 5);
}

TEST_CASE("session: numbers are right within the tolerance, and their errors add up") {
  const std::string text = R"(
[alphabet.number]
layout = "4/1"
encoder = "scalar:min=0,max=3"
values = [0, 1, 2, 3]
[area.x]
alphabet = "number"
[area.y]
alphabet = "number"
[projection.p]
from = "x"
to = "y"
[table.t]
x = [0, 1, 2, 3]
y = [0, 1, 2, 3]
wrong = [0, 2, 0, 0]
[[train]]
table = "t"
clamp = { "x@0" = "x", "y@1" = "y" }
learn = ["p"]
[[run]]
table = "t"
clamp = { "x@0" = "x" }
expect = { "y@1" = "wrong" }
tolerance = )";
  for (const auto& [tolerance, right] : {std::pair("0", 1u), {"1", 2u}, {"2.5", 3u}, {"3", 4u}}) {
    INFO(tolerance);
    graph_session s = session_of(text + tolerance);
    const run_score r = only_score(s);
    CHECK(r.expected == 4);
    CHECK(r.right == right);
    CHECK(r.exact == 1);
    CHECK(r.numbers == 4);
    CHECK(r.square_error == 0 + 1 + 4 + 9);
  }
}

TEST_CASE("session: what training brings about can be called a symbol") {
  const std::string text = std::string(letters) + R"(
[alphabet.made]
layout = "256/8"
[area.more]
alphabet = "made"
[projection.up]
from = "target"
to = "more"
memory = "random:p=0.3,beta=0"
[[train]]
name = "shape"
clamp = { "target@0" = "a" }
steps = 2
capture = { "more" = "shaped" }
[[run]]
clamp = { "target@0" = "a" }
expect = { "more@1" = "shaped" }
)";
  graph_session s = session_of(text);
  CHECK(only_score(s).exact == 1);
  graph_session again = session_of(text + "probe = [\"target\"]\n");
  again.train();
  const std::size_t more = again.network().area("more");
  again.step();
  CHECK(again.held(more, 0).active == 0);
  again.step();
  CHECK(again.held(more, 0).symbol == "shaped");
  CHECK(again.held(more, 0).active == 8);
  CHECK(again.probes()[0].area == again.network().area("target"));
}

TEST_CASE("session: visits are each once, in any order, and then silence") {
  const auto score = [](const std::string& given, const std::string& wanted) {
    graph_session s =
        session_of(letters + ("\n[[run]]\nclamp = { \"source@0-4\" = " + given +
                              " }\nvisits = { target = " + wanted + " }\nsteps = 7\n"));
    const run_score r = only_score(s);
    CHECK(r.expected == 4);
    return r.right;
  };
  const std::string ordered = "[\"a\", \"a\", \"b\", \"\", \"c\"]";
  CHECK(score(ordered, "[\"b\", \"c\", \"d\"]") == 4);
  CHECK(score(ordered, "[\"d\", \"c\", \"b\"]") == 4);
  CHECK(score(ordered, "[\"b\", \"c\", \"e\"]") == 2);  // "e" never, and "d" is a stranger
  CHECK(score("[\"a\", \"b\", \"a\", \"c\", \"c\"]", "[\"b\", \"c\", \"d\"]") == 3);  // "b" twice
  graph_session s = session_of(std::string(letters) + R"(
[[run]]
clamp = { "source@0-6" = "a" }
visits = { target = ["b"] }
)");
  CHECK(only_score(s).right == 1);  // it never falls silent
}

TEST_CASE("session: an episode ends when its area is silent") {
  graph_session s = session_of(std::string(letters) + R"(
[[run]]
table = "steps"
clamp = { "source@0" = "from" }
expect = { "target@1" = "to" }
steps = 50
stop_when_silent = "source"
[[run]]
clamp = { "target@0" = "a" }
reset = false
)");
  CHECK(s.steps_in_all() == 251);
  while (s.step()) {
  }
  CHECK(s.steps_done() == 11);
  CHECK(s.scores()[0].episodes == 5);
  CHECK(s.scores()[0].steps == 10);
  CHECK(s.scores()[1].steps == 1);
}

TEST_CASE("session: without reset a phase goes on from what areas hold") {
  for (const bool reset : {true, false}) {
    graph_session s = session_of(letters + std::string(R"(
[[run]]
clamp = { "source@0" = "a" }
steps = 1
[[run]]
steps = 1
expect = { "target@0" = "b" }
reset = )") + (reset ? "true" : "false"));
    while (s.step()) {
    }
    CHECK(s.scores()[1].right == (reset ? 0 : 1));
  }
}

TEST_CASE("session: null arms fail where the graph succeeds by what it learned") {
  const std::string text = std::string(letters) + R"(
[[run]]
table = "steps"
clamp = { "source@0" = "from" }
expect = { "target@1" = "to" }
)";
  graph_session learned = session_of(text);
  CHECK(only_score(learned).right == 5);
  graph_session untrained = session_of(text, null_arm::untrained);
  CHECK(only_score(untrained).right == 0);
  CHECK(untrained.network().active(1, 0).empty());
  graph_session shuffled = session_of(text, null_arm::shuffled);
  CHECK(only_score(shuffled).right == 0);  // a permutation without fixed points
  CHECK(shuffled.network().active(1, 0).size() == 8);
}

TEST_CASE("session: areas that nothing reached are named") {
  graph_session s = session_of(std::string(letters) + R"(
[area.lonely]
layout = "64/4"
[[run]]
clamp = { "target@0" = "a" }
steps = 3
)",
                               null_arm::untrained);
  while (s.step()) {
  }
  CHECK(s.undriven() == std::vector<std::string>{"lonely"});  // training reached the source
}

TEST_CASE("session: phases that name what is not there") {
  struct spoiled {
    std::string told;
    std::function<void(graph_description&)> spoil;
  };
  using d = graph_description;
  const auto with_machine = [](d& g) -> machine_description& {
    g.runs[0].clamps[0].area = "target";
    g.runs[0].machine = machine_description{"steps", {}, {{{"target", 0}, "from"}}, {}};
    g.runs[0].machine->to = {{"target", 0}, "to"};
    return *g.runs[0].machine;
  };
  for (const auto& [told, spoil] : std::vector<spoiled>{
           {"\"r\": steps: at least 1 expected", [](d& g) { g.runs[0].steps = 0; }},
           {"unknown table \"step\" (did you mean \"steps\"?)",
            [](d& g) { g.runs[0].table = "step"; }},
           {"table \"steps\" has no rows",
            [](d& g) {
              for (auto& c : g.tables[0].columns) c.symbols.clear();
            }},
           {"table \"steps\": column \"to\" has 4 symbols, \"from\" 5",
            [](d& g) { g.tables[0].columns[1].symbols.pop_back(); }},
           {"table \"steps\" has no column \"fro\" (did you mean \"from\"?)",
            [](d& g) { g.training[0].clamps[0].column = "fro"; }},
           {"a column needs a table", [](d& g) { g.runs[0].clamps[0].column = "from"; }},
           {"unknown area \"sourc\" (did you mean \"source\"?)",
            [](d& g) { g.runs[0].clamps[0].area = "sourc"; }},
           {"unknown projection \"nex\" (did you mean \"next\"?)",
            [](d& g) { g.training[0].learns[0] = "nex"; }},
           {"area \"source\" has 1 copies, no copy 1", [](d& g) { g.runs[0].clamps[0].copy = 1; }},
           {"area \"source\" has 1 copies, no copy -2",
            [](d& g) { g.runs[0].clamps[0].copy = -2; }},
           {"area \"target\": steps from 0 to 1 expected",
            [](d& g) { g.runs[0].expects[0].last = 2; }},
           {"area \"target\": steps from 0 to 1 expected",
            [](d& g) { g.runs[0].expects[0].last = 0; }},
           {"keep: a share from 0 to 1 expected", [](d& g) { g.runs[0].clamps[0].keep = 1.5; }},
           {"keep: a share from 0 to 1 expected",
            [](d& g) { g.runs[0].clamps[0].keep = std::nan(""); }},
           {"area \"target\" has no alphabet", [](d& g) { g.areas[1].alphabet = ""; }},
           {"area \"source\": 2 symbols for 1 copies and 1 steps",
            [](d& g) {
              g.runs[0].clamps[0].symbols = {"a", "b"};
            }},
           {"area \"source\": unknown symbol \"x\" (did you mean \"a\"?)",
            [](d& g) { g.runs[0].clamps[0].symbols = {"a+x"}; }},
           {"visits: area \"source\" has no alphabet",
            [](d& g) {
              g.runs[0].clamps.clear();
              g.training.clear();
              g.areas[0].alphabet = "";
              g.runs[0].visiting = "source";
            }},
           {"visits: unknown symbol \"x\"",
            [](d& g) {
              g.runs[0].visiting = "source";
              g.runs[0].visits = {"x"};
            }},
           {"capture: area \"target\" has no copy 1",
            [](d& g) {
              g.training[0].captures.push_back({"target", 1, "new", {}});
            }},
           {"unknown area \"goal\" (there are: source, target)",
            [](d& g) { g.runs[0].stop_when_silent = "goal"; }},
           {"unknown area \"goal\" (there are: source, target)",
            [](d& g) { g.runs[0].probes = {"goal"}; }},
           {"machine: from: at least one area expected",
            [&](d& g) {
              with_machine(g).from.clear();
              for (auto& c : g.tables[0].columns) c.symbols.resize(1);
            }},
           {"machine: an area that it looks at is neither its target nor given symbols",
            [&](d& g) { with_machine(g).from[0].area.area = "source"; }},
           {"machine: all copies of area \"target\" must be given symbols in step 0",
            [&](d& g) {
              with_machine(g);
              g.runs[0].clamps[0].first = g.runs[0].clamps[0].last = 1;
            }},
           {"machine: row 1 of table \"steps\" contradicts an earlier one",
            [&](d& g) {
              with_machine(g);
              g.tables[0].columns[0].symbols[1] = "a";
            }},
       }) {
    INFO(told);
    d g = described();
    spoil(g);
    try {
      graph_session s(g);
      FAIL("taken");
    } catch (const error& e) {
      CHECK(e.which() == fault::bad_input);
      const std::string said = e.what();
      CHECK(said.substr(0, 7) == "g.toml:");
      REQUIRE(said.size() >= told.size());
      CHECK(said.substr(said.size() - told.size()) == told);
    }
  }
  CHECK_NOTHROW(graph_session(described()));
}

TEST_CASE("session: a machine without a row for what is held is told when it gets there") {
  graph_description g = described();
  g.runs[0].clamps[0].area = "target";
  g.runs[0].machine = machine_description{"steps", {7, 3}, {{{"target", 0}, "from"}}, {}};
  g.runs[0].machine->to = {{"target", 0}, "to"};
  for (auto& c : g.tables[0].columns) c.symbols.erase(c.symbols.begin());
  graph_session s(g);
  CHECK(s.step());
  CHECK_THROWS_WITH(s.step(), "g.toml:7:3: machine: no row for \"a\"");
}
