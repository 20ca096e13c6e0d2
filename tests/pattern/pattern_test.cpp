#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

using namespace kenyon;

TEST_CASE("layouts are read and written") {
  const layout flat = layout::parse("1024/32");
  CHECK(flat.units() == 1024);
  CHECK(flat.active() == 32);
  CHECK_FALSE(flat.is_modular());
  CHECK(flat.text() == "1024/32");
  const layout modular = layout::parse("32x64");
  CHECK(modular.units() == 2048);
  CHECK(modular.active() == 32);
  CHECK(modular.modules() == 32);
  CHECK(modular.module_units() == 64);
  CHECK(modular.text() == "32x64");
  CHECK(layout::parse("16777216/1").units() == max_units);
}

TEST_CASE("layouts that make no sense are refused in words") {
  for (const char* text :
       {"", "x", "/", "12", "12/", "/12", "12/0", "12/13", "0/0", "12x1", "0x4", "3/4x", "-4/2",
        "4.5/2", "16777217/1", "4096x4097", "99999999999/2", "10 /2", "1O/2"}) {
    INFO(text);
    try {
      layout::parse(text);
      FAIL("accepted");
    } catch (const error& e) {
      CHECK(e.which() == fault::usage);
      CHECK(std::string(e.what()).find("layout") == 0);
    }
  }
}

TEST_CASE("pattern entropy") {
  CHECK(layout::parse("4/1").pattern_bits() == Approx(2.0));
  CHECK(layout::parse("3x4").pattern_bits() == Approx(6.0));
  CHECK(layout::parse("1000/12").pattern_bits() == Approx(90.7).epsilon(0.001));
}

TEST_CASE("patterns are checked against their layout") {
  const layout flat = layout::parse("10/3");
  CHECK_NOTHROW(check_pattern(flat, pattern{0, 5, 9}));
  CHECK_NOTHROW(check_pattern(flat, pattern{4}));
  for (const pattern& wrong :
       {pattern{}, pattern{0, 1, 2, 3}, pattern{1, 1}, pattern{2, 1}, pattern{10}})
    CHECK_THROWS_AS(check_pattern(flat, wrong), error);
  const layout modular = layout::parse("2x5");
  CHECK_NOTHROW(check_pattern(modular, pattern{4, 5}));
  for (const pattern& wrong : {pattern{4}, pattern{0, 4}, pattern{5, 9}, pattern{0, 5, 9}})
    CHECK_THROWS_AS(check_pattern(modular, wrong), error);
  CHECK_NOTHROW(check_cue(modular, pattern{0, 4}));
  CHECK_NOTHROW(check_cue(modular, pattern{}));
}

TEST_CASE("overlap counts shared units") {
  CHECK(overlap(pattern{1, 3, 5}, pattern{3, 4, 5}) == 2);
  CHECK(overlap(pattern{}, pattern{3}) == 0);
  CHECK(overlap(pattern{0, 1, 2}, pattern{0, 1, 2}) == 3);
}

TEST_CASE("batches keep patterns apart") {
  pattern_batch batch;
  batch.push_back(pattern{1, 2});
  batch.push_back(pattern{});
  batch.push_back(pattern{7});
  REQUIRE(batch.size() == 3);
  CHECK(std::ranges::equal(batch[0], pattern{1, 2}));
  CHECK(batch[1].empty());
  CHECK(batch[2][0] == 7);
}

TEST_CASE("Philox numbers are the published ones") {
  // Known answer of Random123 (kat_vectors): philox4x32-10, counter 0, key 0. Here the counter's
  // second word is the stream, so the stream with number 0 shows the vector itself.
  random_sequence zero(0, static_cast<stream>(0), 0);
  CHECK(zero.next() == 0x6627e8d5);
  CHECK(zero.next() == 0xe169c58d);
  CHECK(zero.next() == 0xbc57ac4c);
  CHECK(zero.next() == 0x9b00dbd8);
}

TEST_CASE("numbers below a bound are uniform") {
  // chi-square of 7 cells over 70,000 draws; 99.99 % point of 6 degrees of freedom is 27.9
  random_sequence numbers(5, stream::trial, 0);
  std::map<std::uint32_t, double> seen;
  for (int i = 0; i < 70000; ++i) ++seen[numbers.below(7)];
  double chi = 0;
  for (std::uint32_t v = 0; v < 7; ++v) chi += (seen[v] - 10000) * (seen[v] - 10000) / 10000;
  CHECK(seen.size() == 7);
  CHECK(chi < 27.9);
}

