// Private to the avx512 files of family `bits`: sixteen counts against a bound.
#pragma once
#include "kernels/lanes/avx512.hpp"

namespace kenyon::kernels::avx512 {
namespace {

struct at_most {
  static constexpr std::size_t width = 16;
  static std::uint32_t pass(const std::uint32_t* counts, std::uint32_t bound) {
    const __m512i v = _mm512_loadu_si512(counts);
    return mask_bits(_mm512_cmple_epu32_mask(v, _mm512_set1_epi32(static_cast<int>(bound))));
  }
};

struct at_least {
  static constexpr std::size_t width = 16;
  static std::uint32_t pass(const std::uint32_t* counts, std::uint32_t bound) {
    const __m512i v = _mm512_loadu_si512(counts);
    return mask_bits(_mm512_cmpge_epu32_mask(v, _mm512_set1_epi32(static_cast<int>(bound))));
  }
};

}  // namespace
}  // namespace kenyon::kernels::avx512
