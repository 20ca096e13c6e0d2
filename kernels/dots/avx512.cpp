// Family `dots`, avx512: 16 partial sums in one vector.
#include <immintrin.h>

#include "kernels/dots/dots_inl.hpp"

namespace kenyon::kernels::avx512 {
namespace {

struct floats {
  __m512 all;

  static __mmask16 mask(std::size_t n) { return static_cast<__mmask16>((1U << n) - 1); }
  static floats zero() { return {_mm512_setzero_ps()}; }
  static floats fill(float x) { return {_mm512_set1_ps(x)}; }
  static floats load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static floats load_part(const float* p, std::size_t n) {
    return {_mm512_maskz_loadu_ps(mask(n), p)};
  }
  static floats load(const std::int8_t* p) {
    return widen(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  static floats load_part(const std::int8_t* p, std::size_t n) {
    return widen(_mm_maskz_loadu_epi8(mask(n), p));
  }
  static floats widen(__m128i bytes) { return {_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes))}; }
  floats plus(floats b, floats c) const { return {_mm512_fmadd_ps(b.all, c.all, all)}; }
  floats minus(floats b, floats c) const { return {_mm512_fnmadd_ps(b.all, c.all, all)}; }
  void store(float* p) const { _mm512_storeu_ps(p, all); }
  void store_part(float* p, std::size_t n) const { _mm512_mask_storeu_ps(p, mask(n), all); }
  float fold() const {
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(all), _mm512_extractf32x8_ps(all, 1));
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two))) + 0.0F;
  }
  // Rows r and r + 4 in the halves of a vector, then two such pairs, then four.
  static void fold_rows(const floats (&rows)[8], float* out) {
    __m256 eight[8];
    for (int r = 0; r < 8; ++r)
      eight[r] = _mm256_add_ps(_mm512_castps512_ps256(rows[r].all),
                               _mm512_extractf32x8_ps(rows[r].all, 1));
    __m256 four[4];
    for (int r = 0; r < 4; ++r)
      four[r] = _mm256_add_ps(_mm256_permute2f128_ps(eight[r], eight[r + 4], 0x20),
                              _mm256_permute2f128_ps(eight[r], eight[r + 4], 0x31));
    __m256 two[2];
    for (int r = 0; r < 2; ++r)
      two[r] = _mm256_add_ps(_mm256_shuffle_ps(four[2 * r], four[2 * r + 1], 0x44),
                             _mm256_shuffle_ps(four[2 * r], four[2 * r + 1], 0xee));
    const __m256 one = _mm256_add_ps(_mm256_shuffle_ps(two[0], two[1], 0x88),
                                     _mm256_shuffle_ps(two[0], two[1], 0xdd));
    _mm256_storeu_ps(out, _mm256_add_ps(one, _mm256_setzero_ps()));
  }
};
floats operator-(floats a, floats b) {
  return {_mm512_sub_ps(a.all, b.all)};
}

}  // namespace

const dots_kernels dots = {
    .dot_matrix = dot_matrix<floats, 8>,
    // 16 sums: more than the additions under way at a time.
    .dot_columns = dot_columns<floats, 4, 4>,
    .add_weighted = add_weighted<floats>,
    .dot_at = dot_at<floats>,
    .square_at = square_at<floats>,
    .dot8_at = dot8_at<floats>,
    .square8_at = square8_at<floats>,
};

}  // namespace kenyon::kernels::avx512
