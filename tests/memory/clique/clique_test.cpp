#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/base/error.hpp>
#include <kenyon/kenyon.hpp>

#include "base/block_arrays.hpp"
#include "memory/clique/weights.hpp"
#include "tests/memory/clique/naive.hpp"
#include "tests/memory/kept_blocks.hpp"

using namespace kenyon;

namespace {

// Message `index` on `active` random modules: the modules from one stream, their units from
// another.
pattern drawn_message(const layout& in, std::uint32_t active, std::uint64_t seed,
                      std::uint64_t index) {
  random_sequence numbers(seed, stream::patterns, index);
  pattern message(active);
  draw_distinct(numbers, in.modules(), message);
  for (unit& u : message) u = u * in.module_units() + numbers.below(in.module_units());
  return message;
}

pattern_batch drawn_messages(const layout& in, std::uint32_t active, std::size_t count) {
  pattern_batch messages;
  for (std::size_t i = 0; i < count; ++i) messages.push_back(drawn_message(in, active, 5, i));
  return messages;
}

std::vector<std::uint32_t> modules_of(const layout& in, pattern_view units) {
  std::vector<std::uint32_t> modules;
  for (unit u : units)
    if (modules.empty() || modules.back() != u / in.module_units())
      modules.push_back(u / in.module_units());
  return modules;
}

struct sparse_case {
  const char* layout;
  std::uint32_t active;
  std::size_t messages;
};

}  // namespace

TEST_CASE("clique scores and winners agree with the definition, step by step") {
  // Modules that are whole words, parts of words, and that share words.
  const auto c = GENERATE(sparse_case{"6x64", 6, 2000}, sparse_case{"12x20", 5, 200},
                          sparse_case{"7x100", 4, 400}, sparse_case{"20x7", 6, 40},
                          sparse_case{"5x130", 3, 900}, sparse_case{"30x2", 8, 4});
  const layout in = layout::parse(c.layout);
  INFO(c.layout);
  clique_network memory(in);
  naive_clique reference(in);
  const pattern_batch messages = drawn_messages(in, c.active, c.messages);
  memory.store(messages);
  for (std::size_t i = 0; i < messages.size(); ++i) reference.store(messages[i]);
  const double possible = static_cast<double>(in.units()) * (in.units() - in.module_units());
  CHECK(memory.density() == Approx(static_cast<double>(reference.connections()) / possible));

  const auto rule = GENERATE(clique_rule::each_module, clique_rule::overall);
  const auto* spoiled = GENERATE("erase=2", "erase=1+add=3", "flip=1", "none");
  std::size_t ambiguous = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(25, messages.size()); ++i) {
    const pattern cue = noise::parse(spoiled).apply(in, messages[i], 3, i);
    for (const bool guided : {false, true}) {
      const auto modules = guided ? modules_of(in, messages[i]) : std::vector<std::uint32_t>();
      pattern state = cue;
      std::uint32_t steps = 0;
      bool settled = false;
      while (steps < 3 && !settled) {
        pattern next = reference.step(state, rule, modules);
        ++steps;
        settled = next == state;
        state = std::move(next);
      }
      const clique_recalled found =
          memory.recall(cue, {.rule = rule, .modules = modules, .steps = 3});
      REQUIRE(found.units == state);
      CHECK(found.steps == steps);
      CHECK(found.converged == settled);
      CHECK(found.ambiguous == (modules_of(in, state).size() != state.size()));
      ambiguous += found.ambiguous;
    }
  }
  if (c.messages == 2000 && std::string_view(spoiled) == "erase=2") CHECK(ambiguous > 0);
}

TEST_CASE("as a memory, a clique answers one unit a module and says when it was a tie") {
  const layout in = layout::parse("6x40");
  kenyon::memory memory("clique", in);
  naive_clique reference(in);
  const pattern_batch patterns =
      pattern_source(in, ensemble::random, 3, stream::patterns).batch(0, 260);
  memory.store(patterns, patterns);
  for (std::size_t i = 0; i < patterns.size(); ++i) reference.store(patterns[i]);
  CHECK(memory.stored() == 260);
  std::size_t ties = 0;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const pattern cue = noise::parse("erase=3").apply(in, patterns[i], 4, i);
    const pattern winners = reference.step(cue, clique_rule::each_module, {});
    pattern lowest;
    for (unit u : winners)
      if (lowest.empty() || lowest.back() / 40 != u / 40) lowest.push_back(u);
    const recalled answer = memory.recall(cue, recall_options{});
    REQUIRE(answer.units == lowest);
    std::int32_t margin = 1000;
    for (unit u : lowest)
      for (unit other = u / 40 * 40; other < u / 40 * 40 + 40; ++other)
        if (other != u)
          margin = std::min(margin, static_cast<std::int32_t>(reference.score(cue, u)) -
                                        static_cast<std::int32_t>(reference.score(cue, other)));
    CHECK(answer.facts.margin == margin);
    CHECK((margin <= 0) == (winners.size() > 6));
    ties += winners.size() > 6;
  }
  CHECK(ties > 10);
  CHECK(ties < 250);
}

