#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numeric>

#include <kenyon/base/error.hpp>
#include <kenyon/kenyon.hpp>

using namespace kenyon;

namespace {

// With so many bits a synapse.
memory_spec dyadic(unsigned bits) {
  return "dyadic:bits=" + std::to_string(bits);
}

pattern as_pattern(pattern_view p) {
  return {p.begin(), p.end()};
}

pattern_batch drawn(const layout& in, std::size_t count, stream which = stream::patterns) {
  return pattern_source(in, ensemble::random, 21, which).batch(0, count);
}

pattern_batch part(const pattern_batch& all, std::size_t first, std::size_t last) {
  pattern_batch some;
  for (std::size_t i = first; i < last; ++i) some.push_back(all[i]);
  return some;
}

// As the definition reads: how often each unit was stored under a conjunction of two others.
struct naive_conjunctions {
  std::map<std::pair<unit, unit>, std::map<unit, int>> rows;

  void add(unit a, unit b, pattern_view y, int times = 1) {
    for (unit u : y) rows[{a, b}][u] += times;
  }
  void add_pairs(pattern_view x, pattern_view y, int times = 1) {
    for (unit a : x)
      for (unit b : x)
        if (a < b) add(a, b, y, times);
  }
  std::vector<int> supports(const std::vector<std::pair<unit, unit>>& cue, unit units) {
    std::vector<int> sums(units);
    for (const auto& c : cue)
      for (const auto& [u, times] : rows[c]) sums[u] += times > 0;
    return sums;
  }
};

std::vector<std::pair<unit, unit>> pairs_within(pattern_view x) {
  std::vector<std::pair<unit, unit>> pairs;
  for (unit a : x)
    for (unit b : x)
      if (a < b) pairs.push_back({a, b});
  return pairs;
}

pattern winners(const std::vector<int>& supports, std::size_t k) {
  pattern order(supports.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](unit a, unit b) { return supports[a] > supports[b]; });
  order.resize(k);
  std::erase_if(order, [&](unit u) { return supports[u] == 0; });
  std::sort(order.begin(), order.end());
  return order;
}

std::int64_t margin(const std::vector<int>& supports, const pattern& answer) {
  int weakest = 1 << 30;
  int rival = 0;
  for (unit u = 0; u < supports.size(); ++u)
    if (std::binary_search(answer.begin(), answer.end(), u))
      weakest = std::min(weakest, supports[u]);
    else
      rival = std::max(rival, supports[u]);
  return weakest - rival;
}

struct shape {
  const char* cues;
  const char* answers;
  std::size_t patterns;
};

}  // namespace

TEST_CASE(
    "a dyadic memory agrees with its definition, with all rows and with those that occurred") {
  // 6000/6: 18 million pairs of 128 bytes: a directory; the others have all rows.
  const auto s = GENERATE(shape{"60/6", "50/4", 300}, shape{"70/5", "1000/10", 400},
                          shape{"6000/6", "700/9", 200}, shape{"40/3", "64/5", 200});
  const unsigned bits = GENERATE(1U, 8U);
  const layout from = layout::parse(s.cues);
  const layout to = layout::parse(s.answers);
  INFO(s.cues << " " << bits);
  kenyon::memory memory(dyadic(bits), from, to);
  naive_conjunctions reference;
  const pattern_batch x = drawn(from, s.patterns);
  const pattern_batch y = drawn(to, s.patterns, stream::outputs);
  memory.store(part(x, 0, 7), part(y, 0, 7));  // few: by one worker, not sorted
  memory.store(part(x, 7, x.size()), part(y, 7, y.size()));
  for (std::size_t i = 0; i < x.size(); ++i) reference.add_pairs(x[i], y[i]);
  pattern_batch cues;
  for (std::size_t i = 0; i < x.size(); ++i)
    cues.push_back(noise::parse(i % 3 == 0   ? "none"
                                : i % 3 == 1 ? "erase=1+add=2"
                                             : "flip=1")
                       .apply(from, x[i], 3, i));
  cues.push_back(pattern{});
  cues.push_back(pattern{3});
  const recalled_batch answers = memory.recall(cues, recall_options{});
  for (std::size_t i = 0; i < cues.size(); ++i) {
    const auto supports = reference.supports(pairs_within(cues[i]), to.units());
    const pattern expected = winners(supports, to.active());
    REQUIRE(as_pattern(answers.patterns[i]) == expected);
    if (!expected.empty()) CHECK(answers.facts[i].margin == margin(supports, expected));
    const recalled single = memory.recall(cues[i]);
    CHECK(single.units == expected);
    CHECK(single.facts.chance == answers.facts[i].chance);
  }
  CHECK(answers.patterns[s.patterns].empty());
  CHECK(answers.patterns[s.patterns + 1].empty());
}

