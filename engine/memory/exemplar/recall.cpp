// Recall from exemplars: overlaps by a flat scan, shares of the vote, winners.
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

#include <kenyon/memory/exemplar/exemplar.hpp>

#include "base/active_kernels.hpp"
#include "memory/choose.hpp"
#include "memory/exemplar/match_chances.hpp"
#include "memory/exemplar/rows.hpp"
#include "memory/exemplar/votes.hpp"
#include "memory/recall_each.hpp"

namespace kenyon {
namespace {

constexpr std::size_t cues_a_task = 16;
constexpr std::size_t most_cues_together = 512;
constexpr std::size_t overlap_bytes = std::size_t{64} << 20;  // of the cues taken together

}  // namespace

// One call of recall(): groups of cues, few enough that their overlaps with every exemplar fit into
// overlap_bytes, go through the exemplars together.
class exemplar::recall_run {
 public:
  recall_run(const exemplar& memory, const recall_options& options, activation how)
      : memory_(memory), options_(options), how_(how) {}

  std::size_t group() const {
    const std::size_t each = memory_.cues_->size() * sizeof(std::uint32_t) + 1;
    return std::clamp<std::size_t>(overlap_bytes / each, 1, most_cues_together);
  }

  void answer(const pattern_batch& cues, std::size_t first, std::size_t count,
              recalled_batch& answers) {
    states_.assign(count, {});
    std::vector<std::size_t> open;  // cues that may still change
    for (std::size_t i = 0; i < count; ++i) {
      states_[i].asked.assign(cues[first + i].begin(), cues[first + i].end());
      if (cues[first + i].empty() || memory_.stored() == 0)
        states_[i].answer.facts = {1, true, 0, 1, false};
      else
        open.push_back(i);
    }
    for (std::uint32_t step = 1; !open.empty(); ++step) {
      scan(open);
      tbb::parallel_for(std::size_t{0}, open.size(),
                        [&](std::size_t i) { update(step, i, states_[open[i]]); });
      std::erase_if(open, [&](std::size_t i) { return states_[i].done; });
    }
    for (std::size_t i = 0; i < count; ++i) {
      state& s = states_[i];
      if (options_.assess && !s.answer.units.empty()) assess(cues[first + i].size(), s);
      answers.patterns.push_back(s.answer.units);
      answers.facts.push_back(s.answer.facts);
    }
  }

 private:
  struct state {
    pattern asked;  // the cue of this step
    recalled answer;
    std::uint32_t best_overlap = 0;  // of the original cue
    bool done = false;
  };

  void scan(const std::vector<std::size_t>& open) {
    const exemplar_rows& rows = *memory_.cues_;
    const std::size_t words = rows.words();
    scan_.rows = &rows;
    scan_.cues = open.size();
    scan_.overlaps.resize(open.size() * rows.size());
    bits_.resize(open.size() * words);
    for (std::size_t i = 0; i < open.size(); ++i) {
      const pattern& cue = states_[open[i]].asked;
      active_kernels().winners.indices_to_bits(cue.data(), cue.size(), bits_.data() + i * words,
                                               words);
    }
    const std::size_t parts = (open.size() + cues_a_task - 1) / cues_a_task;
    tbb::parallel_for(std::size_t{0}, rows.blocks() * parts, [&](std::size_t task) {
      const bit_matrix& block = rows.block(task / parts);
      const std::size_t first = task % parts * cues_a_task;
      active_kernels().bits.overlap_matrix(
          bits_.data() + first * words, words, std::min(cues_a_task, open.size() - first),
          block.data(), block.stride(), words, rows.rows_of(task / parts),
          scan_.overlaps.data() + scan_.begin(task / parts, first));
    });
  }

  void update(std::uint32_t step, std::size_t i, state& s) const {
    const exemplar_rows& voters = memory_.answers_ ? *memory_.answers_ : *memory_.cues_;
    const vote v =
        votes_of(memory_.how_, voters, memory_.answer_layout_.units(), scan_, i, s.asked.size());
    if (step == 1) s.best_overlap = v.best_overlap;
    pattern& units = s.answer.units;
    choose_winners(memory_.answer_layout_, how_, v.supports, units);
    if (options_.assess)
      s.answer.facts.margin = margin_of_winners(memory_.answer_layout_, how_, v.supports, units);
    std::erase_if(units, [&](unit u) { return v.supports[u] == 0; });
    s.answer.facts.steps = step;
    s.answer.facts.converged = options_.steps == 1 || units == s.asked;
    s.done = s.answer.facts.converged || step == options_.steps || units.empty() ||
             units.size() > max_cue_units;
    s.asked = units;
  }

  void assess(std::size_t cue_units, state& s) {
    std::vector<double>& chance = chances_[cue_units];
    if (chance.empty()) chance = chances_of(static_cast<std::uint32_t>(cue_units));
    s.answer.facts.chance = std::min(1.0, chance[s.best_overlap]);
    s.answer.facts.known = s.answer.facts.chance <= options_.alpha;
  }

  // For m = 0..c: the bound of exemplar.hpp on some exemplar sharing m or more units with a random
  // cue of c.
  std::vector<double> chances_of(std::uint32_t c) const {
    std::vector<double> sum(c + 1, 0.0);
    for (const auto& [units, exemplars] : memory_.sizes_) {
      const std::vector<double> one = match_chances(memory_.cue_layout_, units, c);
      for (std::uint32_t m = 0; m <= std::min(c, units); ++m)
        sum[m] += static_cast<double>(exemplars) * one[m];
    }
    return sum;
  }

  const exemplar& memory_;
  const recall_options& options_;
  activation how_;
  std::vector<state> states_;
  std::vector<std::uint64_t> bits_;
  scanned scan_;
  std::map<std::size_t, std::vector<double>> chances_;  // units of a cue -> chances_of
};

recalled_batch exemplar::recall(const pattern_batch& cues, const recall_options& options) const {
  check_cues(cue_layout_, cues);
  recall_run run(*this, options, resolve_winners(*this, options));
  recalled_batch answers;
  const std::size_t group = run.group();
  for (std::size_t first = 0; first < cues.size(); first += group)
    run.answer(cues, first, std::min(group, cues.size() - first), answers);
  return answers;
}

}  // namespace kenyon
