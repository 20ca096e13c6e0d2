// One worker's recall from binary synapses, cue by cue.
#include <algorithm>

#include "memory/willshaw/step.hpp"
#include "memory/willshaw/tiled_recall.hpp"
#include "memory/willshaw/weights.hpp"
#include "memory/winners.hpp"

namespace kenyon {
namespace {

class willshaw_reader final : public reader {
 public:
  willshaw_reader(const willshaw_weights& weights, const recall_plan& plan)
      : weights_(weights), plan_(plan), step_(weights, plan.how, plan.threshold) {}

  void answer(std::span<const pattern_view> cues, std::span<update> updates) override {
    for (std::size_t i = 0; i < cues.size(); ++i) {
      update& u = updates[i];
      step_(cues[i], u.units);
      if (plan_.assess && !u.units.empty()) assess(cues[i], u);
    }
  }

  void weigh(std::span<const pattern_view> cues, std::span<const pattern_view> answers,
             std::span<std::int32_t> evidence) override {
    for (std::size_t i = 0; i < cues.size(); ++i)
      evidence[i] = weakest_of(step_.supports(cues[i]), answers[i]);
  }

  std::span<const std::int32_t> supports(pattern_view cue) override {
    const auto counted = step_.supports(cue);
    sums_.assign(counted.begin(), counted.end());
    return sums_;
  }

 private:
  void assess(pattern_view cue, update& u) {
    const std::span<const std::uint16_t> supports = step_.supports_of_last(cue);
    u.margin = margin_of(weights_.answers(), plan_.how, supports, u.units);
    u.evidence = plan_.how == activation::fixed ? static_cast<std::int32_t>(plan_.threshold)
                                                : weakest_of(supports, u.units);
  }

  const willshaw_weights& weights_;
  recall_plan plan_;
  willshaw_step step_;
  std::vector<std::int32_t> sums_;
};

}  // namespace

std::unique_ptr<reader> willshaw_weights::make_reader(const recall_plan& plan) const {
  if (tiling_pays(*this, plan)) return make_tiled_reader(*this, plan);
  return std::make_unique<willshaw_reader>(*this, plan);
}

}  // namespace kenyon
