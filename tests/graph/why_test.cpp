#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>

#include <catch2/catch.hpp>

#include "tests/graph/small_graphs.hpp"

using namespace kenyon;

namespace {

// Learns while it runs, through weights that are made from counters when they are needed.
const char* const learner = R"(
[area.in]
layout = "60/5"
[area.out]
layout = "60/5"
[projection.in_out]
from = "in"
to = "out"
memory = "bcpnn"
learns = "always"
)";

// What pushed `out` when the source of the last pair asks for it.
graph::reason answer(bool ask_each_step) {
  graph g(parse_graph(learner, "learner"));
  const std::size_t in = g.area("in"), out = g.area("out");
  for (unit step = 0; step < 9; ++step) {
    const unit at = step / 3 * 7;  // the last two ask alike
    g.clamp(in, 0, pattern{at, at + 1, at + 2, at + 3, at + 4});
    g.clamp(out, 0, pattern{at + 3, at + 5, at + 6, at + 8, at + 10});
    g.step();
    if (ask_each_step) g.why(out, 0);
  }
  g.step({.plastic = false});  // what `in` held goes on to `out`
  return g.why(out, 0);
}

}  // namespace

TEST_CASE("asking why an area holds what it holds changes nothing") {
  const graph::reason asked = answer(true), quiet = answer(false);
  CHECK(asked.fired == quiet.fired);
  CHECK(asked.margin == quiet.margin);
  CHECK(quiet.fired > 0);
}

TEST_CASE("graph: why a unit fired") {
  graph g(parse_graph(R"(
[area.a]
layout = "64/4"
[area.b]
layout = "64/2"
[projection.strong]
from = "a"
to = "b"
gain = 5
[projection.weak]
from = "a"
to = "b"
inhibits = true
[projection.shut]
from = "a"
to = "b"
gate = "b"
)",
                      "g"));
  g.store({0, {1, 2, 3}, {10}});
  g.store({0, {1, 2}, {11}});
  g.store({0, {1}, {12}});
  g.store({1, {1, 2}, {10}});
  g.store({1, {3}, {12}});
  g.store({2, {1}, {13}});
  g.clamp(0, 0, pattern{1, 2, 3, 4});
  g.step();
  g.step();
  CHECK(held(g, "b") == pattern{10, 11});  // supports 15 - 2 and 10; 5 - 1 is the best rival
  const graph::reason why = g.why(1, 0);
  REQUIRE(why.pushes.size() == 3);
  CHECK(why.pushes[0].open);
  CHECK(why.pushes[0].fired == 12.5);
  CHECK(why.pushes[0].rival == 5);
  CHECK(why.pushes[1].fired == -1);
  CHECK(why.pushes[1].rival == -1);
  CHECK_FALSE(why.pushes[2].open);
  CHECK(why.pushes[2].projection == 2);
  CHECK(why.fired == 11.5);
  CHECK(why.margin == 6);
}
