#include <boost/multiprecision/cpp_int.hpp>
#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/memory/sdm/theory.hpp>

using namespace kenyon;
using boost::multiprecision::cpp_int;

namespace {

cpp_int ways(unsigned n, unsigned k) {
  if (k > n) return 0;
  cpp_int c = 1;
  for (unsigned i = 0; i < k; ++i) c = c * (n - i) / (i + 1);
  return c;
}

double share(const cpp_int& count, unsigned n) {
  // 200 more bits than the quotient needs, taken off again after the division.
  const cpp_int scaled = (count << 200) >> n;
  return std::ldexp(scaled.convert_to<double>(), -200);
}

// Words within the radius of both, counted by how many of the d bits and of the others differ.
cpp_int shared_words(unsigned n, unsigned r, unsigned d) {
  cpp_int sum = 0;
  for (unsigned u = 0; u <= d; ++u)
    for (unsigned v = 0; v <= n - d; ++v)
      if (u + v <= r && d - u + v <= r) sum += ways(d, u) * ways(n - d, v);
  return sum;
}

}  // namespace

TEST_CASE("balls around words intersect as counted word by word") {
  // All words of 10 bits: balls around 0 and a word with d bits.
  for (unsigned d = 0; d <= 10; ++d)
    for (unsigned r = 0; r <= 10; ++r) {
      unsigned shared = 0;
      for (unsigned w = 0; w < 1024; ++w)
        shared += unsigned(__builtin_popcount(w)) <= r &&
                  unsigned(__builtin_popcount(w ^ ((1U << d) - 1))) <= r;
      INFO("d " << d << " r " << r);
      CHECK(shared_locations({10, r, 1024}, d) == Approx(shared).epsilon(1e-12));
    }
}

TEST_CASE("balls intersect exactly to nine digits") {
  for (const unsigned d : {0U, 3U, 209U, 500U, 1000U}) {
    const double exact = share(shared_words(1000, 451, d), 1000);
    INFO(d);
    CHECK(std::exp(log_shared_share(1000, 451, d)) == Approx(exact).epsilon(1e-9));
  }
  CHECK(std::exp(log_shared_share(64, 11, 7)) ==
        Approx(share(shared_words(64, 11, 7), 64)).epsilon(1e-12));
}

TEST_CASE("Kanerva's set-up activates 1072 of a million locations") {
  const mean_and_deviation active = activated_locations({});
  CHECK(active.mean == Approx(1071.85).margin(0.005));
  CHECK(active.deviation == Approx(32.72).margin(0.005));
}

TEST_CASE("critical distances by words stored, closed form") {
  CHECK(critical_distance({}, 1000) == 381);
  CHECK(critical_distance({}, 5000) == 271);
  CHECK(critical_distance({}, 10000) == 221);
  CHECK(critical_distance({}, 20000) == 167);
  CHECK(critical_distance({}, 50000) == 87);
}

TEST_CASE("a read of words written at themselves ends where the simulation of others did") {
  // Replicas: 24.9, 87.6, 192.8, 263.4; the theory takes sums as normal and is off by up to 3.
  CHECK(distance_after_read({}, 10000, 100) == Approx(24.9).margin(3));
  CHECK(distance_after_read({}, 10000, 150) == Approx(87.6).margin(3));
  CHECK(distance_after_read({}, 10000, 209) == Approx(192.8).margin(3));
  CHECK(distance_after_read({}, 10000, 250) == Approx(263.4).margin(3));
}

TEST_CASE("locations with selected coordinates that two words share") {
  CHECK(shared_by_coordinates(1000, 10, 1e6, 0) == Approx(1e6 / 1024));
  CHECK(shared_by_coordinates(1000, 10, 1e6, 991) == 0);
  // C(4,2)/C(6,2) = 6/15 of the locations that one of two 6-bit words activates
  CHECK(shared_by_coordinates(6, 2, 60, 2) == Approx(60 * 0.25 * 6 / 15));
}

TEST_CASE("attention temperatures of Bricken & Pehlevan (2021)") {
  CHECK(softmax_beta(64, 5) == Approx(28.39).margin(0.005));
  CHECK(softmax_beta(64, 11) == Approx(14.41).margin(0.005));
  CHECK(softmax_beta(64, 15) == Approx(9.44).margin(0.005));
  CHECK(softmax_beta(1000, 451) == Approx(5.95).margin(0.005));
}

TEST_CASE("shares of random patterns by overlap") {
  // 3 of 8 units against a cue of 4: P(2 or 3 shared) = (C(4,2)*4 + C(4,3)) / C(8,3)
  CHECK(share_with_overlap(layout::parse("8/3"), 4, 2) == Approx(28.0 / 56));
  CHECK(share_with_overlap(layout::parse("8/3"), 4, 0) == Approx(1));
  CHECK(share_with_overlap(layout::parse("8/3"), 2, 3) == 0);
  // 3 modules of 5, a cue of all three: 1 - (4/5)^3
  CHECK(share_with_overlap(layout::parse("3x5"), 3, 1) == Approx(1 - 64.0 / 125));
}

TEST_CASE("natural reach activates about the root of the locations") {
  for (const char* text : {"400/10", "1024/32", "20x20", "2048/40", "64x128"})
    for (const double locations : {1e4, 1e6}) {
      const layout in = layout::parse(text);
      const std::uint32_t least = natural_overlap(in, locations, in.active());
      const double active = locations * share_with_overlap(in, in.active(), least);
      INFO(text << " " << locations << " " << active);
      CHECK(active > std::sqrt(locations) / 5);
      CHECK(active < std::sqrt(locations) * 5);
    }
  CHECK(natural_coordinates(layout::parse("1000/100"), 1e4) == 2);  // (1/10)^2 = 1 %
  CHECK(natural_coordinates(layout::parse("10x10"), 1e6) == 3);
}
