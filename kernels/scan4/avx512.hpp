// Private: kernels of level avx512 that avx512-popcnt serves too, VPOPCNTDQ having nothing to add.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels::avx512 {

void sum_supports(const std::uint8_t* supports, std::size_t modules, const std::uint8_t* blocks,
                  std::size_t n, std::uint16_t threshold, std::uint16_t* sums,
                  std::uint64_t* reached);
void grade_distances(const float* query, const float* steps, std::size_t axes,
                     std::size_t axes_a_module, float units, std::uint8_t* supports);
void grade_products(const float* query, const float* steps, std::size_t axes,
                    std::size_t axes_a_module, float units, std::uint8_t* supports);

}  // namespace kenyon::kernels::avx512