TEST_CASE("distinct draws: every subset equally likely") {
  // all 10 pairs of 5 units over 20,000 draws; 99.99 % point of 9 degrees of freedom is 33.7
  std::map<std::pair<unit, unit>, double> seen;
  for (std::uint64_t i = 0; i < 20000; ++i) {
    random_sequence numbers(11, stream::trial, i);
    pattern p(2);
    draw_distinct(numbers, 5, p);
    REQUIRE(p[0] < p[1]);
    REQUIRE(p[1] < 5);
    ++seen[{p[0], p[1]}];
  }
  REQUIRE(seen.size() == 10);
  double chi = 0;
  for (const auto& [pair, count] : seen) chi += (count - 2000) * (count - 2000) / 2000;
  CHECK(chi < 33.7);
}

TEST_CASE("random patterns fit their layout, depend on (seed, stream, index) only") {
  for (const char* text : {"100/7", "5/5", "1/1", "16x16", "3x2", "100000/64"}) {
    const layout in = layout::parse(text);
    INFO(text);
    pattern_source source(in, ensemble::random, 3, stream::patterns);
    const pattern_batch run = source.batch(0, 50);
    for (std::size_t i = 50; i-- > 0;) {
      CHECK_NOTHROW(check_pattern(in, run[i]));
      CHECK(run[i].size() == in.active());
      pattern alone(in.active());
      random_pattern(in, 3, stream::patterns, i, alone);
      CHECK(std::ranges::equal(alone, run[i]));
    }
  }
  const layout in = layout::parse("1000/10");
  pattern a(10), b(10), c(10);
  random_pattern(in, 3, stream::patterns, 0, a);
  random_pattern(in, 4, stream::patterns, 0, b);
  random_pattern(in, 3, stream::outputs, 0, c);
  CHECK(a != b);
  CHECK(a != c);
}

TEST_CASE("balanced patterns use every unit equally often") {
  for (const char* text : {"100/7", "64/8", "4x10"}) {
    const layout in = layout::parse(text);
    INFO(text);
    const std::size_t slots = in.is_modular() ? in.module_units() : in.units() / in.active();
    pattern_source source(in, ensemble::balanced, 9, stream::outputs);
    const pattern_batch block = source.batch(3 * slots, slots);
    std::set<unit> used;
    for (std::size_t i = 0; i < slots; ++i) {
      CHECK_NOTHROW(check_pattern(in, block[i]));
      used.insert(block[i].begin(), block[i].end());
    }
    CHECK(used.size() == slots * in.active());  // no unit twice within a block
    pattern again(in.active());
    pattern_source(in, ensemble::balanced, 9, stream::outputs).get(3 * slots + 1, again);
    CHECK(std::ranges::equal(again, block[1]));
  }
}

TEST_CASE("correlated patterns share what their parent gives") {
  for (const char* text : {"500/40", "40x25"}) {
    const layout in = layout::parse(text);
    INFO(text);
    for (const double similarity : {0.3, 1.0}) {
      pattern_source source(in, similarity, 7, stream::patterns);
      const pattern_batch all = source.batch(0, 400);
      double siblings = 0;
      double strangers = 0;
      for (std::size_t i = 0; i < all.size(); i += family_patterns) {
        check_pattern(in, all[i]);
        siblings += static_cast<double>(overlap(all[i], all[i + 1]));
        strangers += static_cast<double>(overlap(all[i], all[(i + family_patterns) % all.size()]));
      }
      const double pairs = 400.0 / family_patterns;
      // Both take a unit with similarity^2; else it is shared by chance. 6 standard errors.
      const double chance = static_cast<double>(in.active()) / in.units();
      const double inherited = similarity * similarity;
      const double expected = in.active() * (inherited + (1 - inherited) * chance);
      CHECK(std::abs(siblings / pairs - expected) < 6 * std::sqrt(in.active() / pairs) * 0.5);
      CHECK(std::abs(strangers / pairs - in.active() * chance) < 2.0);
    }
  }
  const layout in = layout::parse("40x25");
  pattern_source source(in, 0.5, 7, stream::patterns);
  pattern late(40);
  source.get(25, late);
  const pattern_batch all = pattern_source(in, 0.5, 7, stream::patterns).batch(0, 30);
  CHECK(std::equal(late.begin(), late.end(), all[25].begin()));
  CHECK_THROWS_AS(pattern_source(in, 1.5, 7, stream::patterns), error);
}
