#include "memory/choose.hpp"

#include <algorithm>
#include <limits>

#include "base/active_kernels.hpp"

namespace kenyon {
namespace {

// Smallest support of the answer's units less the largest of the others, in [begin, end).
std::int64_t margin_within(std::span<const std::int32_t> supports, pattern_view answer, unit begin,
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

}  // namespace

void choose_winners(const layout& out, activation how, std::span<const std::int32_t> supports,
                    pattern& answer) {
  const auto& kernel = active_kernels().winners;
  answer.resize(out.active());
  if (how == activation::module_winners) {
    kernel.argmax_modules_sums(supports.data(), out.modules(), out.module_units(), answer.data());
  } else {
    kernel.top_k_sums(supports.data(), out.units(), out.active(), answer.data());
  }
}

std::int32_t margin_of_winners(const layout& out, activation how,
                               std::span<const std::int32_t> supports, pattern_view answer) {
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

}  // namespace kenyon
