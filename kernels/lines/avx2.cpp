// Family `lines`, avx2: two vectors a line. Few entries are in range: each is stored by itself.
#include <immintrin.h>

#include "kernels/lines/lines.hpp"

namespace kenyon::kernels::avx2 {
namespace {

unsigned lanes_of(__m256i hits) {
  return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(hits)));
}

std::size_t in_range(const std::uint32_t* const* lines, const std::uint32_t* first,
                     std::uint32_t last, std::size_t n, std::uint32_t* out, std::uint8_t* used_up) {
  const __m256i end = _mm256_set1_epi32(static_cast<int>(last));
  const __m256i zero = _mm256_setzero_si256();
  std::size_t found = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const __m256i begin = _mm256_set1_epi32(static_cast<int>(first[i]));
    const auto* const halves = reinterpret_cast<const __m256i*>(lines[i]);
    const __m256i low = _mm256_load_si256(halves), high = _mm256_load_si256(halves + 1);
    const __m256i from_low = _mm256_sub_epi32(low, begin),
                  from_high = _mm256_sub_epi32(high, begin);
    unsigned hits = lanes_of(_mm256_cmpeq_epi32(_mm256_min_epu32(from_low, end), from_low)) |
                    lanes_of(_mm256_cmpeq_epi32(_mm256_min_epu32(from_high, end), from_high)) << 8;
    for (; hits != 0; hits &= hits - 1)
      out[found++] = lines[i][static_cast<unsigned>(__builtin_ctz(hits))] - first[i];
    const __m256i unused =
        _mm256_or_si256(_mm256_cmpeq_epi32(low, zero), _mm256_cmpeq_epi32(high, zero));
    used_up[i] = lanes_of(unused) == 0;
  }
  return found;
}

}  // namespace

const lines_kernels lines = {
    .in_range = in_range,
};

}  // namespace kenyon::kernels::avx2
