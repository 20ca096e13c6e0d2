#include <kenyon/base/error.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/session.hpp>
#include <kenyon/store/block_file.hpp>

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdio>
#include <vector>

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
  const auto check_refused = [&](auto change) {
    graph_description other = what;
    change(other);
    graph_session s(other);
    CHECK_THROWS_WITH(s.load(path), Catch::Contains("the state of another graph"));
  };
  check_refused([](graph_description& g) { g.runs[0].tolerance = 1; });
  // What the symbols stand for decides what is right.
  check_refused([](graph_description& g) { g.alphabets[0].values = {0, 1}; });
  // Neither where things are said nor what is reported does.
  graph_description moved = what;
  moved.file = "elsewhere";
  moved.areas[0].at = {{9, 9}, {}};
  moved.runs[0].probes = {"a"};
  graph_session s(moved);
  CHECK_NOTHROW(s.load(path));
  std::remove(path.c_str());
}

TEST_CASE("a state of an earlier version is refused in one sentence") {
  const std::string path = "fingerprint_test.old";
  {
    std::vector<std::byte> version(16);
    version[0] = std::byte{1};
    block_file_writer file(path);
    file.header("{\"kind\": \"graph state\"}");
    file.block("graph", version);
    file.commit();
  }
  graph_session s(two_tables("one", "two"));
  CHECK_THROWS_WITH(s.load(path), path + ": a state of another version");
  std::remove(path.c_str());
}
