// Private: kernels of level avx512 that avx512-popcnt serves too, VPOPCNTDQ having nothing to add.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels::avx512 {

bool add_signs8(std::int8_t* row, const std::uint64_t* bits, std::size_t columns, int weight);
bool add_signs16(std::int16_t* row, const std::uint64_t* bits, std::size_t columns, int weight);
void sum8(const std::int8_t* matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
          std::size_t words, std::int32_t* out);
void sum16(const std::int16_t* matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
           std::size_t words, std::int32_t* out);

}  // namespace kenyon::kernels::avx512
