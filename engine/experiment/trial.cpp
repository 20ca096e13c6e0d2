#include <kenyon/experiment/trial.hpp>

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "experiment/generalise.hpp"

namespace kenyon {
namespace {

constexpr std::uint64_t batch_patterns = std::uint64_t{1} << 15;
constexpr std::uint64_t batch_cues = 4096;

// The patterns that are asked for: [first, end).
struct window {
  std::uint64_t first;
  std::uint64_t end;
};
window asked_for(std::uint64_t age, std::uint64_t patterns) {
  if (age == 0) return {0, patterns};
  const std::uint64_t end = patterns - std::min(patterns, age - 1);
  return {end - std::min(end, age), end};
}

// Seeds and steps must not share what is lost.
std::uint64_t decay_seed(std::uint64_t seed, std::uint64_t step) {
  random_sequence numbers(seed, stream::trial, step);
  const std::uint64_t low = numbers.next();
  return std::uint64_t{numbers.next()} << 32 | low;
}

// What is stored and asked: answers, and cues where they are something else.
struct sources {
  const cell& what;
  std::uint64_t seed;
  pattern_source answers;
  pattern_source cues;

  static pattern_source answers_of(const cell& c, std::uint64_t seed) {
    const stream which = c.hetero ? stream::outputs : stream::patterns;
    if (c.similarity > 0) return {c.shape, c.similarity, seed, which};
    return {c.shape, c.how, seed, which};
  }

  sources(const cell& c, std::uint64_t seed_)
      : what(c),
        seed(seed_),
        answers(answers_of(c, seed)),
        cues(c.shape, ensemble::random, seed, stream::patterns) {}

  // Noisy instance of a pattern; those of all patterns and the cues have numbers of their own.
  pattern instance(pattern_view of, std::uint64_t index, std::uint32_t number) const {
    return what.cue.apply(what.shape, of, seed, index * (what.instances + 1) + number);
  }

  void store(memory& into, std::uint64_t first, std::uint64_t count) {
    const pattern_batch right = answers.batch(first, count);
    if (what.instances == 0) {
      if (what.hetero)
        into.store(cues.batch(first, count), right);
      else
        into.store(right, right);
      return;
    }
    pattern_batch all;
    for (std::uint64_t i = 0; i < count; ++i)
      for (std::uint32_t k = 0; k < what.instances; ++k)
        all.push_back(instance(right[i], first + i, k));
    into.store(all, all);
  }

