// Exemplar memories beside their definition: overlaps, shares of the vote, winners, step by step.
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include <kenyon/base/error.hpp>
#include <kenyon/kenyon.hpp>

#include "memory/exemplar/weights.hpp"
#include "memory/recall.hpp"
#include "tests/memory/fault_of.hpp"

using namespace kenyon;
using function = separation::function;

namespace {

pattern_batch drawn(const layout& in, std::size_t count, stream which = stream::patterns) {
  return pattern_source(in, ensemble::random, 31, which).batch(0, count);
}

pattern as_pattern(pattern_view p) {
  return {p.begin(), p.end()};
}

// Shares by the textbook: every exemplar on its own, tau by bisection.
std::vector<double> naive_shares(const separation& s, const std::vector<double>& scores) {
  std::vector<double> sorted = scores;
  std::sort(sorted.rbegin(), sorted.rend());
  const double least = s.best == 0 || s.best > sorted.size() ? sorted.back() : sorted[s.best - 1];
  const auto total = [&](auto f) {
    double sum = 0;
    for (const double z : scores) sum += z >= least ? f(z) : 0;
    return sum;
  };
  const auto weigh = [&](double z, double tau) {
    switch (s.what) {
      case function::polynomial:
        return z > 0 ? std::pow(z, s.degree - 1.0) : 0.0;
      case function::softmax:
        return std::exp(s.beta * (z - sorted[0]));
      case function::sparsemax:
        return std::max(0.0, s.beta * z - tau);
      case function::entmax:
        return std::pow(std::max(0.0, s.beta * z / 2 - tau), 2);
    }
    return 0.0;
  };
  double low = -1e4, high = 1e4;  // the sum falls with tau
  for (int i = 0; i < 200; ++i) {
    const double tau = (low + high) / 2;
    (total([&](double z) { return weigh(z, tau); }) > 1 ? low : high) = tau;
  }
  const double sum = total([&](double z) { return weigh(z, low); });
  std::vector<double> shares;
  for (const double z : scores) shares.push_back(z >= least && sum > 0 ? weigh(z, low) / sum : 0);
  return shares;
}

std::vector<separation> separations() {
  return {{function::polynomial, 1, 2, 0},   {function::polynomial, 1, 7, 0},
          {function::softmax, 0.5, 3, 0},    {function::softmax, 0, 3, 0},
          {function::softmax, 2, 3, 4},      {function::sparsemax, 0.3, 3, 0},
          {function::sparsemax, 0.05, 3, 0}, {function::entmax, 0.3, 3, 0},
          {function::entmax, 0.05, 3, 0},    {function::entmax, 1, 3, 2}};
}

// Of the kind of memory that votes so, if there is one.
std::optional<memory_spec> spec_of(const separation& s) {
  const std::string beta = "beta=" + std::to_string(s.beta);
  if (s.what == function::softmax && s.best > 0)
    return "topk:k=" + std::to_string(s.best) + "," + beta;
  if (s.best > 0) return std::nullopt;
  switch (s.what) {
    case function::polynomial:
      return "dense:n=" + std::to_string(s.degree);
    case function::softmax:
      return "softmax:" + beta;
    case function::sparsemax:
      return "sparsemax:" + beta;
    case function::entmax:
      return "entmax:" + beta;
  }
  return std::nullopt;
}

// One update by definition, with the same rounding of shares.
pattern naive_update(const separation& s, const layout& out, const pattern_batch& cues,
                     const pattern_batch& answers, pattern_view cue) {
  std::vector<double> scores;
  for (std::size_t e = 0; e < cues.size(); ++e)
    scores.push_back(static_cast<double>(overlap(cue, cues[e])));
  std::vector<fit> fits;
  for (double z = *std::max_element(scores.begin(), scores.end()); z >= 0; --z)
    if (const auto n = std::count(scores.begin(), scores.end(), z); n != 0)
      fits.push_back({z, static_cast<std::uint64_t>(n)});
  const std::vector<double> shares = shares_of(s, fits);
  std::vector<long> votes(out.units(), 0);
  for (std::size_t e = 0; e < cues.size(); ++e)
    for (std::size_t i = 0; i < fits.size(); ++i)
      if (fits[i].score == scores[e])
        for (const unit u : answers[e]) votes[u] += std::lround(std::floor(shares[i] * (1 << 30)));
  const std::size_t groups = out.is_modular() ? out.modules() : 1;
  const std::size_t size = out.units() / groups;
  const std::size_t winners = out.active() / groups;
  pattern answer;
  for (std::size_t g = 0; g < groups; ++g) {
    pattern order(size);
    std::iota(order.begin(), order.end(), static_cast<unit>(g * size));
    std::stable_sort(order.begin(), order.end(),
                     [&](unit a, unit b) { return votes[a] > votes[b]; });
    for (std::size_t k = 0; k < winners; ++k)
      if (votes[order[k]] > 0) answer.push_back(order[k]);
  }
  std::sort(answer.begin(), answer.end());
  return answer;
}

}  // namespace

