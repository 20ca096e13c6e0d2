#include <kenyon/graph/session.hpp>

#include <catch2/catch.hpp>
#include <string>

#include "tests/graph/letters.hpp"

using namespace kenyon;

namespace {

// The next symbol of each copy is the exclusive or of its own and what `in` gives it. The area is
// given the right symbols, or all but one.
const char* const machine = R"(
[alphabet.bit]
layout = "64/4"
symbols = "ab"
[area.in]
alphabet = "bit"
copies = 2
[area.cell]
alphabet = "bit"
copies = 2
[table.rule]
self = "abab"
in = "aabb"
next = "abba"
[[run]]
machine = { table = "rule", from = { "cell" = "self", "in" = "in" }, to = { "cell" = "next" } }
[run.clamp]
"cell[0]@0" = "a"
"cell[1]@0" = "b"
"cell[*]@1" = "ab"
"cell[*]@2" = "aa"
"cell[*]@3" = "bb"
"in[*]@0-1" = "a"
"in[1]@1-2" = "b"
"in[0]@2" = "b"
)";

run_score score_of(const std::string& text) {
  graph_session s = session_of(text);
  run_to_end(s);
  return s.scores()[0];
}

std::string with(std::string text, const std::string& one, const std::string& other) {
  return text.replace(text.find(one), one.size(), other);
}

}  // namespace

TEST_CASE("a machine looks at all entries that give its areas symbols") {
  const run_score right = score_of(machine);
  CHECK(right.expected == 6);
  CHECK(right.right == 6);
  // Only copy 1 sees "b" in step 1: the second of two entries that give it something.
  CHECK(score_of(with(machine, "\"cell[*]@2\" = \"aa\"", "\"cell[*]@2\" = \"ab\"")).right == 5);
}

TEST_CASE("a machine needs a symbol for every copy in step 0") {
  CHECK_THROWS_WITH(score_of(with(machine, "\"cell[1]@0\" = \"b\"\n", "")),
                    Catch::Contains("must be given symbols in step 0"));
}

TEST_CASE("session: a machine without a row for what is held is told when it gets there") {
  graph_description g =
      parse_graph(letters + "[[run]]\nsteps = 2\nclamp = { \"target@0\" = \"a\" }\n" +
                      "machine = { table = \"steps\", from = { target = \"from\" }, "
                      "to = { target = \"to\" } }\n",
                  "g.toml");
  for (auto& c : g.tables[0].columns) c.symbols.erase(c.symbols.begin());
  graph_session s(g);
  CHECK(s.step());
  CHECK_THROWS_WITH(s.step(), "g.toml:23:11: machine: no row for \"a\"");
}