TEST_CASE("dyadic auto-association completes patterns step by step as defined") {
  const layout in = layout::parse("80/7");
  kenyon::memory memory("dyadic", in);
  naive_conjunctions reference;
  const pattern_batch x = drawn(in, 150);
  memory.store(x);
  for (std::size_t i = 0; i < x.size(); ++i) reference.add_pairs(x[i], x[i]);
  std::size_t completed = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const pattern cue = noise::parse("erase=3").apply(in, x[i], 3, i);
    pattern state = cue;
    std::uint32_t steps = 0;
    bool settled = false;
    while (steps < 5 && !settled) {
      pattern next = winners(reference.supports(pairs_within(state), 80), 7);
      ++steps;
      settled = next == state;
      state = std::move(next);
    }
    const recalled found = memory.recall(cue, {.steps = 5});
    REQUIRE(found.units == state);
    CHECK(found.facts.steps == steps);
    CHECK(found.facts.converged == settled);
    completed += state == as_pattern(x[i]);
  }
  CHECK(completed > 100);
}

TEST_CASE("dyadic batches of any size store the same on any number of threads") {
  const shape s =
      GENERATE(shape{"300/8", "200/5", 60000}, shape{"9000/8", "200/5", 60000},  // all; a directory
               shape{"300/8", "2500/5", 60000});  // rows so long that they are sorted
  const layout from = layout::parse(s.cues);
  const layout to = layout::parse(s.answers);
  const thread_limit limit(3);
  const std::size_t count = s.patterns;  // 1.7 million rows: several chunks
  const pattern_batch x = drawn(from, count);
  const pattern_batch y = drawn(to, count, stream::outputs);
  memory at_once("dyadic", from, to), portions("dyadic", from, to);
  at_once.store(x, y);
  for (std::size_t first = 0; first < count; first += 15)
    portions.store(part(x, first, first + 15), part(y, first, first + 15));
  CHECK(at_once.footprint_bytes() == portions.footprint_bytes());
  const pattern_batch asked = part(x, 0, 2000);
  CHECK(at_once.recall(asked, recall_options{}).patterns ==
        portions.recall(asked, recall_options{}).patterns);
}

TEST_CASE("what a dyadic memory forgets was never there") {
  const layout from = layout::parse(GENERATE("50/6", "6000/6"));
  const layout to = layout::parse("40/5");
  kenyon::memory memory("dyadic:bits=8", from, to), never("dyadic:bits=8", from, to);
  const pattern_batch x = drawn(from, 400);
  const pattern_batch y = drawn(to, 400, stream::outputs);
  memory.store(x, y);
  memory.store(part(x, 0, 50), part(y, 0, 50));  // twice
  never.store(part(x, 0, 200), part(y, 0, 200));
  memory.forget(part(x, 200, 400), part(y, 200, 400));
  memory.forget(part(x, 0, 50), part(y, 0, 50));  // once
  CHECK(memory.stored() == 200);
  const auto same = [&] {
    const recalled_batch a = memory.recall(x, recall_options{});
    const recalled_batch b = never.recall(x, recall_options{});
    CHECK(a.patterns == b.patterns);
    for (std::size_t i = 0; i < x.size(); ++i) {
      REQUIRE(a.facts[i].margin == b.facts[i].margin);
      REQUIRE(a.facts[i].chance == b.facts[i].chance);
    }
  };
  same();
  // Half of these are not there: refused, and the others still are.
  CHECK_THROWS_AS(memory.forget(part(x, 190, 230), part(y, 190, 230)), error);
  CHECK(memory.stored() == 200);
  same();
  kenyon::memory bits("dyadic", from, to);
  bits.store(x, y);
  CHECK_FALSE(bits.can(ability::forget));
  CHECK_THROWS_AS(bits.forget(x, y), error);
}

TEST_CASE("a counter that is full stays full") {
  const layout in = layout::parse("10/3");
  kenyon::memory memory("dyadic:bits=8", in);
  pattern_batch one;
  one.push_back(pattern{1, 4, 7});
  for (int i = 0; i < 254; ++i) memory.store(one);
  for (int i = 0; i < 254; ++i) memory.forget(one, one);
  CHECK(memory.recall(one[0]).units.empty());
  for (int i = 0; i < 300; ++i) memory.store(one);
  for (int i = 0; i < 300; ++i) memory.forget(one, one);
  CHECK(memory.recall(one[0]).units == pattern{1, 4, 7});
}