TEST_CASE("shares of the vote equal their definitions") {
  for (const separation& s : separations()) {
    const std::vector<double> scores{9, 9, 8, 7, 7, 7, 4, 2, 2, 0};
    std::vector<fit> fits{{9, 2}, {8, 1}, {7, 3}, {4, 1}, {2, 2}, {0, 1}};
    const std::vector<double> right = naive_shares(s, scores);
    const std::vector<double> shares = shares_of(s, fits);
    INFO(static_cast<int>(s.what) << " beta " << s.beta << " degree " << s.degree);
    REQUIRE(shares.size() == fits.size());
    double sum = 0;
    for (std::size_t i = 0, e = 0; i < fits.size(); e += fits[i].exemplars, ++i) {
      CHECK(shares[i] == Approx(right[e]).margin(1e-9));
      sum += shares[i] * static_cast<double>(fits[i].exemplars);
    }
    CHECK(sum == Approx(1).epsilon(1e-12));
    CHECK(shares_of(s, {}).empty());
  }
  const fit nothing[] = {{0, 5}};
  CHECK(shares_of({.what = function::polynomial}, nothing)[0] == 0);
  CHECK(shares_of({.what = function::softmax}, nothing)[0] == Approx(0.2));
  // exactly nothing: 1/beta behind for sparsemax, 2/beta for entmax
  const fit apart[] = {{10, 1}, {8, 1}, {6, 1}};
  CHECK(shares_of({.what = function::sparsemax, .beta = 0.5}, apart)[1] == 0);
  CHECK(shares_of({.what = function::sparsemax, .beta = 0.49}, apart)[1] > 0);
  CHECK(shares_of({.what = function::entmax, .beta = 0.5}, apart)[2] == 0);
  CHECK(shares_of({.what = function::entmax, .beta = 0.5}, apart)[1] > 0);
}

TEST_CASE("recall agrees with the definition, step by step") {
  const char* shape = GENERATE("90/6", "8x9", "700/20");
  const layout in = layout::parse(shape);
  const bool is_auto = GENERATE(true, false);
  const pattern_batch x = drawn(in, 60);
  const pattern_batch y = is_auto ? x : drawn(in, 60, stream::outputs);
  pattern_batch cues;
  for (std::size_t i = 0; i < x.size(); ++i)
    cues.push_back(noise::parse(i % 2 ? "flip=3" : "keep=0.4").apply(in, x[i], 4, i));
  for (const separation& s : separations()) {
    // Of separations that no kind of memory has, too.
    exemplar_weights learned(s, {in, in, is_auto});
    learned.store(x, y);
    learned.prepare(true);
    const std::uint32_t steps = is_auto ? 4 : 1;
    const recalled_batch answers =
        recall_all(learned,
                   {.how = in.is_modular() ? activation::module_winners : activation::k_winners,
                    .steps = steps,
                    .assess = true,
                    .cues = cues.size(),
                    .total_units = cues.total_units()},
                   cues);
    if (const auto spec = spec_of(s)) {
      kenyon::memory memory(*spec, memory_shape{in, in, is_auto});
      memory.store(x, y);
      CHECK(memory.recall(cues, {.steps = steps}) == answers);
    }
    INFO(shape << " " << static_cast<int>(s.what) << " beta " << s.beta);
    for (std::size_t i = 0; i < cues.size(); ++i) {
      pattern state = as_pattern(cues[i]);
      std::uint32_t taken = 0;
      bool settled = false;
      while (taken < steps && !settled) {
        pattern next = naive_update(s, in, x, y, state);
        ++taken;
        settled = steps == 1 || next == state;
        state = std::move(next);
      }
      REQUIRE(as_pattern(answers.patterns[i]) == state);
      REQUIRE(answers.facts[i].steps == taken);
      REQUIRE(answers.facts[i].converged == settled);
    }
  }
}

