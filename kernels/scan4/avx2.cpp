// Family `scan4`, avx2: a module's supports are a table that pshufb looks 32 units up in.
#include <immintrin.h>

#include "kernels/scan4/scan4_inl.hpp"

namespace kenyon::kernels::avx2 {
namespace {

__m256i load(const void* p) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}

// 32 sums. `all` adds pairs of bytes as one word, `odd` the upper bytes alone: the lower ones are
// what `all` has more than 256 times `odd`, whatever overflowed.
struct byte_sums {
  __m256i all = _mm256_setzero_si256();
  __m256i odd = _mm256_setzero_si256();

  void add(__m256i bytes) {
    all = _mm256_add_epi16(all, bytes);
    odd = _mm256_add_epi16(odd, _mm256_srli_epi16(bytes, 8));
  }
  // Stores them in order and tells which reach the threshold.
  std::uint32_t finish(__m256i threshold, std::uint16_t* sums) const {
    const __m256i even = _mm256_sub_epi16(all, _mm256_slli_epi16(odd, 8));
    const __m256i low = _mm256_unpacklo_epi16(even, odd);  // 0-7 and 16-23
    const __m256i high = _mm256_unpackhi_epi16(even, odd);
    const __m256i first = _mm256_permute2x128_si256(low, high, 0x20);
    const __m256i second = _mm256_permute2x128_si256(low, high, 0x31);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums), first);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + 16), second);
    const auto reaches = [&](__m256i s) {
      return _mm256_cmpeq_epi16(_mm256_max_epu16(s, threshold), s);
    };
    const __m256i bytes =
        _mm256_permute4x64_epi64(_mm256_packs_epi16(reaches(first), reaches(second)), 0xd8);
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
  }
};

void sum_supports(const std::uint8_t* supports, std::size_t modules, const std::uint8_t* blocks,
                  std::size_t n, std::uint16_t threshold, std::uint16_t* sums,
                  std::uint64_t* reached) {
  const __m256i lower = _mm256_set1_epi8(15);
  const __m256i needed = _mm256_set1_epi16(static_cast<short>(threshold));
  for (std::size_t b = 0; b < n; ++b) {
    const std::uint8_t* units = blocks + b * modules * 32;
    byte_sums low, high;
    for (std::size_t m = 0; m < modules; ++m, units += 32) {
      const __m256i table = _mm256_broadcastsi128_si256(
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(supports + m * scan4_units)));
      const __m256i both = load(units);
      low.add(_mm256_shuffle_epi8(table, _mm256_and_si256(both, lower)));
      high.add(_mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(both, 4), lower)));
    }
    const std::uint64_t first = low.finish(needed, sums + b * scan4_block);
    reached[b] = first | std::uint64_t{high.finish(needed, sums + b * scan4_block + 32)} << 32;
  }
}

struct floats {
  __m256 low, high;

  static floats fill(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
  static floats load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
  floats absolute() const {
    const __m256 sign = _mm256_set1_ps(-0.0F);
    return {_mm256_andnot_ps(sign, low), _mm256_andnot_ps(sign, high)};
  }
  static __m256i whole(__m256 x) {
    const __m256 sum = _mm256_add_ps(x, _mm256_set1_ps(0.5F));
    return _mm256_sub_epi32(_mm256_set1_epi32(255),
                            _mm256_cvttps_epi32(_mm256_min_ps(sum, _mm256_set1_ps(255))));
  }
  void to_supports(std::uint8_t* p) const {
    const __m256i words =
        _mm256_permute4x64_epi64(_mm256_packs_epi32(whole(low), whole(high)), 0xd8);
    _mm_storeu_si128(
        reinterpret_cast<__m128i*>(p),
        _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1)));
  }
};
floats operator+(floats a, floats b) {
  return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)};
}
floats operator-(floats a, floats b) {
  return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)};
}
floats operator*(floats a, floats b) {
  return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)};
}

}  // namespace

const scan4_kernels scan4 = {
    .sum_supports = sum_supports,
    .grade_distances = grade<floats, distances>,
    .grade_products = grade<floats, dot_products>,
};

}  // namespace kenyon::kernels::avx2
