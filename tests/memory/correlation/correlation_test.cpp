#include <catch2/catch.hpp>
#include <thread>

#include <kenyon/base/error.hpp>

#include "tests/memory/correlation/naive.hpp"
#include "tests/memory/learned.hpp"

using namespace kenyon_tests;

namespace {

constexpr correlation_rule all_rules[] = {
    correlation_rule::hebb,     correlation_rule::covariance, correlation_rule::presynaptic,
    correlation_rule::hopfield, correlation_rule::bcpnn,      correlation_rule::bayes};

pattern_batch drawn(const layout& in, std::size_t count, std::uint64_t seed = 21,
                    stream which = stream::patterns) {
  return pattern_source(in, ensemble::random, seed, which).batch(0, count);
}

pattern_batch spoiled(const layout& in, const pattern_batch& patterns, std::uint64_t seed) {
  pattern_batch cues;
  for (std::size_t i = 0; i < patterns.size(); ++i)
    cues.push_back(noise::parse("flip=1").apply(in, patterns[i], seed, i));
  return cues;
}

// Every weight and bias times the scale, rounded; `slack` beyond the half step of rounding.
// The largest is at least `used`.
void check_weights(const memory& of, const naive_correlation& reference, double slack, int used) {
  const correlation_weights& learned = correlation_of(of);
  const double scale = learned.scale();
  double worst = 0;
  double worst_bias = 0;
  int largest = 0;
  for (unit i = 0; i < reference.in.units(); ++i)
    for (unit j = 0; j < reference.out.units(); ++j) {
      const int got = learned.weight(i, j);
      worst = std::max(worst, std::abs(got - scale * reference.weight(i, j)));
      largest = std::max(largest, std::abs(got));
      if (reference.own(i, j)) REQUIRE(got == 0);
    }
  for (unit j = 0; j < reference.out.units(); ++j)
    if (reference.rule == correlation_rule::bcpnn ||
        (reference.cj[j] != 0 && reference.cj[j] != reference.c))
      worst_bias = std::max(worst_bias, std::abs(learned.bias(j) - scale * reference.bias_of(j)));
  CHECK(worst <= 0.5 + slack);
  CHECK(worst_bias <= 0.5 + slack);
  CHECK(largest >= used);
}

}  // namespace

TEST_CASE("weights and biases are those of the formulas, in fixed point") {
  const auto which = GENERATE(from_range(std::begin(all_rules), std::end(all_rules)));
  struct shape {
    const char* cues;
    const char* answers;
    bool is_auto;
    std::size_t patterns;
  };
  const auto s = GENERATE(shape{"9x7", "9x7", true, 90}, shape{"70/6", "70/6", true, 60},
                          shape{"90/7", "6x11", false, 80}, shape{"8x9", "33/3", false, 1},
                          shape{"40x2", "40x2", true, 3000});
  INFO(name(which) << " " << s.cues << " -> " << s.answers);
  const layout in = layout::parse(s.cues);
  const layout out = layout::parse(s.answers);
  const pattern_batch x = drawn(in, s.patterns);
  const pattern_batch y = s.is_auto ? x : drawn(out, s.patterns, 21, stream::outputs);
  kenyon::memory memory(name(which), memory_shape{in, out, s.is_auto});
  naive_correlation reference(which, in, out, s.is_auto);
  memory.store(x, y);
  for (std::size_t i = 0; i < x.size(); ++i) reference.store(x[i], y[i]);
  check_weights(memory, reference, 0.01, s.patterns == 1 ? 0 : 1000);
}

TEST_CASE("the support of a bayes memory is the logarithm of the odds, cue unit by cue unit") {
  const layout in = layout::parse("60/6");
  const layout out = layout::parse("25/4");
  const pattern_batch x = drawn(in, 90);
  const pattern_batch y = drawn(out, 90, 21, stream::outputs);
  kenyon::memory memory("bayes:p10=0.2,p01=0.03", in, out);
  const correlation_weights& learned = correlation_of(memory);
  memory.store(x, y);
  naive_correlation counted(correlation_rule::bayes, in, out, false);
  counted.p10 = 0.2;
  counted.p01 = 0.03;
  for (std::size_t i = 0; i < x.size(); ++i) counted.store(x[i], y[i]);
  const pattern cue = noise::parse("flip=2").apply(in, x[5], 3, 5);
  for (unit j = 0; j < out.units(); ++j) {
    double odds = std::log(counted.cj[j] / (counted.c - counted.cj[j]));
    for (unit i = 0; i < in.units(); ++i) {
      const bool active = std::binary_search(cue.begin(), cue.end(), i);
      const double with = counted.shown(i, j, true);
      const double without = counted.shown(i, j, false);
      odds += active ? std::log(with / without) : std::log((1 - with) / (1 - without));
    }
    double support = learned.bias(j);
    for (unit i : cue) support += learned.weight(i, j);
    CHECK(support / learned.scale() == Approx(odds).margin(0.5 * 7.1 / learned.scale()));
  }
}

