// Kernels of avx512 that the level above it shares.
#pragma once
#include "kernels/lines/lines.hpp"

namespace kenyon::kernels::avx512 {

std::size_t in_range(const std::uint32_t* const* lines, const std::uint32_t* first,
                     std::uint32_t last, std::size_t n, std::uint32_t* out, std::uint8_t* used_up);

}  // namespace kenyon::kernels::avx512