  // Fills in the pattern asked for and returns the cue that asks.
  pattern ask(std::uint64_t index, std::span<unit> right) {
    answers.get(index, right);
    if (what.instances > 0) return instance(right, index, what.instances);
    if (!what.hetero) return what.cue.apply(what.shape, right, seed, index);
    pattern clean(what.shape.active());
    cues.get(index, clean);
    return what.cue.apply(what.shape, clean, seed, index);
  }
};

std::vector<tally> by_age(const cell& what, const subject& memory, std::uint64_t patterns) {
  std::vector<tally> told;
  for (const std::uint64_t age : ages_of(what, patterns))
    told.push_back(memory.test(patterns, what.max_cues, age));
  return told;
}

void count_units(pattern_view answer, pattern_view right, tally& sums) {
  const std::size_t shared = overlap(answer, right);
  sums.false_units += answer.size() - shared;
  sums.missed_units += right.size() - shared;
  sums.right_units += right.size();
  sums.exact += shared == answer.size() && shared == right.size();
}

}  // namespace

std::vector<std::uint64_t> ages_of(const cell& what, std::uint64_t patterns) {
  if (!what.lifetime) return {0};
  std::vector<std::uint64_t> ages;
  for (std::uint64_t age = 1; age <= patterns; age *= 2) ages.push_back(age);
  return ages;
}

memory_shape shape_of(const cell& what) {
  return {what.shape, what.shape, !what.hetero};
}

void check_cell(const cell& c) {
  const auto refuse = [](const std::string& why) { throw error(fault::usage, why); };
  if (c.images) return check_generalisation(c);
  size_of_memory(c.memory, shape_of(c));  // refuses shapes that the kind does not take
  c.cue.check(c.shape);
  if (c.recall.how == activation::module_winners && !c.shape.is_modular())
    refuse("activation module-winners: layout " + c.shape.text() + " has no modules");
  if (c.shape.active() > max_cue_units)
    refuse("layout " + c.shape.text() + ": at most " + std::to_string(max_cue_units) +
           " active units are possible");
  if (c.hetero && c.recall.steps > 1)
    refuse("steps: only patterns that complete themselves take more than one");
  if (c.recall.steps < 1 || c.max_cues < 1) refuse("at least one step and one cue are needed");
  if (!(c.similarity >= 0 && c.similarity <= 1)) refuse("correlated: is a chance from 0 to 1");
  if (c.similarity > 0 && c.how != ensemble::random)
    refuse("correlated: such patterns are drawn at random, not balanced (--ensemble random)");
  if (!(c.prune >= 0 && c.prune < 1)) refuse("prune: is a share from 0 to below 1");
  if (!(c.decay >= 0 && c.decay < 1)) refuse("decay: is a share from 0 to below 1");
  if (!(c.sleep >= 0 && c.sleep <= 1e6)) refuse("sleep: is a number of patterns from 0 to 1e6");
  if (c.instances == 0) return;
  if (c.instances > 100'000) refuse("prototypes: at most 100000 instances");
  if (c.hetero) refuse("prototypes: patterns complete themselves");
  for (const noise_step& step : c.cue.steps())
    if (step.what != noise_step::kind::flip)
      refuse("prototypes: instances are made by flip, which keeps the number of active units");
}

double tally::exact_share() const {
  return cues == 0 ? 0.0 : static_cast<double>(exact) / static_cast<double>(cues);
}

double tally::learned_share() const {
  return learned_cues == 0 ? 0.0
                           : static_cast<double>(learned_exact) / static_cast<double>(learned_cues);
}

double tally::unit_error() const {
  return right_units == 0
             ? 0.0
             : static_cast<double>(false_units + missed_units) / static_cast<double>(right_units);
}

subject::subject(const cell& what, std::uint64_t seed, const run_control& control)
    : what_(what),
      seed_(seed),
      control_(control),
      memory_(make_memory(what.memory, shape_of(what))) {
  // Told before the work, not after it.
  const auto need = [&](bool asked, ability what_for) {
    if (asked && !memory_->can(what_for))
      throw error(fault::usage, "a " + std::string(memory_->kind()) + " memory cannot " +
                                    std::string(name(what_for)));
  };
  need(what.prune > 0, ability::prune);
  need(what.decay > 0, ability::decay);
  need(what.sleep > 0, ability::sleep);
}

void subject::need_going() const {
  stop_if_asked(control_.stop);
}

void subject::grow_to(std::uint64_t patterns) {
  sources from(what_, seed_);
  const bool continuous = what_.decay > 0 || what_.sleep > 0;
  while (stored_ < patterns) {
    need_going();
    const std::uint64_t count =
        continuous ? 1
                   : std::min(std::max<std::uint64_t>(1, batch_patterns / (what_.instances + 1)),
                              patterns - stored_);
    from.store(*memory_, stored_, count);
    stored_ += count;
    if (what_.decay > 0) memory_->decay(what_.decay, decay_seed(seed_, stored_));
    if (what_.sleep > 0) memory_->sleep(what_.sleep);
    if (control_.stored) control_.stored(count);
  }
}

void subject::prune() {
  if (what_.prune > 0) memory_->prune(what_.prune, seed_);
}

tally subject::test(std::uint64_t patterns, std::uint32_t max_cues, std::uint64_t age) const {
  sources from(what_, seed_);
  const window asked = asked_for(age, patterns);
  tally sums;
  sums.patterns = patterns;
  sums.cues = std::min<std::uint64_t>(asked.end - asked.first, max_cues);
  sums.footprint_bytes = memory_->footprint_bytes();
  sums.free_weights = memory_->free_weights();
  for (std::uint64_t first = 0; first < sums.cues; first += batch_cues) {
    need_going();
    const std::uint64_t last = std::min(sums.cues, first + batch_cues);
    pattern_batch right = pattern_batch::sized(last - first, what_.shape.active());
    pattern_batch cues;
    for (std::uint64_t i = first; i < last; ++i) {  // evenly spaced
      const std::uint64_t index = asked.first + i * (asked.end - asked.first) / sums.cues;
      cues.push_back(from.ask(index, right.edit(i - first)));
    }
    const recalled_batch answers = memory_->recall(cues, what_.recall);
    for (std::size_t i = 0; i < answers.patterns.size(); ++i) {
      count_units(answers.patterns[i], right[i], sums);
      sums.steps += answers.facts[i].steps;
      sums.known += answers.facts[i].known;
    }
  }
  return sums;
}

tally measure(const cell& what, std::uint64_t seed, std::uint64_t patterns,
              const run_control& control) {
  if (what.images) return measure_generalisation(what, seed, patterns, false, control);
  subject memory(what, seed, control);
  memory.grow_to(patterns);
  memory.prune();
  return memory.test(patterns, what.max_cues);
}

std::vector<tally> measure_ages(const cell& what, std::uint64_t seed, std::uint64_t patterns,
                                const run_control& control) {
  if (what.images) return {measure(what, seed, patterns, control)};
  subject memory(what, seed, control);
  memory.grow_to(patterns);
  memory.prune();
  return by_age(what, memory, patterns);
}

std::vector<tally> measure_null(const cell& what, std::uint64_t seed, std::uint64_t patterns,
                                const run_control& control) {
  if (what.images) return {measure_generalisation(what, seed, patterns, true, control)};
  return by_age(what, subject(what, seed, control), patterns);
}

}  // namespace kenyon
