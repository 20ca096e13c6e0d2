// Building, clamps and what reaches an area; reference_test.cpp compares what areas then hold.
#include <kenyon/base/error.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/graph/small_graphs.hpp"

using namespace kenyon;

TEST_CASE("graph: an area that only inhibition reaches is silent, and was never driven") {
  graph g(parse_graph(R"(
[area.a]
layout = "64/4"
[area.b]
layout = "64/4"
[area.c]
layout = "64/4"
copies = 3
[projection.stop]
from = "a"
to = "b"
inhibits = true
[projection.go]
from = "a"
to = "c"
)",
                      "g"));
  g.store({0, {1, 2}, {3, 4}});
  g.step();
  CHECK(g.driven(0) == 0);
  g.clamp(0, 0, pattern{1, 2});
  g.step();
  g.step();
  CHECK(held(g, "a").empty());
  CHECK(held(g, "b").empty());
  CHECK(g.driven(0) == 1);
  CHECK(g.driven(1) == 0);
  CHECK(g.driven(2) == 3);  // reached, though nothing was stored that would make it fire
  CHECK(held(g, "c", 2).empty());
  g.silence();
  CHECK(g.driven(0) == 1);
}

TEST_CASE("graph: clamps last one step and must fit") {
  graph g(parse_graph(everything, "g"));
  const pattern p{1, 5, 9};
  g.clamp(g.area("ring"), 4, p);
  g.step();
  CHECK(held(g, "ring", 4) == p);
  CHECK(held(g, "ring", 3).empty());
  CHECK(held(g, "both", 3) == p);  // joins the next one of the ring
  g.step();
  CHECK(held(g, "ring", 4).empty());
  CHECK(g.active(g.area("ring"), 4, 1).size() == 3);

  CHECK_THROWS_WITH(g.clamp(99, 0, p), "there is no such copy of an area");
  CHECK_THROWS_WITH(g.clamp(g.area("ring"), 5, p), "there is no such copy of an area");
  CHECK_THROWS_WITH(g.clamp(g.area("both"), 0, p),
                    "area \"both\" joins others: what it holds cannot be given");
  CHECK_THROWS_AS(g.clamp(g.area("ring"), 0, pattern{96}), error);
  CHECK_THROWS_AS(g.clamp(g.area("ring"), 0, pattern{5, 1}), error);
  CHECK_THROWS_WITH(g.active(0, 0, 4), "areas remember as many steps as the longest delay");
  CHECK_NOTHROW(g.active(0, 0, 3));
  CHECK_THROWS_WITH(g.area("rong"), "unknown area \"rong\" (did you mean \"ring\"?)");
  CHECK_THROWS_WITH(g.projection("upp"), "unknown projection \"upp\" (did you mean \"up\"?)");
  CHECK_THROWS_WITH(g.store({99, p, p}), "there is no such projection");
  CHECK_THROWS_WITH(g.store({g.projection("around"), {1}, {2}}),
                    "a memory that completes stores patterns with themselves");
  CHECK_THROWS_AS(g.store({g.projection("give"), {128}, {2}}), error);
  const std::vector<std::size_t> none{99};
  CHECK_THROWS_WITH(g.step({true, true, none, nullptr}), "there is no such projection");

  graph wide(parse_graph("[area.w]\nlayout = \"9000/3\"\n", "g"));
  pattern most(4096);
  for (unit u = 0; u < most.size(); ++u) most[u] = u;
  CHECK_NOTHROW(wide.clamp(0, 0, most));
  most.push_back(4096);
  CHECK_THROWS_WITH(wide.clamp(0, 0, most), "more than 4096 units given to area \"w\"");
}

TEST_CASE("graph: a million areas are built and step") {
  const std::string text =
      "[area.a]\nlayout = \"64/2\"\ncopies = 1000000\n"
      "[projection.p]\nfrom = \"a[-1]\"\nto = \"a\"\n";
  graph g(parse_graph(text, "g"));
  g.store({0, {1, 2}, {1, 2}});
  g.clamp(0, 999'999, pattern{1, 2});
  for (int s = 0; s < 3; ++s) g.step();
  CHECK(g.active(0, 1).size() == 2);  // two steps around the ring
  CHECK(g.active(0, 999'999).empty());
  CHECK(g.driven(0) == 3);
}
