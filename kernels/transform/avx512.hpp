// Kernels of avx512 that the level above it shares.
#pragma once
#include "kernels/transform/transform.hpp"

namespace kenyon::kernels::avx512 {

void block_codes(const transform_plan& plan, const float* vectors, std::size_t n, float* scratch,
                 std::uint32_t* out);
void block_rivals(const transform_plan& plan, const float* vectors, std::size_t n, float* scratch,
                  std::uint32_t* out);

}  // namespace kenyon::kernels::avx512
