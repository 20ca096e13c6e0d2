#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/memory/willshaw/theory.hpp>

using namespace kenyon;

namespace {

willshaw_case complete_cue(const char* text, ensemble how) {
  const layout in = layout::parse(text);
  return {in, in, false, how, in.active()};
}

}  // namespace

TEST_CASE("finite-size capacities of Knoblauch, Palm & Sommer (2010)") {
  CHECK(*capacity_at_unit_error(complete_cue("1000/12", ensemble::balanced), 0.01) ==
        Approx(4431).epsilon(3e-4));
  CHECK(*capacity_at_unit_error(complete_cue("2048/13", ensemble::balanced), 0.01) ==
        Approx(16020).epsilon(5e-4));
  CHECK(*capacity_at_unit_error(complete_cue("10000/15", ensemble::balanced), 0.01) ==
        Approx(288000).epsilon(5e-4));
}

TEST_CASE("the exact series equals a hand calculation") {
  // One other pattern, one cue unit: the unit must be used (1/2) and its pattern hold the cue unit
  // (1/4).
  const willshaw_case small{layout::parse("4/1"), layout::parse("2/1"), false, ensemble::random, 1};
  CHECK(*false_unit_chance(small, 2) == Approx(1.0 / 8));
  // Two others: 1 - (7/8)^2.
  CHECK(*false_unit_chance(small, 3) == Approx(1 - 49.0 / 64));
  // Two cue units of 2-of-4 patterns, one other pattern: used (1/2) and equal to the cue (1/6).
  const willshaw_case pair{layout::parse("4/2"), layout::parse("2/1"), false, ensemble::random, 2};
  CHECK(*false_unit_chance(pair, 2) == Approx(1.0 / 12));
  // Auto, modular: unit j of a silent module; the other pattern has j (1/3) and both cue units
  // (1/9).
  const willshaw_case modular{layout::parse("4x3"), layout::parse("4x3"), true, ensemble::random,
                              2};
  CHECK(*false_unit_chance(modular, 2) == Approx(1.0 / 27));
}

TEST_CASE("the series does not lose its digits for long cues") {
  const layout in = layout::parse("65536/400");
  const willshaw_case wide{in, in, true, ensemble::random, 400};
  double before = 0;
  for (double patterns = 1000; patterns < 200000; patterns *= 1.5) {
    const double chance = *false_unit_chance(wide, patterns);
    CHECK(chance >= before - 1e-25);  // 2^400 / 2^512 is what rounding leaves
    CHECK(chance <= 1);
    before = chance;
  }
  CHECK(before > 0.5);
  const willshaw_case too_wide{in, in, true, ensemble::random, 401};
  CHECK_FALSE(false_unit_chance(too_wide, 1000).has_value());
}

TEST_CASE("an empty memory makes no errors, a full one only errors") {
  for (auto how : {ensemble::random, ensemble::balanced}) {
    const auto asked = complete_cue("1000/12", how);
    CHECK(*expected_unit_error(asked, 1) < 1e-12);
    CHECK(*expected_exact(asked, 1) == Approx(1));
    CHECK(*false_unit_chance(asked, 1e7) == Approx(1).epsilon(1e-3));
    CHECK(*expected_exact(asked, 1e6) < 1e-6);
  }
}
