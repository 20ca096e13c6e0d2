#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/kenyon.hpp>

#include "tests/memory/learned.hpp"
#include "tests/memory/willshaw/naive.hpp"

using namespace kenyon;

namespace {

pattern_batch drawn(const layout& in, std::size_t count, stream which = stream::patterns) {
  return pattern_source(in, ensemble::random, 21, which).batch(0, count);
}

pattern as_pattern(pattern_view p) {
  return {p.begin(), p.end()};
}

struct auto_case {
  const char* layout;
  const char* noise;
  activation how;
  std::uint32_t threshold;
  std::size_t patterns;
};

}  // namespace

TEST_CASE("auto-association agrees with the definition, unit by unit, step by step") {
  const auto c = GENERATE(auto_case{"70/6", "keep=0.5", activation::all_cue, 1, 60},
                          auto_case{"70/6", "flip=1", activation::k_winners, 1, 60},
                          auto_case{"64/5", "add=3", activation::fixed, 4, 80},
                          auto_case{"8x9", "flip=2", activation::module_winners, 1, 90},
                          auto_case{"8x9", "flip=2", activation::k_winners, 1, 90},
                          auto_case{"8x9", "erase=4", activation::all_cue, 1, 120},
                          auto_case{"130/9", "none", activation::all_cue, 1, 10},
                          auto_case{"1030/20", "keep=0.3", activation::all_cue, 1, 400},
                          auto_case{"5/5", "flip=0", activation::k_winners, 1, 1});
  const layout in = layout::parse(c.layout);
  const noise spoil = noise::parse(c.noise);
  INFO(c.layout << " " << c.noise);
  kenyon::memory memory("willshaw", in);
  naive_willshaw reference(in, true);
  const pattern_batch patterns = drawn(in, c.patterns);
  memory.store(patterns);
  for (std::size_t i = 0; i < patterns.size(); ++i) reference.store(patterns[i], patterns[i]);
  pattern_batch cues;
  for (std::size_t i = 0; i < patterns.size(); ++i)
    cues.push_back(spoil.apply(in, patterns[i], 4, i));
  const std::uint32_t steps = GENERATE(1u, 2u, 15u);
  const recall_options options{.how = c.how, .threshold = c.threshold, .steps = steps};
  const recalled_batch answers = memory.recall(cues, options);
  REQUIRE(answers.patterns.size() == cues.size());
  for (std::size_t i = 0; i < cues.size(); ++i) {
    pattern state = as_pattern(cues[i]);
    std::uint32_t taken = 0;
    bool settled = false;
    while (taken < steps && !settled) {
      pattern next = reference.step(state, c.how, c.threshold);
      ++taken;
      settled = next == state || steps == 1;
      state = std::move(next);
    }
    REQUIRE(as_pattern(answers.patterns[i]) == state);
    CHECK(answers.facts[i].steps == taken);
    CHECK(answers.facts[i].converged == settled);
    const recalled single = memory.recall(cues[i], options);  // batch = single
    CHECK(single.units == state);
    CHECK(single.facts.chance == answers.facts[i].chance);
    CHECK(single.facts.margin == answers.facts[i].margin);
  }
}

TEST_CASE("hetero-association agrees with the definition") {
  const layout from = layout::parse("90/7");
  const layout to = layout::parse(GENERATE("50/4", "6x11"));
  const auto how = GENERATE(activation::all_cue, activation::natural, activation::fixed);
  kenyon::memory memory("willshaw", from, to);
  naive_willshaw reference(to, false);
  const pattern_batch x = drawn(from, 70);
  const pattern_batch y = drawn(to, 70, stream::outputs);
  memory.store(x, y);
  const activation meant = how != activation::natural ? how
                           : to.is_modular()          ? activation::module_winners
                                                      : activation::k_winners;
  for (std::size_t i = 0; i < x.size(); ++i) reference.store(x[i], y[i]);
  for (std::size_t i = 0; i < x.size(); ++i)
    CHECK(memory.recall(x[i], {.how = how, .threshold = 5}).units ==
          reference.step(as_pattern(x[i]), meant, 5));
  CHECK(memory.stored() == 70);
}