TEST_CASE("the dense memory of degree 2 is Hebbian") {
  // Votes are sum_mu x_mu (x_mu . cue): with the diagonal, as W = sum x x'.
  const layout in = layout::parse("60/5");
  const pattern_batch x = drawn(in, 40);
  kenyon::memory memory("dense:n=2", in);
  memory.store(x, x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const pattern cue = noise::parse("flip=2").apply(in, x[i], 1, i);
    std::vector<int> support(60, 0);
    for (std::size_t p = 0; p < x.size(); ++p)
      for (const unit u : x[p]) support[u] += static_cast<int>(overlap(cue, x[p]));
    pattern_batch one;
    one.push_back(cue);
    // Supports that are equal may differ in the last of 30 bits of a share, so that ties go either
    // way: what counts is that the answer is as well supported as any.
    int told = 0;
    const recalled_batch answer = memory.recall(one, {});
    for (const unit u : answer.patterns[0]) told += support[u];
    std::sort(support.rbegin(), support.rend());
    CHECK(told == std::accumulate(support.begin(), support.begin() + 5, 0));
  }
}

TEST_CASE("many blocks of exemplars, many groups of cues") {
  // 70,000 rows of 64 bytes: three blocks of 2 MiB; 600 cues: groups of fewer than that
  const layout in = layout::parse("400/12");
  const pattern_batch x = drawn(in, 70000);
  kenyon::memory memory("topk:k=1,beta=1", in);
  memory.store(x, x);
  CHECK(memory.footprint_bytes() == 3 * (std::uint64_t{2} << 20));
  pattern_batch cues, right;
  for (std::size_t i = 0; i < 600; ++i) {
    const std::size_t which = i * 116;
    cues.push_back(noise::parse("flip=3").apply(in, x[which], 2, i));
    right.push_back(x[which]);
  }
  cues.push_back(pattern{});
  right.push_back(pattern{});
  CHECK(memory.recall(cues, {.steps = 3}).patterns == right);
}

TEST_CASE("forgetting takes one copy for each time it is named, in any order") {
  const layout in = layout::parse("300/8");
  const pattern_batch x = drawn(in, 20000);  // two blocks
  kenyon::memory memory("softmax", in);
  memory.store(x, x);
  memory.store(x, x);
  pattern_batch gone, twice;
  for (const std::size_t i : {19999U, 0U, 5000U, 1U}) gone.push_back(x[i]);
  twice.push_back(x[0]);
  twice.push_back(x[0]);
  pattern_batch some;
  for (std::size_t i = 0; i < 50; ++i) some.push_back(x[i]);
  const recalled_batch before = memory.recall(some, {});
  memory.store(twice, twice);
  memory.forget(twice, twice);
  CHECK(memory.recall(some, {}).patterns == before.patterns);
  memory.forget(gone, gone);
  memory.forget(gone, gone);
  CHECK(memory.stored() == 2 * x.size() - 8);
  CHECK(fault_of([&] { memory.forget(gone, gone); }) == fault::bad_input);
  pattern_batch one_too_many;  // two of it are there
  for (int i = 0; i < 3; ++i) one_too_many.push_back(x[17]);
  CHECK(fault_of([&] { memory.forget(one_too_many, one_too_many); }) == fault::bad_input);
  CHECK(memory.stored() == 2 * x.size() - 8);
  const recalled_batch after = memory.recall(gone, {.assess = true});
  for (std::size_t i = 0; i < gone.size(); ++i) CHECK_FALSE(after.facts[i].known);
}

