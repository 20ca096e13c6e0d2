#include <algorithm>
#include <limits>

#include <kenyon/memory/correlation/correlation.hpp>

#include "base/active_kernels.hpp"
#include "memory/choose.hpp"
#include "memory/correlation/knowledge.hpp"
#include "memory/correlation/step.hpp"
#include "memory/recall_each.hpp"

namespace kenyon {

correlation_step::correlation_step(correlation_weights& weights, const layout& answers,
                                   activation how)
    : weights_(weights), answers_(answers), how_(how), sums_(weights.padded_columns() + 15) {
  const auto address = reinterpret_cast<std::uintptr_t>(sums_.data());
  first_ = (64 - address % 64) % 64 / sizeof(std::int32_t);
}

std::span<const std::int32_t> correlation_step::supports(pattern_view cue) {
  weights_.need(cue);
  active_kernels().sums.add_rows(weights_.data(), weights_.stride(), cue.data(), cue.size(),
                                 weights_.padded_columns(), weights_.biases().data(), sums());
  return supports();
}

void correlation_step::operator()(pattern_view cue, pattern& answer) {
  answer.clear();
  if (!cue.empty()) choose_winners(answers_, how_, supports(cue), answer);
}

void correlation::assess(pattern_view cue, activation how, const recall_options& options,
                         correlation_step& step, recalled& answer) const {
  if (answer.units.empty()) return;
  answer.facts.margin = margin_of_winners(answers_, how, step.supports(), answer.units);
  const auto supports = answer.facts.steps == 1 ? step.supports() : step.supports(cue);
  std::int32_t weakest = std::numeric_limits<std::int32_t>::max();
  for (const unit u : answer.units) weakest = std::min(weakest, supports[u]);
  const double expected =
      knowledge_->expected_units(static_cast<std::uint32_t>(cue.size()), weakest);
  answer.facts.chance = std::min(1.0, expected / static_cast<double>(answer.units.size()));
  answer.facts.known = answer.facts.chance <= options.alpha;
}

recalled_batch correlation::recall(const pattern_batch& cues, const recall_options& options) const {
  check_cues(cues_, cues);
  const activation how = resolve_winners(*this, options);
  weights_->prepare();
  if (options.assess) knowledge_->prepare(*weights_);
  return recall_each(cues, [&] {
    return [&, step = correlation_step(*weights_, answers_, how)](pattern_view cue,
                                                                  recalled& answer) mutable {
      settle(step, options.steps, cue, answer);
      if (options.assess) assess(cue, how, options, step, answer);
    };
  });
}

}  // namespace kenyon
