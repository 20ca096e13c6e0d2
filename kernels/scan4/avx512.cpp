// Family `scan4`, avx512: two modules a vector, each half looking up its own table.
#include <immintrin.h>

#include "kernels/lanes/avx512.hpp"
#include "kernels/scan4/scan4_inl.hpp"

namespace kenyon::kernels::avx512 {
namespace {

// Sums of 32 codes, over the even modules in one half and over the odd ones in the other. `all`
// adds pairs of bytes as one word, `odd` the upper bytes alone: the lower ones are what `all` has
// more than 256 times `odd`, whatever overflowed.
struct byte_sums {
  __m512i all = _mm512_setzero_si512();
  __m512i odd = _mm512_setzero_si512();

  void add(__m512i bytes) {
    all = _mm512_add_epi16(all, bytes);
    odd = _mm512_add_epi16(odd, _mm512_srli_epi16(bytes, 8));
  }
  __m512i finish() const {
    const __m512i even = _mm512_sub_epi16(all, _mm512_slli_epi16(odd, 8));
    const __m256i evens =
        _mm256_add_epi16(_mm512_castsi512_si256(even), _mm512_extracti64x4_epi64(even, 1));
    const __m256i odds =
        _mm256_add_epi16(_mm512_castsi512_si256(odd), _mm512_extracti64x4_epi64(odd, 1));
    const __m256i low = _mm256_unpacklo_epi16(evens, odds);  // 0-7 and 16-23
    const __m256i high = _mm256_unpackhi_epi16(evens, odds);
    return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_permute2x128_si256(low, high, 0x20)),
                              _mm256_permute2x128_si256(low, high, 0x31), 1);
  }
};

// Two tables of 16 bytes, each twice.
__m512i tables(__m256i pair) {
  return _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 1, 0, 1, 2, 3, 2, 3),
                                  _mm512_castsi256_si512(pair));
}

struct floats {
  __m512 all;

  static floats fill(float x) { return {_mm512_set1_ps(x)}; }
  static floats load(const float* p) { return {_mm512_loadu_ps(p)}; }
  floats absolute() const { return {_mm512_abs_ps(all)}; }
  void to_supports(std::uint8_t* p) const {
    const __m512 sum = _mm512_add_ps(all, _mm512_set1_ps(0.5F));
    const __m512i whole = _mm512_sub_epi32(
        _mm512_set1_epi32(255), _mm512_cvttps_epi32(_mm512_min_ps(sum, _mm512_set1_ps(255))));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi32_epi8(whole));
  }
};
floats operator+(floats a, floats b) {
  return {_mm512_add_ps(a.all, b.all)};
}
floats operator-(floats a, floats b) {
  return {_mm512_sub_ps(a.all, b.all)};
}
floats operator*(floats a, floats b) {
  return {_mm512_mul_ps(a.all, b.all)};
}

void sum_supports(const std::uint8_t* supports, std::size_t modules, const std::uint8_t* blocks,
                  std::size_t n, std::uint16_t threshold, std::uint16_t* sums,
                  std::uint64_t* reached) {
  const __m512i lower = _mm512_set1_epi8(15);
  const __m512i needed = _mm512_set1_epi16(static_cast<short>(threshold));
  for (std::size_t b = 0; b < n; ++b) {
    const std::uint8_t* const units = blocks + b * modules * 32;
    byte_sums low, high;
    std::size_t m = 0;
    for (; m + 2 <= modules; m += 2) {
      const __m512i table =
          tables(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(supports + m * scan4_units)));
      const __m512i both = _mm512_loadu_si512(units + m * 32);
      low.add(_mm512_shuffle_epi8(table, _mm512_and_si512(both, lower)));
      high.add(_mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16(both, 4), lower)));
    }
    if (m < modules) {  // the table of the second half is zeros
      const __m512i table = tables(_mm256_zextsi128_si256(
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(supports + m * scan4_units))));
      const __m512i both = _mm512_zextsi256_si512(
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(units + m * 32)));
      low.add(_mm512_shuffle_epi8(table, _mm512_and_si512(both, lower)));
      high.add(_mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16(both, 4), lower)));
    }
    const __m512i first = low.finish(), second = high.finish();
    _mm512_storeu_si512(sums + b * scan4_block, first);
    _mm512_storeu_si512(sums + b * scan4_block + 32, second);
    reached[b] = std::uint64_t{mask_bits(_mm512_cmpge_epu16_mask(first, needed))} |
                 std::uint64_t{mask_bits(_mm512_cmpge_epu16_mask(second, needed))} << 32;
  }
}

}  // namespace

const scan4_kernels scan4 = {
    .sum_supports = sum_supports,
    .grade_distances = grade<floats, distances>,
    .grade_products = grade<floats, dot_products>,
};

}  // namespace kenyon::kernels::avx512