TEST_CASE("decay loses exemplars, pruning units, in the share asked for") {
  // Binomial(4,000, .3) has deviation 29, Binomial(32,000 units, .3) 82: 4.5 deviations.
  const layout in = layout::parse("3000/8");
  const pattern_batch x = drawn(in, 4000);
  kenyon::memory memory("topk", in);
  memory.store(x, x);
  memory.decay(0.3, 5);
  CHECK(std::abs(static_cast<double>(memory.stored()) - 2800) < 131);
  kenyon::memory pruned("topk", in);
  pruned.store(x, x);
  pruned.prune(0.3, 5);
  CHECK(pruned.stored() == 4000);
  const recalled_batch answers = pruned.recall(x, {});
  std::size_t left = 0;
  for (std::size_t i = 0; i < x.size(); ++i) left += answers.patterns[i].size();
  // Where two units or less remain (1 %), another exemplar may be as near: 100 units for that.
  CHECK(std::abs(static_cast<double>(left) - 22400) < 369 + 100);
  CHECK(fault_of([&] { pruned.forget(x, x); }) == fault::bad_input);
}

TEST_CASE(
    "known: random cues pass with at most the stated probability, and the bound is not idle") {
  // 4,000 random cues, alpha .05: a binomial of .05 exceeds 248 with probability 1e-4.
  struct load {
    const char* layout;
    std::size_t patterns;
    const char* keep;
  };
  const auto l = GENERATE(load{"1000/12", 3000, "erase=0"}, load{"1000/12", 3000, "erase=6"},
                          load{"32x32", 2000, "erase=0"}, load{"32x32", 2000, "erase=20"},
                          load{"60/20", 500, "erase=4"}, load{"9x4", 40, "erase=0"});
  const layout in = layout::parse(l.layout);
  kenyon::memory memory("softmax", in);
  const pattern_batch x = drawn(in, l.patterns);
  memory.store(x, x);
  memory.prune(0.2, 3);  // exemplars of many sizes
  const auto known_among = [&](std::uint64_t first, double alpha) {
    pattern_batch strangers;
    for (std::uint64_t i = 0; i < 4000; ++i) {
      pattern p(in.active());
      random_pattern(in, 99, stream::trial, first + i, p);
      strangers.push_back(noise::parse(l.keep).apply(in, p, 9, i));
    }
    const recalled_batch answers = memory.recall(strangers, {.alpha = alpha});
    return std::count_if(answers.facts.begin(), answers.facts.end(),
                         [](const recall_facts& f) { return f.known; });
  };
  INFO(l.layout << " " << l.keep);
  CHECK(known_among(0, 0.05) <= 248);
  CHECK(known_among(4000, 1) > 0);
}

TEST_CASE("chance is the sum of chance matches") {
  const layout in = layout::parse("500/10");
  kenyon::memory memory("softmax", in);
  pattern_batch x;
  x.push_back(pattern{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  x.push_back(pattern{1, 2, 13, 14, 15, 16, 17, 18, 19});  // nine units
  memory.store(x, x);
  pattern_batch cue;
  cue.push_back(pattern{3, 4, 5, 6, 7, 8, 100});
  const recall_facts facts = memory.recall(cue, {}).facts[0];
  CHECK(facts.chance ==
        Approx(false_match_chance(500, 10, 7, 6) + false_match_chance(500, 9, 7, 6)));
  CHECK(facts.known);
}

TEST_CASE("exemplar memories refuse what makes no sense") {
  const layout in = layout::parse("50/5");
  const memory_shape shape = memory_shape::of_patterns(in);
  const auto refused = [&](const separation& s) {
    return fault_of([&] { exemplar_weights learned(s, shape); }) == fault::usage;
  };
  CHECK(refused({.beta = -1}));
  CHECK(refused({.what = function::polynomial, .degree = 1}));
  kenyon::memory memory("softmax", in);
  const pattern_batch x = drawn(in, 5);
  memory.store(x, x);
  CHECK(fault_of([&] { memory.sleep(1); }) == fault::usage);
  CHECK(fault_of([&] { (void)memory.recall(x, {.how = activation::all_cue}); }) == fault::usage);
  CHECK(memory.stored() == 5);
  CHECK(memory.free_weights() == 250);
}
