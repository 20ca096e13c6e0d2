// Private: kernels of level avx512 that avx512-popcnt serves too, VPOPCNTDQ having nothing to add.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels::avx512 {

void count_rows(const std::uint64_t* matrix, std::size_t stride, const std::uint32_t* rows,
                std::size_t n, std::size_t words, std::uint64_t* planes);
void set_ahead(std::uint64_t* matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
               std::size_t words, const std::uint32_t* ahead, std::size_t n_ahead,
               const std::uint64_t* bits);
void intersect_many(const std::uint64_t* matrix, std::size_t stride, const std::uint32_t* rows,
                    const std::size_t* begin, std::size_t selections, std::size_t words,
                    std::uint64_t* out, std::size_t out_stride);
void unite(const std::uint64_t* matrix, std::size_t stride, const std::uint32_t* rows,
           std::size_t n, std::size_t words, std::uint64_t* out);
void unpack(const std::uint64_t* planes, unsigned n_planes, std::size_t words,
            std::uint16_t* counts);

}  // namespace kenyon::kernels::avx512