TEST_CASE("storing one by one, in batches or sorted by row sets the same weights") {
  const layout in = layout::parse("300/10");
  const pattern_batch patterns = drawn(in, 500);
  kenyon::memory at_once("willshaw", in), singly("willshaw", in), parts("willshaw", in);
  at_once.store(patterns);
  pattern_batch part;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    singly.store(patterns[i]);
    part.push_back(patterns[i]);
    if (part.size() == 130 || i + 1 == patterns.size()) {
      parts.store(part);
      part.clear();
    }
  }
  for (std::size_t r = 0; r < 300; ++r)
    for (std::size_t w = 0; w < matrix_of(at_once).words(); ++w) {
      REQUIRE(matrix_of(at_once).row(r)[w] == matrix_of(singly).row(r)[w]);
      REQUIRE(matrix_of(at_once).row(r)[w] == matrix_of(parts).row(r)[w]);
    }
  CHECK(at_once.stored() == 500);
  CHECK(parts.stored() == 500);
}

TEST_CASE("tiled batch recall of a large matrix equals single recall") {
  // 8,192 units: the 8 MiB matrix is over the tiling size; 300 cues of 30 units cover its rows
  // 6,500 and 7,400: rows that are no whole number of tiles
  const layout in = layout::parse(GENERATE("8192/60", "6500/60", "7400/60"));
  kenyon::memory memory("willshaw", in);
  const pattern_batch patterns = drawn(in, 2000);
  memory.store(patterns);
  pattern_batch cues;
  for (std::size_t i = 0; i < 300; ++i)
    cues.push_back(
        noise::parse(i % 3 ? "keep=0.5" : "keep=0.4+add=1").apply(in, patterns[i], 5, i));
  cues.push_back(pattern{});
  cues.push_back(pattern{6499});
  const recall_options options{.how = activation::all_cue};
  const recalled_batch answers = memory.recall(cues, options);
  for (std::size_t i = 0; i < cues.size(); ++i) {
    const recalled single = memory.recall(cues[i], options);
    REQUIRE(as_pattern(answers.patterns[i]) == single.units);
    CHECK(answers.facts[i].chance == single.facts.chance);
  }
  CHECK(answers.patterns[300].empty());
}

TEST_CASE("tiled batch recall of a wide, low matrix equals single recall") {
  const layout from = layout::parse("1000/20");
  const layout to = layout::parse("40000/30");
  kenyon::memory memory("willshaw", from, to);
  const pattern_batch x = drawn(from, 500);
  memory.store(x, drawn(to, 500, stream::outputs));
  const recall_options options{.how = activation::all_cue, .assess = false};
  const recalled_batch answers = memory.recall(x, options);
  for (std::size_t i = 0; i < x.size(); ++i)
    REQUIRE(as_pattern(answers.patterns[i]) == memory.recall(x[i], options).units);
}

TEST_CASE("65,536 units: half a gibibyte stores and recalls, one by one and in a tiled batch") {
  const layout in = layout::parse("65536/64");
  if (available_memory() < (std::uint64_t{1} << 30)) {
    WARN("less than 1 GiB of memory is available");
    return;
  }
  kenyon::memory memory("willshaw", in);
  const pattern_batch patterns = drawn(in, 2100);  // their halves cover the rows: tiled
  memory.store(patterns);
  pattern_batch cues;
  for (std::size_t i = 0; i < patterns.size(); ++i)
    cues.push_back(noise::parse("keep=0.5").apply(in, patterns[i], 5, i));
  const recall_options options{.how = activation::all_cue, .assess = false};
  const recalled_batch answers = memory.recall(cues, options);
  CHECK(answers.patterns == patterns);
  CHECK(memory.recall(cues[7], options).units == as_pattern(patterns[7]));
}

TEST_CASE("an empty cue has an empty, unknown answer") {
  kenyon::memory memory("willshaw", layout::parse("100/5"));
  memory.store(pattern{1, 2, 3, 4, 5});
  for (auto how : {activation::all_cue, activation::k_winners, activation::fixed}) {
    const recalled answer = memory.recall(pattern{}, {.how = how});
    CHECK(answer.units.empty());
    CHECK_FALSE(answer.facts.known);
  }
}

