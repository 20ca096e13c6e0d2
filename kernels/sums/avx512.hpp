// Private: kernels of level avx512 that avx512-popcnt serves too, VPOPCNTDQ having nothing to add.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels::avx512 {

void add_rows(const std::int16_t* weights, std::size_t stride, const std::uint32_t* rows,
              std::size_t n, std::size_t columns, const std::int32_t* start, std::int32_t* sums);

}  // namespace kenyon::kernels::avx512
