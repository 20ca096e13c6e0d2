// What projections learn while a graph runs.
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "tests/graph/small_graphs.hpp"

using namespace kenyon;

TEST_CASE("graph: what learns, and from which copies") {
  const graph_description what = parse_graph(R"(
[area.a]
layout = "64/4"
copies = 3
[area.b]
layout = "64/4"
copies = 3
[projection.p]
from = "a"
to = "b"
[projection.echo]
from = "b"
to = "b"
completes = true
)",
                                             "g");
  const pattern x{1, 2, 3, 4}, y{11, 12, 13, 14}, z{21, 22, 23, 24};
  const std::vector<std::size_t> both{0, 1};
  graph g(what);
  std::vector<learned_pair> pairs;
  const auto step = [&](std::vector<std::pair<std::size_t, std::uint32_t>> given,
                        const pattern& units) {
    for (const auto& [area, copy] : given) g.clamp(area, copy, units);
    g.step({true, true, both, &pairs});
  };
  step({{0, 0}, {0, 1}}, x);
  CHECK(pairs.empty());  // nothing yet at the other end
  step({{1, 0}, {1, 2}}, y);
  REQUIRE(pairs.size() == 3);  // copy 2 had no source; a memory that completes needs none
  CHECK(pairs[0].projection == 0);
  CHECK(pairs[0].cue == x);
  CHECK(pairs[0].answer == y);
  CHECK(pairs[1].projection == 1);
  CHECK(pairs[1].cue == y);
  CHECK(pairs[2].answer == y);

  // Stored instead of told, the same pairs work; unclamped copies learn where none is clamped.
  for (const learned_pair& p : pairs) g.store(p);
  pairs.clear();
  g.silence();
  step({{0, 0}, {0, 1}, {0, 2}}, x);
  step({{1, 1}}, z);
  REQUIRE(pairs.size() == 2);  // copies 0 and 2 hold y by what was stored, but only z was given
  CHECK(pairs[0].answer == z);
  CHECK(held(g, "b", 0) == y);
  pairs.clear();
  step({}, x);
  CHECK(pairs.size() == 2);  // the echo of copies 0 and 2; nothing completes z
  CHECK(held(g, "b", 1).empty());

  graph_description plastic = what;
  plastic.projections[0].learns = plasticity::always;
  plastic.projections[1].learns = plasticity::settled;
  graph h(plastic);
  for (int s = 0; s < 3; ++s) {
    h.clamp(0, 0, x);
    h.clamp(1, 0, s == 0 ? y : z);
    pairs.clear();
    h.step({true, true, {}, &pairs});
    CHECK(pairs.size() == std::vector<std::size_t>{0, 1, 2}[static_cast<std::size_t>(s)]);
  }
  pairs.clear();
  h.clamp(0, 0, x);
  h.clamp(1, 0, z);
  h.step({true, false, {}, &pairs});
  CHECK(pairs.empty());
  h.step();  // nothing was stored until now: all went to `instead`
  h.step();
  CHECK(held(h, "b").empty());
}