TEST_CASE("fixed point costs less than one percent of the capacity") {
  struct setting {
    correlation_rule which;
    std::size_t first, step;  // patterns around 90 % exact
  };
  const auto s = GENERATE(
      setting{correlation_rule::hebb, 110, 10}, setting{correlation_rule::covariance, 245, 10},
      setting{correlation_rule::presynaptic, 265, 10}, setting{correlation_rule::bcpnn, 470, 12},
      setting{correlation_rule::bayes, 435, 12});
  INFO(name(s.which));
  const layout in = layout::parse("20x20");
  constexpr std::size_t points = 7;
  constexpr std::uint64_t seeds = 3;
  double fixed[points] = {};
  double exact[points] = {};
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    for (std::size_t k = 0; k < points; ++k) {
      const pattern_batch patterns = drawn(in, s.first + k * s.step, seed);
      const pattern_batch cues = spoiled(in, patterns, seed);
      kenyon::memory memory(name(s.which), in);
      naive_correlation reference(s.which, in, in, true);
      memory.store(patterns, patterns);
      for (std::size_t i = 0; i < patterns.size(); ++i) reference.store(patterns[i], patterns[i]);
      reference.make_weights();
      const recalled_batch answers = memory.recall(cues, {.steps = 15, .assess = false});
      const double share = 1.0 / (seeds * static_cast<double>(patterns.size()));
      for (std::size_t i = 0; i < patterns.size(); ++i) {
        const pattern right(patterns[i].begin(), patterns[i].end());
        fixed[k] += share * std::equal(right.begin(), right.end(), answers.patterns[i].begin());
        exact[k] += share * (reference.recall(cues[i], 15) == right);
      }
    }
  // Where a curve falls through 90 %, straight between its points.
  const auto capacity = [&](const double* curve) {
    for (std::size_t k = 1; k < points; ++k)
      if (curve[k - 1] >= 0.9 && curve[k] < 0.9)
        return static_cast<double>(s.first) +
               static_cast<double>(s.step) *
                   (static_cast<double>(k - 1) + (curve[k - 1] - 0.9) / (curve[k - 1] - curve[k]));
    return 0.0;
  };
  const double in_fixed_point = capacity(fixed);
  const double in_double = capacity(exact);
  CAPTURE(in_fixed_point, in_double);
  REQUIRE(in_double > 0);
  CHECK(in_fixed_point == Approx(in_double).epsilon(0.01));
}

TEST_CASE("decay weighs every pattern by its age") {
  const auto which = GENERATE(from_range(std::begin(all_rules), std::end(all_rules)));
  const double share = GENERATE(0.05, 0.5);
  INFO(name(which) << " " << share);
  const layout in = layout::parse("8x9");
  const pattern_batch patterns = drawn(in, 40);
  kenyon::memory memory(name(which), in);
  naive_correlation reference(which, in, in, true);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    pattern_batch one;
    one.push_back(patterns[i]);
    memory.store(one, one);
    memory.decay(share, 1);
    reference.store(patterns[i], patterns[i],
                    std::pow(1 - share, static_cast<double>(patterns.size() - i)));
  }
  // Logarithms and ratios of what is nearly forgotten depend on the 1/4096 that counters are
  // rounded to.
  const bool of_logarithms = which == correlation_rule::bcpnn || which == correlation_rule::bayes;
  if ((of_logarithms || which == correlation_rule::presynaptic) && share == 0.5) return;
  check_weights(memory, reference, of_logarithms ? 20 : 3, 0);
}

TEST_CASE("decay for ever neither overflows nor forgets the present") {
  const layout in = layout::parse("20x20");
  const auto which = GENERATE(correlation_rule::covariance, correlation_rule::bcpnn);
  kenyon::memory memory(name(which), in);
  const pattern_batch patterns = drawn(in, 3000);
  for (std::size_t first = 0; first < 3000; first += 10) {
    pattern_batch some;
    for (std::size_t i = first; i < first + 10; ++i) some.push_back(patterns[i]);
    memory.decay(0.3, 0);
    memory.store(some, some);
  }
  memory.decay(1 - 1e-15, 0);
  pattern_batch last;
  for (std::size_t i = 0; i < 100; ++i) last.push_back(patterns[i]);
  memory.store(last, last);
  const recalled_batch answers = memory.recall(spoiled(in, last, 1), {.steps = 5});
  std::size_t exact = 0;
  for (std::size_t i = 0; i < last.size(); ++i)
    exact += std::equal(last[i].begin(), last[i].end(), answers.patterns[i].begin());
  CHECK(exact >= 95);
}

TEST_CASE("sleep takes the same from every pair of units") {
  const layout in = layout::parse("8x9");
  const auto which = GENERATE(correlation_rule::hebb, correlation_rule::presynaptic);
  const pattern_batch patterns = drawn(in, 200);
  kenyon::memory memory(name(which), in);
  naive_correlation reference(which, in, in, true);
  memory.store(patterns, patterns);
  for (std::size_t i = 0; i < patterns.size(); ++i) reference.store(patterns[i], patterns[i]);
  memory.sleep(1);
  memory.sleep(0.5);
  for (auto& row : reference.cij)
    for (double& c : row) c = std::max(0.0, c - 1.5);
  check_weights(memory, reference, 0.01, 0);
}

