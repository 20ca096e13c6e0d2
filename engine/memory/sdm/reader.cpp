// Recall from locations: cues go together, so that a block of locations is read once for many.
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>

#include "base/parallel.hpp"
#include "memory/sdm/activated.hpp"
#include "memory/sdm/asked_cues.hpp"
#include "memory/sdm/weights.hpp"
#include "memory/winners.hpp"

namespace kenyon {
namespace {

// Sums as 32-bit supports: halved, all alike, until they fit.
std::vector<std::int32_t> halved_to_fit(std::span<const std::int64_t> sums) {
  std::int64_t most = 0;
  for (const std::int64_t s : sums) most = std::max(most, std::abs(s));
  int shift = 0;
  while (most >> shift > std::numeric_limits<std::int32_t>::max()) ++shift;
  std::vector<std::int32_t> supports(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i)
    supports[i] = static_cast<std::int32_t>(sums[i] >> shift);
  return supports;
}

class location_reader final : public reader {
 public:
  location_reader(const location_weights& weights, const recall_plan& plan)
      : weights_(weights), plan_(plan) {}

  std::size_t cues_at_once() const override { return addresses_at_once; }
  bool is_parallel() const override { return true; }

  void answer(std::span<const pattern_view> cues, std::span<update> updates) override {
    const location_lists lists = activated(cues);
    const layout& out = weights_.answers();
    parallel_each(cues.size(), [&](std::size_t i) {
      const std::vector<std::int32_t> sums = supports_of(lists[i]);
      const std::span<const std::int32_t> supports = sums;
      update& u = updates[i];
      u.units.clear();
      if (*std::max_element(supports.begin(), supports.end()) <= 0) return;
      choose_winners(out, plan_.how, supports, u.units);
      if (plan_.assess) u.margin = margin_of(out, plan_.how, supports, u.units);
    });
  }

  // No bound is known: nothing is claimed.
  void weigh(std::span<const pattern_view>, std::span<const pattern_view>,
             std::span<std::int32_t>) override {}

  std::span<const std::int32_t> supports(pattern_view cue) override {
    sums_ = supports_of(activated({&cue, 1})[0]);
    return sums_;
  }

 private:
  location_lists activated(std::span<const pattern_view> cues) {
    asked_cues packed(weights_.cues().units());
    for (const pattern_view cue : cues) {
      const auto [found, added] = least_.try_emplace(cue.size());
      if (added) found->second = weights_.least_shared(cue.size());
      packed.push_back(cue, found->second);
    }
    return activated_by(weights_.where(), packed.addresses(), weights_.dead());
  }

  std::vector<std::int32_t> supports_of(std::span<const std::uint32_t> locations) const {
    std::vector<std::int64_t> sums(weights_.answers().units());
    weights_.counters().sum(locations, sums);
    return halved_to_fit(sums);
  }

  const location_weights& weights_;
  recall_plan plan_;
  std::map<std::size_t, std::uint32_t> least_;  // shared units asked for, by the size of the cue
  std::vector<std::int32_t> sums_;
};

}  // namespace

std::unique_ptr<reader> location_weights::make_reader(const recall_plan& plan) const {
  return std::make_unique<location_reader>(*this, plan);
}

}  // namespace kenyon
