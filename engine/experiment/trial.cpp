#include <kenyon/experiment/trial.hpp>

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

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
  const recall_task& task;
  std::uint64_t seed;
  pattern_source answers;
  pattern_source cues;

  static pattern_source answers_of(const recall_task& task, std::uint64_t seed) {
    const stream which = task.hetero ? stream::outputs : stream::patterns;
    if (task.similarity > 0) return {task.shape, task.similarity, seed, which};
    return {task.shape, task.drawn, seed, which};
  }

  sources(const recall_task& task_, std::uint64_t seed_)
      : task(task_),
        seed(seed_),
        answers(answers_of(task, seed)),
        cues(task.shape, ensemble::random, seed, stream::patterns) {}

  // Noisy instance of a pattern; those of all patterns and the cues have numbers of their own.
  pattern instance(pattern_view of, std::uint64_t index, std::uint32_t number) const {
    return task.cue.apply(task.shape, of, seed, index * (task.instances + 1) + number);
  }

  void store(memory& into, std::uint64_t first, std::uint64_t count) {
    const pattern_batch right = answers.batch(first, count);
    if (task.instances == 0) {
      if (task.hetero)
        into.store(cues.batch(first, count), right);
      else
        into.store(right, right);
      return;
    }
    pattern_batch all;
    for (std::uint64_t i = 0; i < count; ++i)
      for (std::uint32_t k = 0; k < task.instances; ++k)
        all.push_back(instance(right[i], first + i, k));
    into.store(all, all);
  }

  // Fills in the pattern asked for and returns the cue that asks.
  pattern ask(std::uint64_t index, std::span<unit> right) {
    answers.get(index, right);
    if (task.instances > 0) return instance(right, index, task.instances);
    if (!task.hetero) return task.cue.apply(task.shape, right, seed, index);
    pattern clean(task.shape.active());
    cues.get(index, clean);
    return task.cue.apply(task.shape, clean, seed, index);
  }
};

std::vector<tally> by_age(const recall_task& task, const subject& memory, std::uint64_t patterns) {
  std::vector<tally> told;
  for (const std::uint64_t age : ages_of(task, patterns))
    told.push_back(memory.test(patterns, task.max_cues, age));
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

subject::subject(const recall_task& task, std::uint64_t seed, const run_control& control)
    : task_(task), seed_(seed), control_(control), memory_(task.memory, shape_of(task)) {
  // Told before the work, not after it.
  const auto need = [&](bool asked, ability what_for) {
    if (asked && !memory_.can(what_for))
      throw error(fault::usage, "a " + std::string(memory_.kind()) + " memory cannot " +
                                    std::string(name(what_for)));
  };
  need(task.prune > 0, ability::prune);
  need(task.decay > 0, ability::decay);
  need(task.sleep > 0, ability::sleep);
}

void subject::need_going() const {
  stop_if_asked(control_.stop);
}

void subject::grow_to(std::uint64_t patterns) {
  sources from(task_, seed_);
  const bool continuous = task_.decay > 0 || task_.sleep > 0;
  while (stored_ < patterns) {
    need_going();
    const std::uint64_t count =
        continuous ? 1
                   : std::min(std::max<std::uint64_t>(1, batch_patterns / (task_.instances + 1)),
                              patterns - stored_);
    from.store(memory_, stored_, count);
    stored_ += count;
    if (task_.decay > 0) memory_.decay(task_.decay, decay_seed(seed_, stored_));
    if (task_.sleep > 0) memory_.sleep(task_.sleep);
    if (control_.stored) control_.stored(count);
  }
}

void subject::prune() {
  if (task_.prune > 0) memory_.prune(task_.prune, seed_);
}

tally subject::test(std::uint64_t patterns, std::uint32_t max_cues, std::uint64_t age) const {
  sources from(task_, seed_);
  const window asked = asked_for(age, patterns);
  tally sums;
  sums.patterns = patterns;
  sums.cues = std::min<std::uint64_t>(asked.end - asked.first, max_cues);
  sums.footprint_bytes = memory_.footprint_bytes();
  sums.free_weights = memory_.free_weights();
  for (std::uint64_t first = 0; first < sums.cues; first += batch_cues) {
    need_going();
    const std::uint64_t last = std::min(sums.cues, first + batch_cues);
    pattern_batch right = pattern_batch::sized(last - first, task_.shape.active());
    pattern_batch cues;
    for (std::uint64_t i = first; i < last; ++i) {  // evenly spaced
      const std::uint64_t index = asked.first + i * (asked.end - asked.first) / sums.cues;
      cues.push_back(from.ask(index, right.edit(i - first)));
    }
    const recalled_batch answers = memory_.recall(cues, task_.recall);
    for (std::size_t i = 0; i < answers.patterns.size(); ++i) {
      count_units(answers.patterns[i], right[i], sums);
      sums.steps += answers.facts[i].steps;
      sums.known += answers.facts[i].known;
    }
  }
  return sums;
}

tally measure(const recall_task& task, std::uint64_t seed, std::uint64_t patterns,
              const run_control& control) {
  subject memory(task, seed, control);
  memory.grow_to(patterns);
  memory.prune();
  return memory.test(patterns, task.max_cues);
}

std::vector<tally> measure_ages(const recall_task& task, std::uint64_t seed, std::uint64_t patterns,
                                const run_control& control) {
  subject memory(task, seed, control);
  memory.grow_to(patterns);
  memory.prune();
  return by_age(task, memory, patterns);
}

std::vector<tally> measure_null(const recall_task& task, std::uint64_t seed, std::uint64_t patterns,
                                const run_control& control) {
  return by_age(task, subject(task, seed, control), patterns);
}

}  // namespace kenyon