TEST_CASE("an answer too large to be a cue ends the recall") {
  kenyon::memory memory("willshaw", layout::parse("6000/60"));
  memory.store(drawn(layout::parse("6000/60"), 4000));  // a third of the weights set
  const pattern_batch cue = drawn(layout::parse("6000/60"), 1);
  const recalled answer =
      memory.recall(cue[0], {.how = activation::fixed, .threshold = 5, .steps = 9});
  CHECK(answer.units.size() > max_cue_units);
  CHECK(answer.facts.steps == 1);
  CHECK_FALSE(answer.facts.converged);
}

TEST_CASE("wrong requests are refused and change nothing") {
  const layout in = layout::parse("50/5");
  kenyon::memory memory("willshaw", in);
  pattern_batch good, bad;
  good.push_back(pattern{1, 2, 3, 4, 5});
  bad.push_back(pattern{1, 2, 3, 4, 5});
  bad.push_back(pattern{1, 2, 50});
  CHECK_THROWS_AS(memory.store(bad), error);
  CHECK(memory.stored() == 0);
  CHECK(memory.density() == 0);
  CHECK_THROWS_AS(memory.store(good, bad), error);
  CHECK_THROWS_AS(memory.store(pattern{}), error);
  CHECK_THROWS_AS(memory.recall(pattern{7, 3}), error);
  CHECK_THROWS_AS(memory.recall(pattern{3}, {.how = activation::module_winners}), error);
  CHECK_THROWS_AS(memory.recall(pattern{3}, {.how = activation::fixed, .threshold = 0}), error);
  CHECK_THROWS_AS(memory.recall(pattern{3}, {.steps = 0}), error);
  kenyon::memory pairs("willshaw", in, layout::parse("40/4"));
  CHECK_THROWS_AS(pairs.recall(pattern{3}, {.steps = 2}), error);
  kenyon::memory wide("willshaw", layout::parse("10000/5000"));
  pattern all(5000);
  std::iota(all.begin(), all.end(), 0u);
  CHECK_THROWS_AS(wide.store(all), error);
  CHECK_THROWS_AS(wide.recall(all), error);
  CHECK_THROWS_AS(wide.explain(all, pattern{1}), error);
}

TEST_CASE("a memory that cannot fit is refused before anything is allocated") {
  try {
    kenyon::memory memory("willshaw", layout::parse("16777216/64"));
    FAIL("accepted 32 TiB");
  } catch (const error& e) {
    CHECK(e.which() == fault::resources);
    const std::string told = e.what();
    CHECK(told.find("needs 35") != std::string::npos);  // 35.2e12 bytes
    CHECK(told.find("are available") != std::string::npos);
  }
}

TEST_CASE("known: random cues pass with at most the stated probability") {
  // 4,000 random cues against a loaded memory, alpha .05: a binomial of .05 exceeds 248 with
  // probability 1e-4.
  struct load {
    const char* layout;
    std::size_t patterns;
    activation how;
    std::size_t cue_units;
  };
  const auto l = GENERATE(
      load{"1000/12", 3000, activation::k_winners, 12},
      load{"1000/12", 3000, activation::all_cue, 4}, load{"1000/12", 4400, activation::all_cue, 6},
      load{"32x32", 1271, activation::module_winners, 32},
      load{"400/20", 267, activation::k_winners, 20}, load{"400/20", 150, activation::fixed, 20},
      load{"400/20", 267, activation::fixed, 9}, load{"1000/12", 3000, activation::all_cue, 3});
  const std::uint32_t steps = GENERATE(1u, 4u);
  const layout in = layout::parse(l.layout);
  kenyon::memory memory("willshaw", in);
  memory.store(drawn(in, l.patterns));
  pattern_batch strangers;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    pattern p(in.active());
    random_pattern(in, 1234, stream::trial, i, p);
    pattern cue =
        noise::parse("erase=" + std::to_string(in.active() - l.cue_units)).apply(in, p, 9, i);
    strangers.push_back(cue);
  }
  const recalled_batch answers = memory.recall(
      strangers,
      {.how = l.how, .threshold = l.cue_units < 12 ? 6u : 14u, .steps = steps, .alpha = 0.05});
  const auto known = std::count_if(answers.facts.begin(), answers.facts.end(),
                                   [](const recall_facts& f) { return f.known; });
  INFO(l.layout << " P=" << l.patterns << " known " << known);
  CHECK(known <= 248);
}

