// What the conformance test does not ask of location memories: the definition, sparse cues, limits.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/kenyon.hpp>
#include <kenyon/memory/sdm/theory.hpp>

#include "tests/memory/fault_of.hpp"
#include "tests/memory/learned.hpp"

using namespace kenyon;

namespace {

pattern_batch drawn(const layout& in, std::size_t count, stream which = stream::patterns) {
  return pattern_source(in, ensemble::random, 31, which).batch(0, count);
}

location_setting by_radius(std::uint32_t reach) {
  return {.design = location_design::radius, .locations = 2000, .reach = reach};
}
location_setting by_units(std::uint32_t q) {
  return {.design = location_design::coordinates, .locations = 2000, .reach = q};
}
memory_spec spec_of(const location_setting& s) {
  const bool by_radius = s.design == location_design::radius;
  return (by_radius ? "sdm:radius=" : "jaeckel:q=") + std::to_string(s.reach) +
         ",locations=" + std::to_string(s.locations);
}

}  // namespace

TEST_CASE("answers are the winners among the counters of the active locations") {
  const layout from = layout::parse("200/10");
  const layout to = layout::parse("12x5");
  const location_setting setting = GENERATE(by_radius(16), by_radius(0), by_units(2));
  kenyon::memory memory(spec_of(setting), from, to);
  const pattern_batch cues = drawn(from, 80);
  const pattern_batch answers = drawn(to, 80, stream::outputs);
  memory.store(cues, answers);
  std::vector<std::vector<int>> counters(2000, std::vector<int>(60));
  for (std::size_t i = 0; i < 80; ++i)
    for (const std::uint32_t l : locations_of(memory).activated(cues[i]))
      for (const unit u : answers[i]) ++counters[l][u];
  pattern_batch noisy;
  for (std::size_t i = 0; i < 80; ++i)
    noisy.push_back(noise::parse("erase=2+add=1").apply(from, cues[i], 3, i));
  const recalled_batch told = memory.recall(noisy, {});
  for (std::size_t i = 0; i < 80; ++i) {
    std::vector<int> sums(60);
    for (const std::uint32_t l : locations_of(memory).activated(noisy[i]))
      for (unit u = 0; u < 60; ++u) sums[u] += counters[l][u];
    pattern expected;
    if (std::any_of(sums.begin(), sums.end(), [](int s) { return s > 0; }))
      for (unit h = 0; h < 12; ++h)
        expected.push_back(static_cast<unit>(
            std::max_element(sums.begin() + 5 * h, sums.begin() + 5 * h + 5) - sums.begin()));
    REQUIRE(pattern(told.patterns[i].begin(), told.patterns[i].end()) == expected);
  }
}

TEST_CASE("as many locations are active as the theory says") {
  for (const char* text : {"400/10", "20x20"}) {
    const layout in = layout::parse(text);
    const pattern_batch cues = drawn(in, 300);
    for (const char* spoiled : {"none", "keep=0.5"}) {
      kenyon::memory memory("sdm:locations=20000", in);
      double active = 0;
      std::uint32_t units = 0;
      for (std::size_t i = 0; i < cues.size(); ++i) {
        const pattern cue = noise::parse(spoiled).apply(in, cues[i], 8, i);
        units = static_cast<std::uint32_t>(cue.size());
        active += double(locations_of(memory).activated(cue).size()) / 300;
      }
      const double expected =
          20000 * share_with_overlap(in, units, natural_overlap(in, 20000, units));
      INFO(text << " " << spoiled << " " << active << " " << expected);
      CHECK(std::abs(active - expected) < 5 * std::sqrt(expected / 300) + 0.02 * expected);
    }
    const kenyon::memory memory(spec_of(by_units(2)), in);
    double active = 0;
    for (std::size_t i = 0; i < cues.size(); ++i)
      active += double(locations_of(memory).activated(cues[i]).size()) / 300;
    const double k = in.active(), n = in.units();
    const double both =
        in.is_modular() ? 1.0 / in.module_units() / in.module_units() : k * (k - 1) / (n * (n - 1));
    CHECK(std::abs(active - 2000 * both) < 5 * std::sqrt(2000 * both / 300) + 0.06 * 2000 * both);
  }
}

TEST_CASE("locations looked up by unit are those that hold units of the cue only") {
  const layout in = layout::parse("6x4");
  kenyon::memory memory("jaeckel:locations=500,q=3", in);
  pattern everything(24);
  for (unit u = 0; u < 24; ++u) everything[u] = u;
  CHECK(locations_of(memory).activated(everything).size() == 500);
  // Each location is found by exactly one choice of a unit in each of its three modules: over the
  // 64 patterns of modules 0..2 alone, locations within these modules are found once.
  std::vector<int> found(500);
  for (unit a = 0; a < 4; ++a)
    for (unit b = 4; b < 8; ++b)
      for (unit c = 8; c < 12; ++c)
        for (const std::uint32_t l : locations_of(memory).activated(pattern{a, b, c})) ++found[l];
  pattern three(12);
  for (unit u = 0; u < 12; ++u) three[u] = u;
  const std::vector<std::uint32_t> within = locations_of(memory).activated(three);
  CHECK(within.size() > 5);
  CHECK(std::count(found.begin(), found.end(), 1) == std::ptrdiff_t(within.size()));
  CHECK(std::count(found.begin(), found.end(), 0) == 500 - std::ptrdiff_t(within.size()));
}

