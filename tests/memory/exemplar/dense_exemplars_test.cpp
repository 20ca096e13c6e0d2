// Real-valued exemplars beside the definition in double, level by level.
#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/base/error.hpp>
#include <kenyon/kenyon.hpp>

#include "tests/level_guard.hpp"

using namespace kenyon;
using function = separation::function;

namespace {

// Unit vectors of independent numbers.
std::vector<float> drawn(std::size_t vectors, std::size_t d, std::uint64_t seed) {
  std::vector<float> values;
  for (std::size_t i = 0; i < vectors; ++i) {
    random_sequence numbers(seed, stream::patterns, i);
    double length = 0;
    std::vector<double> x;
    for (std::size_t j = 0; j < d; ++j) {
      x.push_back((numbers.below(65536) + numbers.below(65536) + numbers.below(65536)) / 65536.0 -
                  1.5);
      length += x[j] * x[j];
    }
    for (const double v : x) values.push_back(static_cast<float>(v / std::sqrt(length)));
  }
  return values;
}

std::vector<float> mixed(const std::vector<float>& a, const std::vector<float>& b, float share) {
  std::vector<float> sum;
  for (std::size_t i = 0; i < b.size(); ++i) sum.push_back(share * a[i] + (1 - share) * b[i]);
  return sum;
}

double power_of(const separation& s, double z, double best) {
  return s.what == function::softmax ? std::exp(s.beta * (z - best))
         : z > 0                     ? std::pow(z, s.degree - 1.0)
                                     : 0;
}

// Softmax and polynomial updates in double.
std::vector<double> naive_update(const separation& s, const std::vector<float>& exemplars,
                                 const float* cue, std::size_t d) {
  std::vector<double> scores;
  for (std::size_t e = 0; e < exemplars.size() / d; ++e) {
    double z = 0;
    for (std::size_t j = 0; j < d; ++j) z += double{cue[j]} * double{exemplars[e * d + j]};
    scores.push_back(z);
  }
  const double best = *std::max_element(scores.begin(), scores.end());
  std::vector<double> sum(d, 0.0);
  double total = 0;
  for (std::size_t e = 0; e < scores.size(); ++e) {
    const double w = power_of(s, scores[e], best);
    total += w;
    for (std::size_t j = 0; j < d; ++j) sum[j] += w * double{exemplars[e * d + j]};
  }
  for (double& x : sum) x /= total;
  return sum;
}

}  // namespace

TEST_CASE("dense exemplars: one update agrees with the definition") {
  const std::size_t d = GENERATE(1U, 15U, 64U, 100U);
  const std::vector<float> exemplars = drawn(3000, d, 1);
  const std::vector<float> cues = drawn(20, d, 2);
  for (const separation& s :
       {separation{function::softmax, 4, 3, 0}, separation{function::polynomial, 1, 6, 0}}) {
    dense_exemplars memory(static_cast<std::uint32_t>(d), s);
    memory.store(exemplars);
    const dense_answers answers = memory.recall(cues);
    for (std::size_t c = 0; c < 20; ++c) {
      const std::vector<double> right = naive_update(s, exemplars, cues.data() + c * d, d);
      for (std::size_t j = 0; j < d; ++j)
        REQUIRE(double{answers.values[c * d + j]} == Approx(right[j]).margin(2e-6));
    }
  }
}

TEST_CASE("dense exemplars: the same bits at every level, thread count and batch") {
  const std::size_t d = 50;
  const std::vector<float> exemplars = drawn(30000, d, 1);  // three blocks
  const std::vector<float> cues = mixed(exemplars, drawn(40, d, 2), 0.7F);
  for (const separation& s :
       {separation{function::softmax, 8, 3, 0}, separation{function::softmax, 8, 3, 5},
        separation{function::sparsemax, 4, 3, 0}, separation{function::entmax, 4, 3, 0}}) {
    const auto run = [&](std::span<const float> some) {
      dense_exemplars memory(d, s);
      memory.store(std::span(exemplars).first(d * 777));
      memory.store(std::span(exemplars).subspan(d * 777));
      return memory.recall(some, {.steps = 3});
    };
    const level_guard guard;
    force_level("scalar");
    const dense_answers right = run(cues);
    for (const std::string_view level : available_levels()) {
      force_level(level);
      const thread_limit limit(level == "scalar" ? 1 : 3);
      INFO(level);
      CHECK(run(cues).values == right.values);
      const dense_answers one = run(std::span(cues).subspan(7 * d, d));
      CHECK(std::equal(one.values.begin(), one.values.end(), right.values.begin() + 7 * d));
      CHECK(one.facts[0].steps == right.facts[7].steps);
      CHECK(one.facts[0].best_share == right.facts[7].best_share);
    }
  }
}

TEST_CASE("dense exemplars: a noisy cue settles on its exemplar, sparse functions exactly") {
  const std::size_t d = 64;
  const std::vector<float> exemplars = drawn(5000, d, 1);
  std::vector<float> cues = mixed(exemplars, drawn(100, d, 2), 0.6F);
  for (const separation& s :
       {separation{function::softmax, 40, 3, 0}, separation{function::sparsemax, 10, 3, 0},
        separation{function::entmax, 10, 3, 0}, separation{function::softmax, 0, 3, 1}}) {
    dense_exemplars memory(d, s);
    memory.store(exemplars);
    const dense_answers answers = memory.recall(cues, {.steps = 20});
    const bool sparse = s.what != function::softmax || s.best == 1;
    for (std::size_t c = 0; c < 100; ++c) {
      CHECK(answers.facts[c].best == c);
      CHECK(answers.facts[c].converged);
      if (sparse) CHECK(answers.facts[c].best_share == 1);
      for (std::size_t j = 0; j < d; ++j)
        REQUIRE(answers.values[c * d + j] ==
                Approx(exemplars[c * d + j]).margin(sparse ? 0 : 1e-2).epsilon(0));
    }
  }
}

TEST_CASE("dense exemplars refuse what makes no sense") {
  CHECK_THROWS_AS(dense_exemplars(0, {}), error);
  dense_exemplars memory(4, {});
  const float good[] = {1, 2, 3, 4};
  const float bad[] = {1, 2, 3, 4, 5, 6, 7, NAN};
  CHECK_THROWS_AS(memory.recall(good), error);  // nothing stored
  memory.store(good);
  CHECK_THROWS_AS(memory.store(bad), error);
  CHECK_THROWS_AS(memory.store(std::span(good).first(3)), error);
  CHECK_THROWS_AS(memory.recall(bad), error);
  CHECK_THROWS_AS(memory.recall(good, {.steps = 0}), error);
  CHECK(memory.stored() == 1);
  CHECK(memory[0][3] == 4);
  CHECK(memory.recall({}).values.empty());
}