TEST_CASE("clique memories refuse what they cannot do, and change nothing") {
  const char* const flat = "a clique memory needs a modular layout, not 100/5";
  CHECK_THROWS_WITH(clique_network(layout::parse("100/5")), flat);
  CHECK_THROWS_WITH(memory("clique", layout::parse("100/5")), flat);
  const layout in = layout::parse("4x10");
  CHECK_THROWS_AS(memory("clique", in, in), error);
  clique_network network(in);
  kenyon::memory memory("clique", in);
  pattern_batch two_in_a_module;
  two_in_a_module.push_back(pattern{3, 14});
  two_in_a_module.push_back(pattern{3, 7});
  CHECK_THROWS_AS(network.store(two_in_a_module), error);
  CHECK_THROWS_AS(memory.store(two_in_a_module), error);
  pattern_batch nothing;
  nothing.push_back(pattern{});
  CHECK_THROWS_AS(network.store(nothing), error);
  CHECK_THROWS_AS(memory.store(nothing), error);
  pattern_batch part;
  part.push_back(pattern{3, 14});
  CHECK_THROWS_AS(memory.store(part), error);  // a `memory` stores whole patterns
  CHECK(network.stored() == 0);
  CHECK(network.density() == 0);
  CHECK(memory.stored() == 0);
  CHECK(memory.density() == 0);
  network.store(part);
  CHECK(network.stored() == 1);
  CHECK(network.recall(pattern{4}, {}).units.empty());  // never stored
  CHECK(network.recall(pattern{3}, {.modules = {0, 1}}).units == pattern{3, 14});
  CHECK_THROWS_AS(network.recall(pattern{3}, {.modules = {0, 4}}), error);
  CHECK_THROWS_AS(network.recall(pattern{3}, {.modules = {1, 0}}), error);
  CHECK_THROWS_AS(network.recall(pattern{3}, {.steps = 0}), error);
  CHECK_THROWS_AS(network.recall(pattern{40}, {}), error);
  CHECK(network.recall(pattern{}, {}).units.empty());
  CHECK(network.recall(pattern{3}, {}).units == pattern{3, 14});  // no rest: silent

  const pattern whole{3, 14, 25, 36};
  memory.store(whole);
  CHECK_THROWS_AS(memory.recall(pattern{3}, {.how = activation::k_winners}), error);
  CHECK(memory.recall(pattern{4}).units.empty());  // never stored
  CHECK(memory.recall(pattern{3}).units == whole);
  CHECK_FALSE(memory.recall(pattern{3, 14}).facts.known);
}

TEST_CASE("a clique memory leaves out modules in which no unit has any support") {
  // Blocks of what a network has learned: two modules of four connected.
  const layout in = layout::parse("4x10");
  clique_weights learned(memory_shape::of_patterns(in));
  pattern_batch part;
  part.push_back(pattern{3, 14});
  learned.store(part, part);
  kept_blocks blocks;
  learned.save(blocks);
  write_number(blocks, "stored", std::uint64_t{1});
  const kenyon::memory memory =
      kenyon::memory::restore("clique", memory_shape::of_patterns(in), blocks);
  CHECK(memory.recall(pattern{3}).units == pattern{3, 14});  // no rest: silent
  CHECK_FALSE(memory.recall(pattern{3, 14}).facts.known);
}

TEST_CASE("clique: random cues are known with at most the stated probability, stored ones are") {
  // 4,000 cues, alpha .05: a binomial of .05 exceeds 248 with probability 1e-4.
  const layout in = layout::parse("16x64");
  kenyon::memory memory("clique", in);
  const pattern_batch patterns =
      pattern_source(in, ensemble::random, 3, stream::patterns).batch(0, 3000);
  memory.store(patterns, patterns);
  const std::uint32_t steps = GENERATE(1u, 4u);
  const std::uint32_t erased = GENERATE(0u, 4u, 8u, 12u);
  const noise spoil = noise::parse("erase=" + std::to_string(erased));
  pattern_batch strangers, friends;
  pattern p(in.active());
  for (std::uint64_t i = 0; i < 4000; ++i) {
    random_pattern(in, 77, stream::trial, i, p);
    strangers.push_back(spoil.apply(in, p, 9, i));
    if (i < 1000) friends.push_back(spoil.apply(in, patterns[i], 9, i));
  }
  const auto known = [&](const pattern_batch& cues) {
    const recalled_batch found = memory.recall(cues, recall_options{.steps = steps, .alpha = .05});
    return std::count_if(found.facts.begin(), found.facts.end(),
                         [](const recall_facts& f) { return f.known; });
  };
  CHECK(known(strangers) <= 248);
  if (erased <= 4) CHECK(known(friends) >= 990);
}

TEST_CASE("clique theory: density and the chance of a false unit are those of random messages") {
  const clique_case asked{layout::parse("30x16"), 8, 5, true};
  constexpr std::size_t messages = 1500;
  // Exact chance by counting: density over 20 memories, false units over 400 cues each.
  double density = 0;
  double false_units = 0;
  double errors = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    clique_network memory(asked.in);
    pattern_batch stored;
    for (std::size_t i = 0; i < messages; ++i)
      stored.push_back(drawn_message(asked.in, asked.active, 100 + seed, i));
    memory.store(stored);
    density += memory.density() / 20;
    for (std::size_t i = 0; i < 400; ++i) {
      const pattern cue = noise::parse("erase=3").apply(asked.in, stored[i], 2, i);
      const auto found = memory.recall(cue, {.rule = clique_rule::overall});
      const double wrong = static_cast<double>(found.units.size()) - 8;
      false_units += wrong / 8000;
      errors += wrong > 0 ? 1.0 / 8000 : 0;
    }
  }
  CHECK(clique_candidates(asked) == 3 * 15 + 22 * 16);
  CHECK(density == Approx(clique_density(asked, messages)).epsilon(0.005));
  const double expected = *clique_false_unit_chance(asked, messages) * clique_candidates(asked);
  // 8,000 cues with a spread of about sqrt(expected) units each: 4 standard errors.
  CHECK(std::abs(false_units - expected) < 4 * std::sqrt(2 * expected / 8000));
  CHECK(errors == Approx(*clique_error_random(asked, messages)).epsilon(0.1));
  // Taking connections as independent says less.
  CHECK(clique_error(asked, messages) < *clique_error_random(asked, messages));
}
