// Family `graded`, scalar: the specification of the family.
#include "kernels/graded/graded.hpp"

namespace kenyon::kernels::scalar {
namespace {

void sum_supports(const std::uint8_t* supports, std::size_t modules, const std::uint8_t* blocks,
                  std::size_t n, std::uint16_t threshold, std::uint16_t* sums,
                  std::uint64_t* reached) {
  constexpr std::size_t half = graded_block / 2;
  for (std::size_t b = 0; b < n; ++b) {
    std::uint16_t* const out = sums + b * graded_block;
    for (std::size_t j = 0; j < graded_block; ++j) out[j] = 0;
    for (std::size_t m = 0; m < modules; ++m) {
      const std::uint8_t* const units = blocks + (b * modules + m) * half;
      const std::uint8_t* const of_unit = supports + m * graded_units;
      for (std::size_t j = 0; j < half; ++j) {
        out[j] = static_cast<std::uint16_t>(out[j] + of_unit[units[j] & 15]);
        out[j + half] = static_cast<std::uint16_t>(out[j + half] + of_unit[units[j] >> 4]);
      }
    }
    reached[b] = 0;
    for (std::size_t j = 0; j < graded_block; ++j)
      if (out[j] >= threshold) reached[b] |= std::uint64_t{1} << j;
  }
}

}  // namespace

const graded_kernels graded = {sum_supports};

}  // namespace kenyon::kernels::scalar