TEST_CASE("dyadic memories refuse what they cannot do, and change nothing") {
  const layout in = layout::parse("50/5");
  CHECK_THROWS_WITH(memory("dyadic", layout::parse("8x8")),
                    "a dyadic memory needs flat layouts, not 8x8");
  CHECK_THROWS_AS(memory("dyadic", layout::parse("50/1")), error);
  CHECK_THROWS_AS(memory("dyadic", layout::parse("500/92")), error);
  CHECK_THROWS_AS(memory("dyadic", layout::parse("92683/5")), error);
  CHECK_THROWS_AS(memory("dyadic:bits=4", in), error);
  kenyon::memory memory("dyadic", in);
  pattern_batch single;
  single.push_back(pattern{1, 2, 3});
  single.push_back(pattern{4});
  CHECK_THROWS_AS(memory.store(single), error);
  CHECK(memory.stored() == 0);
  CHECK(memory.recall(pattern{1, 2}).units.empty());
  CHECK_THROWS_AS(memory.recall(pattern{1, 50}), error);
  CHECK_THROWS_AS(memory.recall(pattern{1, 2}, {.how = activation::all_cue}), error);
  kenyon::memory wide("dyadic", layout::parse("200/91"));
  pattern all(92);
  std::iota(all.begin(), all.end(), 0U);
  CHECK_THROWS_AS(wide.recall(all), error);
  all.pop_back();
  wide.store([&] {
    pattern_batch most;
    most.push_back(all);
    return most;
  }());
  CHECK(wide.recall(all).units == all);
}

TEST_CASE("rows come into being with what is stored") {
  const layout in = layout::parse("20000/10");  // 200 million pairs of 2,560 bytes
  kenyon::memory memory("dyadic", in);
  const std::uint64_t empty = memory.footprint_bytes();
  CHECK(empty == size_of_memory("dyadic", memory_shape::of_patterns(in)).footprint_bytes);
  CHECK(empty < 900'000'000);
  memory.store(drawn(in, 100));
  const std::uint64_t made = memory.footprint_bytes() - empty;
  CHECK(made <= 100 * 45 * 2560);
  CHECK(made > 99 * 45 * 2560);
}

TEST_CASE("dyadic: random cues are known with at most the stated probability, stored ones are") {
  // 4,000 cues, alpha .05: a binomial of .05 exceeds 248 with probability 1e-4.
  const bool is_auto = GENERATE(false, true);
  const std::size_t patterns = GENERATE(300U, 3000U, 20000U);
  const std::uint32_t erased = GENERATE(0U, 3U, 6U);
  const std::uint32_t steps = is_auto ? GENERATE(1U, 4U) : 1U;
  const layout in = layout::parse("300/10");
  kenyon::memory memory("dyadic", memory_shape{in, in, is_auto});
  const pattern_batch x = drawn(in, patterns);
  memory.store(x, is_auto ? x : drawn(in, patterns, stream::outputs));
  const noise spoil = noise::parse("erase=" + std::to_string(erased));
  pattern_batch strangers, friends;
  pattern p(in.active());
  for (std::uint64_t i = 0; i < 4000; ++i) {
    random_pattern(in, 77, stream::trial, i, p);
    strangers.push_back(spoil.apply(in, p, 9, i));
    friends.push_back(spoil.apply(in, x[i % patterns], 9, i));
  }
  const auto known = [&](const pattern_batch& cues) {
    const recalled_batch found = memory.recall(cues, recall_options{.steps = steps, .alpha = .05});
    return std::count_if(found.facts.begin(), found.facts.end(),
                         [](const recall_facts& f) { return f.known; });
  };
  INFO(patterns << " stored, " << erased << " erased");
  CHECK(known(strangers) <= 248);
  if (erased <= 3 && patterns <= 3000) CHECK(known(friends) == 4000);
}

TEST_CASE("a triadic memory answers any one of three from the other two, as defined") {
  // The last has more than 128 MiB of rows in one space: a directory.
  const auto& [a, b, c] =
      GENERATE(std::array{"60/5", "50/4", "70/6"}, std::array{"3000/5", "2000/4", "70/6"});
  const layout lx = layout::parse(a), ly = layout::parse(b), lz = layout::parse(c);
  triadic_memory memory(lx, ly, lz);
  const std::size_t count = 250;
  const pattern_batch x = drawn(lx, count), y = drawn(ly, count, stream::outputs),
                      z = drawn(lz, count, stream::trial);
  memory.store(part(x, 0, 5), part(y, 0, 5), part(z, 0, 5));
  memory.store(part(x, 5, count), part(y, 5, count), part(z, 5, count));
  CHECK(memory.stored() == count);
  const auto check = [&](role wanted, const pattern_batch& first, const pattern_batch& second,
                         const pattern_batch& answers, const layout& out) {
    naive_conjunctions reference;
    const auto grid = [](pattern_view p, pattern_view q) {
      std::vector<std::pair<unit, unit>> all;
      for (unit i : p)
        for (unit j : q) all.push_back({i, j});
      return all;
    };
    for (std::size_t i = 0; i < count; ++i)
      for (const auto& [i1, i2] : grid(first[i], second[i])) reference.add(i1, i2, answers[i]);
    const recalled_batch found = memory.recall(wanted, first, second);
    std::size_t right = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto supports = reference.supports(grid(first[i], second[i]), out.units());
      const pattern expected = winners(supports, out.active());
      REQUIRE(as_pattern(found.patterns[i]) == expected);
      CHECK(found.facts[i].margin == margin(supports, expected));
      right += expected == as_pattern(answers[i]);
    }
    CHECK(right >= count * 9 / 10);
  };
  check(role::z, x, y, z, lz);
  check(role::y, x, z, y, ly);
  check(role::x, y, z, x, lx);
}