TEST_CASE("forgetting what was not stored changes nothing") {
  const layout in = layout::parse("8x9");
  kenyon::memory memory("bcpnn", in);
  const pattern_batch patterns = drawn(in, 30);
  memory.store(patterns, patterns);
  const correlation_weights& learned = correlation_of(memory);
  const auto weights = [&] {
    memory.store(patterns, patterns);  // so that they are made again
    std::vector<std::int16_t> all;
    for (unit i = 0; i < in.units(); ++i)
      for (unit j = 0; j < in.units(); ++j) all.push_back(learned.weight(i, j));
    memory.forget(patterns, patterns);
    return all;
  };
  const auto before = weights();
  pattern_batch wrong;  // one that was stored, then one that was not
  wrong.push_back(patterns[3]);
  wrong.push_back(drawn(in, 31)[30]);
  CHECK_THROWS_AS(memory.forget(wrong, wrong), error);
  CHECK(memory.stored() == 30);
  CHECK(weights() == before);
}

TEST_CASE("pruning zeroes a share of the weights, and again replaces the pick") {
  const layout in = layout::parse("20x20");
  kenyon::memory memory("bcpnn", in);
  const pattern_batch patterns = drawn(in, 500);
  memory.store(patterns, patterns);
  const correlation_weights& learned = correlation_of(memory);
  const auto zeros = [&] {
    std::size_t none = 0;
    for (unit i = 0; i < in.units(); ++i)
      for (unit j = 0; j < in.units(); ++j) none += i / 20 != j / 20 && learned.weight(i, j) == 0;
    return static_cast<double>(none) / (400 * 380);
  };
  const double before = zeros();
  CHECK(before < 0.01);
  memory.prune(0.3, 5);
  const double pruned = zeros();  // +- 0.0047 is four standard deviations
  CHECK(pruned == Approx(0.3 + 0.7 * before).margin(0.005));
  std::vector<unit> kept;  // that unit 0 gives a weight
  for (unit j = 20; j < 400; ++j)
    if (learned.weight(0, j) != 0) kept.push_back(j);
  memory.prune(0.3, 6);
  CHECK(std::any_of(kept.begin(), kept.end(), [&](unit j) { return learned.weight(0, j) == 0; }));
  CHECK(zeros() == Approx(0.3 + 0.7 * before).margin(0.005));
  memory.prune(0, 6);
  CHECK(zeros() == before);
}

TEST_CASE("correlation: random cues are known with probability alpha at most") {
  const auto which = GENERATE(from_range(std::begin(all_rules), std::end(all_rules)));
  const char* shape = GENERATE("20x20", "400/20");
  const std::size_t patterns = GENERATE(5u, 150u);
  const layout in = layout::parse(shape);
  kenyon::memory memory(name(which), in);
  const pattern_batch stored = drawn(in, patterns);
  memory.store(stored, stored);
  pattern_batch strangers;  // units uniformly drawn, whatever the layout
  for (std::uint64_t i = 0; i < 4000; ++i) {
    pattern cue(20);
    random_pattern(layout::flat(400, 20), 1234, stream::trial, i, cue);
    strangers.push_back(cue);
  }
  const recalled_batch answers = memory.recall(strangers, {.steps = 3, .alpha = 0.05});
  const auto known = std::count_if(answers.facts.begin(), answers.facts.end(),
                                   [](const recall_facts& f) { return f.known; });
  INFO(name(which) << " " << shape << " P=" << patterns << " known " << known);
  CHECK(known <= 248);  // 200 expected at most; more comes by chance once in 5,000
}

TEST_CASE("correlation: stored patterns are known where the load leaves room") {
  const auto which =
      GENERATE(correlation_rule::hebb, correlation_rule::covariance, correlation_rule::presynaptic,
               correlation_rule::bcpnn, correlation_rule::bayes);
  const layout in = layout::parse("32x32");
  kenyon::memory memory(name(which), in);
  const pattern_batch stored = drawn(in, 60);
  memory.store(stored, stored);
  const recalled_batch answers = memory.recall(spoiled(in, stored, 2), {.steps = 5});
  const auto known = std::count_if(answers.facts.begin(), answers.facts.end(),
                                   [](const recall_facts& f) { return f.known; });
  INFO(name(which));
  CHECK(known >= 57);
}

TEST_CASE("many readers ask a memory whose weights nobody has made yet") {
  const layout in = layout::parse("20x20");
  const pattern_batch patterns = drawn(in, 300);
  const pattern_batch cues = spoiled(in, patterns, 3);
  kenyon::memory alone("bayes", in);
  alone.store(patterns, patterns);
  const recalled_batch expected = alone.recall(cues, {.steps = 5});
  kenyon::memory shared("bayes", in);
  shared.store(patterns, patterns);
  std::vector<recalled_batch> answers(4);
  std::vector<std::thread> readers;
  for (recalled_batch& mine : answers)
    readers.emplace_back([&] { mine = shared.recall(cues, {.steps = 5}); });
  for (std::thread& reader : readers) reader.join();
  for (const recalled_batch& mine : answers) CHECK(mine.patterns == expected.patterns);
}
