#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>

#include <kenyon/base/error.hpp>
#include <kenyon/memory/willshaw/willshaw.hpp>

#include "memory/recall_each.hpp"
#include "memory/willshaw/knowledge.hpp"
#include "memory/willshaw/step.hpp"
#include "memory/willshaw/tiled_recall.hpp"

namespace kenyon {
namespace {

// Smallest support of the answer's units less the largest of the others in [begin, end).
std::int32_t margin_within(const std::vector<std::uint16_t>& supports, pattern_view answer,
                           unit begin, unit end) {
  std::int32_t weakest = std::numeric_limits<std::int32_t>::max();
  std::int32_t rival = 0;
  auto next = std::lower_bound(answer.begin(), answer.end(), begin);
  for (unit u = begin; u < end; ++u) {
    if (next != answer.end() && *next == u) {
      weakest = std::min<std::int32_t>(weakest, supports[u]);
      ++next;
    } else {
      rival = std::max<std::int32_t>(rival, supports[u]);
    }
  }
  return weakest - rival;
}

std::int32_t margin_of(const layout& out, activation how,
                       const std::vector<std::uint16_t>& supports, pattern_view answer) {
  if (how != activation::module_winners) return margin_within(supports, answer, 0, out.units());
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  const unit m = out.module_units();
  for (unit h = 0; h < out.modules(); ++h)
    least = std::min(least, margin_within(supports, answer.subspan(h, 1), h * m, (h + 1) * m));
  return least;
}

}  // namespace

void willshaw::assess(pattern_view cue, pattern_view last_cue, activation how,
                      const recall_options& options, recalled& answer) const {
  if (answer.units.empty()) return;
  willshaw_step step(*this, how, options.threshold);
  answer.facts.margin = margin_of(answers_, how, step.supports(last_cue), answer.units);
  const bool one_step = answer.facts.steps == 1;
  const std::vector<std::uint16_t>& supports = one_step ? step.supports() : step.supports(cue);
  std::uint32_t weakest = std::numeric_limits<std::uint32_t>::max();
  for (unit u : answer.units) weakest = std::min<std::uint32_t>(weakest, supports[u]);
  if (one_step && how == activation::fixed) weakest = options.threshold;

  const auto units = static_cast<std::uint32_t>(cue.size());
  double expected = knowledge_->expected_units(*this, units, weakest);
  // After several steps under a threshold both s and m are the answer's doing: one chance for each
  // s.
  const bool winners = how == activation::k_winners || how == activation::module_winners;
  if (!one_step && !winners) expected *= units;
  answer.facts.chance = std::min(1.0, expected / static_cast<double>(answer.units.size()));
  answer.facts.known = answer.facts.chance <= options.alpha;
}

recalled willshaw::recall(pattern_view cue, const recall_options& options) const {
  pattern_batch one;
  one.push_back(cue);
  check_cues(cues_, one);
  const activation how = resolve(*this, options);
  willshaw_step step(*this, how, options.threshold);
  recalled answer;
  const pattern last = settle(step, options.steps, cue, answer);
  if (options.assess) assess(cue, last, how, options, answer);
  return answer;
}

recalled_batch willshaw::recall(const pattern_batch& cues, const recall_options& options) const {
  check_cues(cues_, cues);
  const activation how = resolve(*this, options);
  if (how == activation::all_cue && options.steps == 1 && tiling_pays(matrix_, cues)) {
    recalled_batch answers = recall_tiled(matrix_, cues);
    if (options.assess)
      tbb::parallel_for(std::size_t{0}, cues.size(), [&](std::size_t i) {
        recalled one{pattern(answers.patterns[i].begin(), answers.patterns[i].end()),
                     answers.facts[i]};
        assess(cues[i], cues[i], how, options, one);
        answers.facts[i] = one.facts;
      });
    return answers;
  }
  return recall_each(cues, [&] {
    return [&, step = willshaw_step(*this, how, options.threshold)](pattern_view cue,
                                                                    recalled& answer) mutable {
      const pattern last = settle(step, options.steps, cue, answer);
      if (options.assess) assess(cue, last, how, options, answer);
    };
  });
}

std::vector<std::uint16_t> willshaw::supports(pattern_view cue) const {
  const activation how = auto_ ? activation::k_winners : activation::fixed;  // own support left out
  return willshaw_step(*this, how, 1).supports(cue);
}

explanation willshaw::explain(pattern_view cue, pattern_view answer, std::size_t rivals) const {
  pattern_batch one;
  one.push_back(cue);
  check_cues(cues_, one);
  check_cue(answers_, answer);
  explanation told;
  told.cue_units = static_cast<std::uint32_t>(cue.size());
  const std::vector<std::uint16_t> counted = supports(cue);
  const auto tell = [&](unit u) {
    const bool in_cue = auto_ && std::binary_search(cue.begin(), cue.end(), u);
    return explanation::unit_support{u, counted[u], in_cue};
  };
  for (unit u : answer) told.answer.push_back(tell(u));

  pattern others(answers_.units());
  std::iota(others.begin(), others.end(), 0u);
  std::erase_if(others,
                [&](unit u) { return std::binary_search(answer.begin(), answer.end(), u); });
  const auto stronger = [&](unit a, unit b) {
    return counted[a] != counted[b] ? counted[a] > counted[b] : a < b;
  };
  const auto shown = static_cast<std::ptrdiff_t>(std::min(rivals, others.size()));
  std::partial_sort(others.begin(), others.begin() + shown, others.end(), stronger);
  for (std::ptrdiff_t i = 0; i < shown; ++i)
    told.rivals.push_back(tell(others[static_cast<std::size_t>(i)]));
  return told;
}

}  // namespace kenyon
