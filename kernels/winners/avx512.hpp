// Private: kernels of level avx512 that avx512-popcnt serves too, VPOPCNTDQ having nothing to add.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels::avx512 {

void top_k(const std::uint16_t* counts, std::size_t n, std::size_t k, std::uint32_t* out);
void argmax_modules(const std::uint16_t* counts, std::size_t modules, std::size_t units,
                    std::uint32_t* out);
void top_k_sums(const std::int32_t* sums, std::size_t n, std::size_t k, std::uint32_t* out);
void argmax_modules_sums(const std::int32_t* sums, std::size_t modules, std::size_t units,
                         std::uint32_t* out);
std::size_t bits_to_indices(const std::uint64_t* bits, std::size_t words, std::uint32_t* out);
void indices_to_bits(const std::uint32_t* indices, std::size_t n, std::uint64_t* bits,
                     std::size_t words);

}  // namespace kenyon::kernels::avx512
