#include <kenyon/experiment/trial.hpp>

#include <algorithm>

namespace kenyon {
namespace {

constexpr std::uint64_t batch_patterns = std::uint64_t{1} << 15;
constexpr std::uint64_t batch_cues = 4096;

// Index of the i-th of `cues` test patterns, evenly spaced over `patterns`.
std::uint64_t spaced(std::uint64_t i, std::uint64_t cues, std::uint64_t patterns) {
  return i * patterns / cues;
}

// What is stored and asked: answers, and cues where they are something else.
struct sources {
  bool hetero;
  pattern_source answers;
  pattern_source cues;

  sources(const cell& what, std::uint64_t seed)
      : hetero(what.hetero),
        answers(what.shape, what.how, seed, hetero ? stream::outputs : stream::patterns),
        cues(what.shape, ensemble::random, seed, stream::patterns) {}
};

void count_units(pattern_view answer, pattern_view right, tally& sums) {
  const std::size_t shared = overlap(answer, right);
  sums.false_units += answer.size() - shared;
  sums.missed_units += right.size() - shared;
  sums.right_units += right.size();
  sums.exact += shared == answer.size() && shared == right.size();
}

}  // namespace

memory_shape shape_of(const cell& what) {
  return {what.shape, what.shape, !what.hetero};
}

double tally::exact_share() const {
  return cues == 0 ? 0.0 : static_cast<double>(exact) / static_cast<double>(cues);
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
      memory_(make_memory(what.memory, shape_of(what))) {}

void subject::need_going() const {
  if (control_.stop && *control_.stop) throw interrupted{};
}

void subject::grow_to(std::uint64_t patterns) {
  sources from(what_, seed_);
  while (stored_ < patterns) {
    need_going();
    const std::uint64_t count = std::min(batch_patterns, patterns - stored_);
    const pattern_batch answers = from.answers.batch(stored_, count);
    if (from.hetero)
      memory_->store(from.cues.batch(stored_, count), answers);
    else
      memory_->store(answers, answers);
    stored_ += count;
    if (control_.stored) control_.stored(count);
  }
}

tally subject::test(std::uint64_t patterns, std::uint32_t max_cues) const {
  sources from(what_, seed_);
  tally sums;
  sums.patterns = patterns;
  sums.cues = std::min<std::uint64_t>(patterns, max_cues);
  for (std::uint64_t first = 0; first < sums.cues; first += batch_cues) {
    need_going();
    const std::uint64_t last = std::min(sums.cues, first + batch_cues);
    pattern_batch right = pattern_batch::sized(last - first, what_.shape.active());
    pattern_batch cues;
    pattern clean(what_.shape.active());
    for (std::uint64_t i = first; i < last; ++i) {
      const std::uint64_t index = spaced(i, sums.cues, patterns);
      const std::span<unit> stored = right.edit(i - first);
      from.answers.get(index, stored);
      if (from.hetero) from.cues.get(index, clean);
      const pattern_view asked = from.hetero ? pattern_view(clean) : pattern_view(stored);
      cues.push_back(what_.cue.apply(what_.shape, asked, seed_, index));
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
  subject memory(what, seed, control);
  memory.grow_to(patterns);
  return memory.test(patterns, what.max_cues);
}

tally measure_null(const cell& what, std::uint64_t seed, std::uint64_t patterns,
                   const run_control& control) {
  return subject(what, seed, control).test(patterns, what.max_cues);
}

}  // namespace kenyon
