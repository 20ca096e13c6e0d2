// Family `lines`, avx512: a line is a vector.
#include "kernels/lanes/avx512.hpp"
#include "kernels/lines/lines.hpp"

namespace kenyon::kernels::avx512 {
namespace {

std::size_t in_range(const std::uint32_t* const* lines, const std::uint32_t* first,
                     std::uint32_t last, std::size_t n, std::uint32_t* out, std::uint8_t* used_up) {
  const __m512i end = _mm512_set1_epi32(static_cast<int>(last));
  std::size_t found = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const __m512i line = _mm512_load_si512(lines[i]);
    const __m512i from = _mm512_sub_epi32(line, _mm512_set1_epi32(static_cast<int>(first[i])));
    const __mmask16 hits = _mm512_cmple_epu32_mask(from, end);
    // To a register, then to memory: compressing into memory is slow on some processors.
    _mm512_storeu_si512(out + found, _mm512_maskz_compress_epi32(hits, from));
    found += static_cast<unsigned>(__builtin_popcount(mask_bits(hits)));
    used_up[i] = mask_bits(_mm512_testn_epi32_mask(line, line)) == 0;
  }
  return found;
}

}  // namespace

const lines_kernels lines = {
    .in_range = in_range,
};

}  // namespace kenyon::kernels::avx512
