// Family `dots`, avx2: 16 partial sums in two vectors.
#include <immintrin.h>

#include "kernels/dots/dots_inl.hpp"

namespace kenyon::kernels::avx2 {
namespace {

struct floats {
  __m256 low, high;

  // Lanes below n of the eight that start at `first`.
  static __m256i mask(std::size_t n, int first) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n) - first),
                              _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }
  static floats zero() { return {_mm256_setzero_ps(), _mm256_setzero_ps()}; }
  static floats fill(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
  static floats load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
  static floats load_part(const float* p, std::size_t n) {
    return {_mm256_maskload_ps(p, mask(n, 0)), _mm256_maskload_ps(p + 8, mask(n, 8))};
  }
  static floats load(const std::int8_t* p) {
    return widen(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  static floats load_part(const std::int8_t* p, std::size_t n) {
    std::int8_t some[dot_partials] = {};
    for (std::size_t i = 0; i < n; ++i) some[i] = p[i];
    return load(some);
  }
  static floats widen(__m128i bytes) {
    return {_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes)),
            _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(bytes, 8)))};
  }
  floats plus(floats b, floats c) const {
    return {_mm256_fmadd_ps(b.low, c.low, low), _mm256_fmadd_ps(b.high, c.high, high)};
  }
  floats minus(floats b, floats c) const {
    return {_mm256_fnmadd_ps(b.low, c.low, low), _mm256_fnmadd_ps(b.high, c.high, high)};
  }
  void store(float* p) const {
    _mm256_storeu_ps(p, low);
    _mm256_storeu_ps(p + 8, high);
  }
  void store_part(float* p, std::size_t n) const {
    _mm256_maskstore_ps(p, mask(n, 0), low);
    _mm256_maskstore_ps(p + 8, mask(n, 8), high);
  }
  float fold() const {
    const __m256 eight = _mm256_add_ps(low, high);
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two))) + 0.0F;
  }
  // Two rows a vector, then four: half the shuffles.
  static void fold_rows(const floats (&rows)[4], float* out) {
    __m128 four[4];
    for (int r = 0; r < 4; ++r) {
      const __m256 eight = _mm256_add_ps(rows[r].low, rows[r].high);
      four[r] = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    }
    __m128 two[2];
    for (int r = 0; r < 2; ++r)
      two[r] = _mm_add_ps(_mm_shuffle_ps(four[2 * r], four[2 * r + 1], 0x44),
                          _mm_shuffle_ps(four[2 * r], four[2 * r + 1], 0xee));
    const __m128 one =
        _mm_add_ps(_mm_shuffle_ps(two[0], two[1], 0x88), _mm_shuffle_ps(two[0], two[1], 0xdd));
    _mm_storeu_ps(out, _mm_add_ps(one, _mm_setzero_ps()));
  }
};
floats operator-(floats a, floats b) {
  return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)};
}

}  // namespace

// Four rows: eight vectors of partial sums, and the cue's, in 16 registers. Two cues in 32 columns:
// eight sums.
const dots_kernels dots = {
    .dot_matrix = dot_matrix<floats, 4>,
    .dot_columns = dot_columns<floats, 2, 2>,
    .add_weighted = add_weighted<floats>,
    .dot_at = dot_at<floats>,
    .square_at = square_at<floats>,
    .dot8_at = dot8_at<floats>,
    .square8_at = square8_at<floats>,
};

}  // namespace kenyon::kernels::avx2
