#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/base/error.hpp>
#include <kenyon/memory/exemplar/theory.hpp>

using namespace kenyon;

TEST_CASE("chance matches equal the published figures") {
  // Ahmad & Hawkins: six digits.
  CHECK(false_match_chance(2048, 40, 40, 20) == Approx(2.49125e-26).epsilon(3e-6));
  CHECK(false_match_chance(2048, 20, 40, 10) == Approx(3.91059e-13).epsilon(3e-6));
  CHECK(false_match_chance(10000, 24, 300, 12) == Approx(8.37585e-13).epsilon(3e-6));
}

TEST_CASE("chance matches equal sums over all draws, and do not care who draws") {
  // 5 of 12 units kept, 4 drawn: counted by going through all subsets.
  for (std::uint32_t at_least = 0; at_least <= 5; ++at_least) {
    unsigned hits = 0;
    unsigned all = 0;
    for (unsigned drawn = 0; drawn < 1U << 12; ++drawn) {
      if (__builtin_popcount(drawn) != 4) continue;
      ++all;
      hits += static_cast<std::uint32_t>(__builtin_popcount(drawn & 31U)) >= at_least;
    }
    CHECK(false_match_chance(12, 5, 4, at_least) == Approx(double(hits) / all).epsilon(1e-12));
    CHECK(false_match_chance(12, 4, 5, at_least) == Approx(double(hits) / all).epsilon(1e-12));
  }
  CHECK(false_match_chance(10, 8, 6, 4) == 1);  // 4 must be hit
  CHECK(false_match_chance(10, 8, 6, 5) == Approx(1 - 70.0 * 1 / 210).epsilon(1e-12));
  CHECK(false_match_chance(10, 0, 0, 0) == 1);
  CHECK(false_match_chance(1U << 24, 4096, 4096, 4097) == 0);
  CHECK_THROWS_AS(false_match_chance(10, 11, 1, 1), error);
}

TEST_CASE("chance matches keep their digits among many units") {
  // One unit drawn out of 2^24: the chance is kept / units.
  CHECK(false_match_chance(1U << 24, 1, 4096, 1) == Approx(4096.0 / (1U << 24)).epsilon(1e-12));
  // All of 2 units hit: c (c-1) / (n (n-1)).
  const double n = 1U << 24;
  CHECK(false_match_chance(1U << 24, 2, 4096, 2) ==
        Approx(4096.0 * 4095 / (n * (n - 1))).epsilon(1e-11));
}

TEST_CASE("capacities of Krotov & Hopfield") {
  CHECK(krotov_capacity(100, 2) == Approx(10.9).epsilon(0.005));
  CHECK(krotov_capacity(100, 3) == Approx(362).epsilon(0.0005));
  CHECK(krotov_capacity(200, 4) / krotov_capacity(100, 4) ==
        Approx(8 * std::log(100.) / std::log(200.)));
  CHECK(krotov_capacity(100, 4) == Approx(1e6 / (30 * std::log(100.))));  // 5!! = 15
  // At the capacity the signal is sqrt(2 ln N) deviations: fewer than one wrong unit in N.
  CHECK(krotov_unit_error(100, 3, krotov_capacity(100, 3) + 1) ==
        Approx(std::erfc(std::sqrt(std::log(100.))) / 2));
  CHECK_THROWS_AS(krotov_capacity(100, 1), error);
}

TEST_CASE("exponential capacity falls from N ln 2 / 2 to nothing as more units are wrong") {
  CHECK(log_exponential_capacity(100, 0) == Approx(50 * std::log(2.0)));
  // r = 1/4: I(1/2) / 2 = (1.5 ln 1.5 + .5 ln .5) / 4
  CHECK(log_exponential_capacity(1, 0.25) ==
        Approx((1.5 * std::log(1.5) + 0.5 * std::log(0.5)) / 4));
  CHECK_THROWS_AS(log_exponential_capacity(100, 0.5), error);
}
