// Noise of areas.
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "tests/graph/small_graphs.hpp"

using namespace kenyon;

namespace {

const char* const noisy = R"(
[area.flat]
layout = "512/16"
copies = 2
noise = 0.1
[area.modules]
layout = "16x32"
noise = 0.1
[area.all]
layout = "64/64"
noise = 0.5
[area.pair]
joins = ["flat"]
copies = 2
noise = 1
)";

}  // namespace

TEST_CASE("graph: noise replaces its share of the active units, and never changes their number") {
  graph g(parse_graph(noisy, "noisy"));
  const pattern flat = random_units(layout::parse("512/16"), 1);
  const pattern modules = random_units(layout::parse("16x32"), 2);
  const pattern full = random_units(layout::parse("64/64"), 3);
  const int steps = 2000;
  long moved = 0, moved_modules = 0;
  std::vector<int> kept(16, 0);
  std::uint64_t differ = 0;
  for (int s = 0; s < steps; ++s) {
    for (std::uint32_t c = 0; c < 2; ++c) g.clamp(0, c, flat);
    g.clamp(1, 0, modules);
    g.clamp(2, 0, full);
    g.step();
    const pattern one = held(g, "flat", 0), other = held(g, "flat", 1);
    REQUIRE(one.size() == 16);
    REQUIRE(std::is_sorted(one.begin(), one.end()));
    const std::size_t lost = 16 - overlap(one, flat);
    REQUIRE((lost == 1 || lost == 2));
    moved += static_cast<long>(lost);
    for (std::size_t u = 0; u < 16; ++u)
      kept[u] += std::binary_search(one.begin(), one.end(), flat[u]);
    differ += one != other;
    const pattern m = held(g, "modules");
    moved_modules += static_cast<long>(16 - overlap(m, modules));
    check_pattern(layout::parse("16x32"), m);
    REQUIRE(held(g, "all") == full);
    REQUIRE(held(g, "pair").size() == 16);
    REQUIRE(overlap(held(g, "pair"), one) == 0);
  }
  // 1.6 of 16 units: 1, and another with chance .6, so the sum has a standard deviation of
  // sqrt(2000 * .24) = 22. Each bound below is passed by chance less than once in 10,000 seeds.
  CHECK(std::abs(moved - 3200) < 86);
  CHECK(std::abs(moved_modules - 3200) < 86);
  double chi = 0;  // every unit is as likely to go: 15 degrees of freedom
  for (const int k : kept) chi += (k - 1800.) * (k - 1800.) / (2000 * .1 * .9);
  CHECK(chi < 44.3);
  CHECK(differ > 1990);
}

TEST_CASE("graph: noise is that of the episode, and can be left out") {
  graph g(parse_graph(noisy, "noisy"));
  const pattern flat = random_units(layout::parse("512/16"), 1);
  const auto run = [&](std::uint64_t episode, bool noise) {
    g.silence(episode);
    CHECK(held(g, "flat").empty());
    CHECK(g.steps() == 0);
    std::vector<pattern> seen;
    for (int s = 0; s < 20; ++s) {
      g.clamp(0, 0, flat);
      g.step({noise, true, {}, nullptr});
      seen.push_back(held(g, "flat"));
    }
    CHECK(g.steps() == 20);
    return seen;
  };
  const auto first = run(1, true);
  CHECK(run(2, true) != first);
  CHECK(run(1, true) == first);
  CHECK(run(1, false) == std::vector<pattern>(20, flat));
}