TEST_CASE("counters that were held, decayed or slept can no longer be undone") {
  const layout in = layout::parse("100/5");
  const pattern_batch one = drawn(in, 1);
  kenyon::memory held(spec_of(by_radius(0)), in);
  for (int i = 0; i < 127; ++i) held.store(one, one);
  held.forget(one, one);  // 127 is within the range
  held.store(one, one);
  held.store(one, one);  // 128 is not
  CHECK(fault_of([&] { held.forget(one, one); }) == fault::usage);
  CHECK(held.stored() == 128);
  for (const ability what : {ability::decay, ability::sleep}) {
    kenyon::memory memory(spec_of(by_radius(0)), in);
    memory.store(one, one);
    what == ability::decay ? memory.decay(0.1, 1) : memory.sleep(1);
    CHECK(fault_of([&] { memory.forget(one, one); }) == fault::usage);
  }
}

TEST_CASE("patterns that were not stored are not forgotten, however many") {
  const layout in = layout::parse("400/10");
  kenyon::memory memory(spec_of(by_radius(0)), in);
  const pattern_batch stored = drawn(in, 200);
  memory.store(stored, stored);
  const pattern_batch strangers = drawn(in, 150, stream::outputs);
  const recalled_batch before = memory.recall(stored, {});
  CHECK(fault_of([&] { memory.forget(strangers, strangers); }) == fault::bad_input);
  const recalled_batch after = memory.recall(stored, {});
  CHECK(before.patterns == after.patterns);
  for (std::size_t i = 0; i < 200; ++i) CHECK(before.facts[i].margin == after.facts[i].margin);
  CHECK(memory.stored() == 200);
  memory.forget(stored, stored);  // and nothing is left
  CHECK(memory.recall(stored, {}).patterns[7].empty());
}

TEST_CASE("decay takes a share in expectation, sleep the same from every counter") {
  const layout in = layout::parse("400/10");
  const pattern_batch one = drawn(in, 1);
  // The margin of a pattern stored n times is n a location: what is left can be read off it.
  const auto left = [&](const auto& weaken) {
    kenyon::memory memory("sdm:locations=20000", in);
    for (int i = 0; i < 10; ++i) memory.store(one, one);
    const double before = memory.recall(one, {}).facts[0].margin;
    weaken(memory);
    return memory.recall(one, {}).facts[0].margin / before;
  };
  // The smallest of ten sums over some 300 locations, each counter 10 * .75 = 7.5 rounded at random
  // (deviation .5): 7.5 less about 1.5 deviations of the mean, .04.
  CHECK(left([](memory& m) { m.decay(0.25, 3); }) == Approx(0.745).margin(0.01));
  CHECK(left([](memory& m) { m.decay(0.5, 3); }) == Approx(0.5));
  CHECK(left([](memory& m) { m.sleep(4); }) == Approx(0.6));
  CHECK(fault_of([&] { left([](memory& m) { m.sleep(0.4); }); }) == fault::usage);
  CHECK(left([](memory& m) { m.sleep(10); }) == 0);
}

TEST_CASE("a share of the locations dies, for good") {
  const layout in = layout::parse("400/10");
  kenyon::memory memory("sdm:locations=20000", in);
  const pattern_batch cues = drawn(in, 50);
  const auto active = [&] {
    double sum = 0;
    for (std::size_t i = 0; i < 50; ++i)
      sum += double(locations_of(memory).activated(cues[i]).size());
    return sum;
  };
  const double whole = active();
  memory.prune(0.5, 1);
  CHECK(active() / whole == Approx(0.5).margin(0.03));
  memory.prune(0.5, 2);
  CHECK(active() / whole == Approx(0.25).margin(0.03));
  memory.store(cues, cues);
  CHECK(active() / whole == Approx(0.25).margin(0.03));
}

TEST_CASE("what was stored before locations died can still be forgotten") {
  const layout in = layout::parse("400/10");
  const pattern_batch kept = drawn(in, 40);
  const pattern_batch gone = drawn(in, 40, stream::outputs);
  kenyon::memory memory(spec_of(by_radius(0)), in), other(spec_of(by_radius(0)), in);
  memory.store(kept, kept);
  memory.store(gone, gone);
  memory.prune(0.3, 1);
  memory.forget(gone, gone);
  other.store(kept, kept);
  other.prune(0.3, 1);
  CHECK(memory.recall(kept, {}).patterns == other.recall(kept, {}).patterns);
  CHECK(memory.recall(gone, {}).patterns == other.recall(gone, {}).patterns);
}

TEST_CASE("settings that make no sense are refused") {
  const layout in = layout::parse("100/5");
  const auto refused = [&](const location_setting& s) {
    return fault_of([&] { location_weights memory(s, memory_shape::of_patterns(in)); }) ==
           fault::usage;
  };
  CHECK(refused(by_radius(10)));  // every pattern is as near
  CHECK(refused(by_units(6)));
  CHECK(refused({.locations = 0}));
  CHECK(refused({.counter_bits = 9}));
  CHECK(refused({.exponent = 17}));
  CHECK(fault_of([&] {
          location_weights memory({.locations = 1 << 24},
                                  memory_shape::of_patterns(layout::parse("1000000/100")));
        }) == fault::resources);
  CHECK(locations_of(memory(spec_of(by_radius(0)), in)).setting().reach > 0);
}
