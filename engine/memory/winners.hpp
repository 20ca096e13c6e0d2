// Private: how supports become the answer among winners, and by how much it won.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>

#include <kenyon/memory/memory.hpp>

namespace kenyon {

// k_winners or module_winners of layout `out` over supports of its out.units() units. Ties go to
// the lower unit.
void choose_winners(const layout& out, activation how, std::span<const std::int32_t> supports,
                    pattern& answer);

// Smallest support of the answer's units less the largest of the others, in [begin, end); 0 where
// there are none of either.
template <class Support>
std::int64_t margin_within(std::span<const Support> supports, pattern_view answer, unit begin,
                           unit end) {
  std::int64_t weakest = std::numeric_limits<std::int64_t>::max();
  std::int64_t rival = std::numeric_limits<std::int64_t>::min();
  auto next = std::lower_bound(answer.begin(), answer.end(), begin);
  for (unit u = begin; u < end; ++u) {
    if (next != answer.end() && *next == u) {
      weakest = std::min<std::int64_t>(weakest, supports[u]);
      ++next;
    } else {
      rival = std::max<std::int64_t>(rival, supports[u]);
    }
  }
  const bool both = weakest != std::numeric_limits<std::int64_t>::max() &&
                    rival != std::numeric_limits<std::int64_t>::min();
  return both ? weakest - rival : 0;
}

// recall_facts::margin of an answer chosen from these supports.
template <class Support>
std::int32_t margin_of(const layout& out, activation how, std::span<const Support> supports,
                       pattern_view answer) {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  if (how == activation::module_winners) {
    const unit m = out.module_units();
    for (unit h = 0; h < out.modules(); ++h)
      least = std::min(least, margin_within(supports, answer.subspan(h, 1), h * m, (h + 1) * m));
  } else {
    least = margin_within(supports, answer, 0, out.units());
  }
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(
      least, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()));
}

// The smallest support of these units.
template <class Support>
std::int32_t weakest_of(std::span<const Support> supports, pattern_view units) {
  Support weakest = std::numeric_limits<Support>::max();
  for (const unit u : units) weakest = std::min(weakest, supports[u]);
  return static_cast<std::int32_t>(weakest);
}

}  // namespace kenyon
