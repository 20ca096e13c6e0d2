// Phases that do not fit their graph, made by a program.
#include <kenyon/base/error.hpp>
#include <kenyon/graph/session.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "tests/graph/letters.hpp"

using namespace kenyon;

namespace {

graph_description described() {
  return parse_graph(letters + R"(
[[run]]
name = "r"
clamp = { "source@0" = "a" }
expect = { "target@1" = "b" }
)",
                     "g.toml");
}

}  // namespace

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
           {"learn: \"next\" is there twice",
            [&](d& g) {
              g.training[0].learns = {"next", "next"};
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
