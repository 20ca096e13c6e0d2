#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include <kenyon/base/error.hpp>
#include <kenyon/pattern/noise.hpp>
#include <kenyon/pattern/random.hpp>

using namespace kenyon;

namespace {

pattern stored(const layout& in, std::uint64_t index) {
  pattern p(in.active());
  random_pattern(in, 1, stream::patterns, index, p);
  return p;
}

}  // namespace

TEST_CASE("every noise model changes as many units as it says") {
  struct expectation {
    const char* layout;
    const char* noise;
    std::size_t units, kept;
  };
  for (const expectation& e : {expectation{"200/20", "none", 20, 20},
                               {"200/20", "flip=3", 20, 17},
                               {"200/20", "keep=0.5", 10, 10},
                               {"200/20", "keep=0", 0, 0},
                               {"200/20", "keep=1", 20, 20},
                               {"200/20", "erase=4", 16, 16},
                               {"200/20", "add=8", 28, 20},
                               {"200/20", "keep=0.5+add=8", 18, 10},
                               {"200/20", "flip=20", 20, 0},
                               {"40/20", "flip=20", 20, 0},
                               {"30/20", "add=10", 30, 20},
                               {"20x10", "flip=3", 20, 17},
                               {"20x10", "erase=20", 0, 0},
                               {"20x2", "flip=20", 20, 0}}) {
    INFO(e.layout << " " << e.noise);
    const layout in = layout::parse(e.layout);
    const noise made = noise::parse(e.noise);
    CHECK_NOTHROW(made.check(in));
    for (std::uint64_t i = 0; i < 40; ++i) {
      const pattern p = stored(in, i);
      const pattern cue = made.apply(in, p, 77, i);
      CHECK(cue.size() == e.units);
      CHECK(overlap(p, cue) == e.kept);
      CHECK_NOTHROW(check_cue(in, cue));
      CHECK(cue == made.apply(in, p, 77, i));  // same seed and index, same cue
    }
  }
}

TEST_CASE("flip in a modular layout stays in its module") {
  const layout in = layout::parse("8x5");
  const noise made = noise::parse("flip=8");
  for (std::uint64_t i = 0; i < 100; ++i)
    CHECK_NOTHROW(check_pattern(in, made.apply(in, stored(in, i), 2, i)));
}

TEST_CASE("block erases a contiguous window, wherever it falls") {
  const layout in = layout::parse("100/100");
  const noise made = noise::parse("block=0.3");
  std::map<unit, int> gone;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const pattern cue = made.apply(in, stored(in, 0), 5, i);
    REQUIRE(cue.size() == 70);
    int edges = 0;  // on a ring, one window has exactly one beginning
    for (unit u = 0; u < 100; ++u) {
      const bool here = std::binary_search(cue.begin(), cue.end(), u);
      const bool next = std::binary_search(cue.begin(), cue.end(), (u + 1) % 100);
      edges += here && !next;
      gone[u] += !here;
    }
    CHECK(edges == 1);
  }
  for (const auto& [u, times] : gone) CHECK(times > 40);  // expected 90, 40 is 6 sigma below
}

TEST_CASE("added and flipped units are uniform over the inactive ones") {
  // 6 inactive units, 12,000 draws of one: 99.99 % point of chi-square with 5 degrees of freedom
  // is 25.7
  const layout in = layout::parse("8/2");
  const pattern p{2, 5};
  for (const char* text : {"add=1", "flip=1"}) {
    std::map<unit, double> seen;
    const noise made = noise::parse(text);
    for (std::uint64_t i = 0; i < 12000; ++i)
      for (unit u : made.apply(in, p, 3, i))
        if (u != 2 && u != 5) ++seen[u];
    REQUIRE(seen.size() == 6);
    double chi = 0;
    for (const auto& [u, count] : seen) chi += (count - 2000) * (count - 2000) / 2000;
    INFO(text);
    CHECK(chi < 25.7);
  }
}

TEST_CASE("noise is read, written and refused in words") {
  for (const char* text :
       {"none", "flip=1", "keep=0.5", "erase=4", "add=8", "block=0.25", "keep=0.5+add=8"})
    CHECK(noise::parse(text).text() == text);
  for (const char* text :
       {"", "flip", "flip=", "flip=x", "flip=1.5", "keep=1.1", "keep=-0.1", "keep=nan", "spin=1",
        "flip=1+", "+flip=1", "flip=-1", "add=1e9", "keep=inf"}) {
    INFO(text);
    CHECK_THROWS_AS(noise::parse(text), error);
  }
  const layout in = layout::parse("40/8");
  for (const char* text : {"flip=9", "erase=9", "add=33"})
    CHECK_THROWS_AS(noise::parse(text).check(in), error);
  CHECK_THROWS_AS(noise::parse("flip=5").check(layout::parse("10/6")), error);
}
