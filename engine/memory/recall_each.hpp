// Private: how memories answer batches of cues, and how answers are fed back.
#pragma once
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <vector>

#include <kenyon/memory/memory.hpp>

namespace kenyon {

// Throws error{bad_input} naming the first cue that check_cue refuses or that has more than
// max_cue_units.
void check_cues(const layout& in, const pattern_batch& cues);

// Throws error{bad_input} naming the first pattern that check_pattern refuses or that has more than
// max_cue_units; also when there are not as many answers as cues. `is_auto`: throws error{usage}
// when the two differ.
void check_pairs(const memory& m, const pattern_batch& cues, const pattern_batch& answers);

// The activation that `natural` stands for in this layout; throws error{usage} for module winners
// of a flat layout, a threshold of 0, or more than one step of a hetero-associative memory.
activation resolve(const memory& m, const recall_options& options);
// resolve() for memories whose supports are no counts of cue units: winners only.
activation resolve_winners(const memory& m, const recall_options& options);

// Answers every cue: answer_with() makes what one worker needs, a callable (pattern_view cue,
// recalled& answer) that may keep scratch space from cue to cue.
template <class AnswerWith>
recalled_batch recall_each(const pattern_batch& cues, const AnswerWith& answer_with,
                           std::size_t at_once = 16) {
  std::vector<recalled> answers(cues.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, cues.size(), at_once),
                    [&](const auto& range) {
                      auto answer = answer_with();
                      for (std::size_t i = range.begin(); i != range.end(); ++i)
                        answer(cues[i], answers[i]);
                    });
  recalled_batch batch;
  batch.facts.reserve(answers.size());
  for (const recalled& a : answers) {
    batch.patterns.push_back(a.units);
    batch.facts.push_back(a.facts);
  }
  return batch;
}

// Updates, update(pattern_view cue, pattern& answer), until nothing changes, the steps are used up
// or the answer is too large to be a cue; returns the cue of the last update.
template <class Update>
pattern settle(Update&& update, std::uint32_t steps, pattern_view cue, recalled& answer) {
  pattern last(cue.begin(), cue.end());
  for (answer.facts.steps = 1;; ++answer.facts.steps) {
    update(pattern_view(last), answer.units);
    answer.facts.converged = steps == 1 || answer.units == last;
    if (answer.facts.converged || answer.facts.steps == steps ||
        answer.units.size() > max_cue_units)
      return last;
    last = answer.units;
  }
}

}  // namespace kenyon
