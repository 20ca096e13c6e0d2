// Family `scan4`, scalar: the specification of the family.
#include "kernels/scan4/scan4.hpp"

namespace kenyon::kernels::scalar {
namespace {

void sum_supports(const std::uint8_t* supports, std::size_t modules, const std::uint8_t* blocks,
                  std::size_t n, std::uint16_t threshold, std::uint16_t* sums,
                  std::uint64_t* reached) {
  constexpr std::size_t half = scan4_block / 2;
  for (std::size_t b = 0; b < n; ++b) {
    std::uint16_t* const out = sums + b * scan4_block;
    for (std::size_t j = 0; j < scan4_block; ++j) out[j] = 0;
    for (std::size_t m = 0; m < modules; ++m) {
      const std::uint8_t* const units = blocks + (b * modules + m) * half;
      const std::uint8_t* const of_unit = supports + m * scan4_units;
      for (std::size_t j = 0; j < half; ++j) {
        out[j] = static_cast<std::uint16_t>(out[j] + of_unit[units[j] & 15]);
        out[j + half] = static_cast<std::uint16_t>(out[j + half] + of_unit[units[j] >> 4]);
      }
    }
    reached[b] = 0;
    for (std::size_t j = 0; j < scan4_block; ++j)
      if (out[j] >= threshold) reached[b] |= std::uint64_t{1} << j;
  }
}

float missing(bool product, float q, float level, float half, float step, float units) {
  const float x = (level - half) * step;
  if (!product) return (q - x) * (q - x) * (units / 2);
  return ((q < 0 ? -q : q) * half * step - q * x) * units;
}

void grade(bool product, const float* query, const float* steps, std::size_t axes,
           std::size_t axes_a_module, float units, std::uint8_t* supports) {
  for (std::size_t first = 0; first < axes; first += axes_a_module)
    for (std::size_t u = 0; u < scan4_units; ++u) {
      float sum;
      if (axes_a_module == 1) {
        sum = missing(product, query[first], static_cast<float>(u), 7.5F, steps[first], units);
      } else {
        sum = missing(product, query[first], static_cast<float>(u % 4), 1.5F, steps[first], units);
        if (first + 1 < axes)
          sum += missing(product, query[first + 1], static_cast<float>(u / 4), 1.5F,
                         steps[first + 1], units);
      }
      sum += 0.5F;
      *supports++ = static_cast<std::uint8_t>(255 - static_cast<int>(sum < 255 ? sum : 255.0F));
    }
}

void grade_distances(const float* query, const float* steps, std::size_t axes,
                     std::size_t axes_a_module, float units, std::uint8_t* supports) {
  grade(false, query, steps, axes, axes_a_module, units, supports);
}
void grade_products(const float* query, const float* steps, std::size_t axes,
                    std::size_t axes_a_module, float units, std::uint8_t* supports) {
  grade(true, query, steps, axes, axes_a_module, units, supports);
}

}  // namespace

const scan4_kernels scan4 = {
    .sum_supports = sum_supports,
    .grade_distances = grade_distances,
    .grade_products = grade_products,
};

}  // namespace kenyon::kernels::scalar