TEST_CASE("known: stored patterns are recognised from noisy cues") {
  const layout in = layout::parse("1024/32");
  kenyon::memory memory("willshaw", in);
  const pattern_batch patterns = drawn(in, 400);
  memory.store(patterns);
  const auto cases = GENERATE(std::pair{"keep=0.5", activation::all_cue},
                              std::pair{"flip=4", activation::k_winners});
  std::size_t known = 0;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const pattern cue = noise::parse(cases.first).apply(in, patterns[i], 6, i);
    const recalled answer = memory.recall(cue, {.how = cases.second, .alpha = 0.001});
    known += answer.facts.known && answer.units == as_pattern(patterns[i]);
  }
  CHECK(known >= 396);
}

TEST_CASE("an explanation names supports, rivals and what was in the cue") {
  kenyon::memory memory("willshaw", layout::parse("20/3"));
  memory.store(pattern{1, 2, 3});
  memory.store(pattern{3, 4, 5});
  const pattern cue{1, 2, 4};
  const explanation told = memory.explain(cue, pattern{1, 2, 3}, 2);
  REQUIRE(told.answer.size() == 3);
  CHECK(told.cue_units == 3);
  CHECK(told.answer[0].support == 1);  // unit 1 from unit 2, itself not counted
  CHECK(told.answer[0].in_cue);
  CHECK(told.answer[2].which == 3);
  CHECK(told.answer[2].support == 3);
  CHECK_FALSE(told.answer[2].in_cue);
  REQUIRE(told.rivals.size() == 2);
  CHECK(told.rivals[0].which == 5);  // supported by 4
  CHECK(told.rivals[0].support == 1);
  CHECK(told.rivals[1].support == 0);
  const recalled answer = memory.recall(cue);
  CHECK(answer.facts.margin == 0);  // winners 1, 2, 3: the weakest has 1, and so has unit 5
}

TEST_CASE("free weights are counted as the literature does") {
  CHECK(memory("willshaw", layout::parse("100/5")).free_weights() == 4950);
  CHECK(memory("willshaw", layout::parse("10x10")).free_weights() == 4500);
  CHECK(memory("willshaw", layout::parse("100/5"), layout::parse("30/3")).free_weights() == 3000);
}

TEST_CASE(
    "willshaw: decay takes a share of the synapses, both directions of each, never the diagonal") {
  const layout in = layout::parse("400/20");
  kenyon::memory memory("willshaw", in);
  memory.store(drawn(in, 300));
  const bit_matrix before = matrix_of(memory).clone();
  const double share = GENERATE(0.001, 0.3, 0.99);
  if (GENERATE(false, true))
    memory.prune(share, 7);
  else
    memory.decay(share, 7);
  double pairs = 0;
  double lost = 0;
  for (std::size_t i = 0; i < 400; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      REQUIRE(matrix_of(memory).test(i, j) == matrix_of(memory).test(j, i));
      if (!before.test(i, j)) REQUIRE_FALSE(matrix_of(memory).test(i, j));
      if (i == j) REQUIRE(matrix_of(memory).test(i, i) == before.test(i, i));
      if (i == j || !before.test(i, j)) continue;
      pairs += 1;
      lost += !matrix_of(memory).test(i, j);
    }
  const double deviation = std::sqrt(pairs * share * (1 - share));
  INFO(lost << " of " << pairs);
  CHECK(std::abs(lost - pairs * share) <= 4 * deviation);
  CHECK(memory.stored() == 300);
}

TEST_CASE("willshaw: pairs lose each direction on its own") {
  const layout in = layout::parse("400/20");
  kenyon::memory memory("willshaw", in, in);
  memory.store(drawn(in, 300), drawn(in, 300));
  const bit_matrix before = matrix_of(memory).clone();
  memory.decay(0.4, 7);
  double set = 0;
  double lost = 0;
  for (std::size_t i = 0; i < 400; ++i)
    for (std::size_t j = 0; j < 400; ++j) {
      set += before.test(i, j);
      lost += before.test(i, j) && !matrix_of(memory).test(i, j);
    }
  CHECK(std::abs(lost - 0.4 * set) <= 4 * std::sqrt(set * 0.24));
}
