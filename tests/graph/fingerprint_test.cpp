#include <kenyon/base/error.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/session.hpp>

#include <catch2/catch.hpp>
#include <cstdio>

using namespace kenyon;

namespace {

graph_description two_tables(const char* first, const char* second) {
  return parse_graph(std::string("[alphabet.x]\nlayout = \"64/4\"\nsymbols = \"ab\"\n"
                                 "[area.a]\nalphabet = \"x\"\n[table.") +
                         first + "]\ns = \"aab\"\n[table." + second +
                         "]\ns = \"bba\"\n"
                         "[[run]]\ntable = \"one\"\nclamp = { \"a@0\" = \"s\" }\n",
                     "tables");
}

}  // namespace

TEST_CASE("a state is not taken for that of a graph whose phase has another table or tolerance") {
  const std::string path = "fingerprint_test.state";
  const graph_description what = two_tables("one", "two");
  graph_session saved(what);
  saved.step();
  saved.save(path);

  graph_session same(what);
  CHECK_NOTHROW(same.load(path));
  graph_session swapped(two_tables("two", "one"));
  CHECK_THROWS_AS(swapped.load(path), error);
  graph_description easier = what;
  easier.runs[0].tolerance = 1;
  graph_session other(easier);
  CHECK_THROWS_AS(other.load(path), error);
  std::remove(path.c_str());
}