TEST_CASE("triadic: random cues are known with at most the stated probability, stored ones are") {
  const std::size_t patterns = GENERATE(300U, 3000U, 20000U);
  const layout in = layout::parse("150/8");
  triadic_memory memory(in, in, in);
  const pattern_batch x = drawn(in, patterns), y = drawn(in, patterns, stream::outputs),
                      z = drawn(in, patterns, stream::trial);
  memory.store(x, y, z);
  const auto known = [&](const pattern_batch& first, const pattern_batch& second) {
    const recalled_batch found = memory.recall(role::y, first, second, {.alpha = .05});
    return std::count_if(found.facts.begin(), found.facts.end(),
                         [](const recall_facts& f) { return f.known; });
  };
  const auto strangers = [&](std::uint64_t seed) {
    return pattern_source(in, ensemble::random, seed, stream::noise).batch(0, 4000);
  };
  CHECK(known(strangers(1), strangers(2)) <= 248);
  if (patterns <= 300) CHECK(known(x, z) == static_cast<std::ptrdiff_t>(patterns));
}

TEST_CASE("the chance told is the bound stated") {
  pattern_batch one;
  one.push_back(pattern{1, 4, 7});
  kenyon::memory pairs("dyadic", layout::parse("10/3"));
  pairs.store(one);
  // One disjoint pair, p = 2*3/100 for three units, all pairs supported, R = 100/90, K = 3.
  CHECK(pairs.recall(one[0]).facts.chance == Approx(3 * 0.06 * 100 / 90 / 3));
  // Units 1 and 4 alone, of the same chance.
  CHECK(pairs.recall(pattern{1, 4}).facts.chance == Approx(3 * 0.06 * 100 / 90 / 3));
  // A wrong unit: units 1, 4 and 7 have one pair of three, u = 1/3.
  const double kl = std::log((1.0 / 3) / 0.06) / 3 + std::log((2.0 / 3) / 0.94) * 2 / 3;
  CHECK(pairs.recall(pattern{1, 4, 8}).facts.chance == Approx(std::exp(-kl) * 100 / 90));
  const layout in = layout::parse("10/2");
  pattern_batch x;
  x.push_back(pattern{2, 5});
  triadic_memory triples(in, in, in);
  triples.store(x, x, x);
  // Two disjoint pairs, p = 4/100 for two units, R = (100/90)^2, K = 2.
  CHECK(triples.recall(role::z, x, x).facts[0].chance == Approx(0.04 * 0.04 * 1e4 / 8100));
}

TEST_CASE("triadic memories refuse what they cannot do, and change nothing") {
  const layout in = layout::parse("50/5");
  CHECK_THROWS_AS(triadic_memory(in, layout::parse("5x10"), in), error);
  CHECK_THROWS_AS(triadic_memory(layout::parse("500/100"), layout::parse("500/100"), in), error);
  CHECK_THROWS_AS(triadic_memory(layout::parse("70000/5"), layout::parse("70000/5"), in), error);
  triadic_memory memory(in, in, in);
  const pattern_batch x = drawn(in, 10);
  pattern_batch wrong = part(x, 0, 9);
  CHECK_THROWS_AS(memory.store(x, x, wrong), error);
  wrong.push_back(pattern{1, 50});
  CHECK_THROWS_AS(memory.store(x, x, wrong), error);
  CHECK(memory.stored() == 0);
  CHECK(memory.recall(role::x, x, x).patterns[0].empty());
  CHECK_THROWS_AS(memory.recall(role::x, x, part(x, 0, 9)), error);
  CHECK_THROWS_AS(memory.recall(role::x, x, x, {.steps = 2}), error);
  CHECK_THROWS_AS(memory.recall(role::x, x, x, {.how = activation::fixed}), error);
  CHECK_THROWS_AS(memory.recall(role::x, x, wrong), error);
}
