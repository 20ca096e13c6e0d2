#include "memory/winners.hpp"

#include "base/active_kernels.hpp"

namespace kenyon {

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

}  // namespace kenyon
