#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>

#include <catch2/catch.hpp>

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
