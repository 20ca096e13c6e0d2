// Family `transform`, avx2: 8 lanes, three levels of butterflies in 8 of the 16 registers.
#include <immintrin.h>

#include "kernels/transform/transform_inl.hpp"

namespace kenyon::kernels::avx2 {
namespace {

__m256 magnitude_of(__m256 v) {
  return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), v);
}

struct floats {
  static constexpr std::size_t width = 8;
  static constexpr unsigned pass_bits = 3;
  __m256 all;

  struct lanes {
    __m256i mask;
    lanes(std::size_t first, std::size_t n) {
      const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
      const __m256i before = _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(first)), lane);
      const __m256i until =
          _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(first + n)), lane);
      mask = _mm256_andnot_si256(before, until);
    }
  };

  static floats load(const float* p) { return {_mm256_load_ps(p)}; }
  static floats fill(float x) { return {_mm256_set1_ps(x)}; }
  void store(float* p) const { _mm256_store_ps(p, all); }
  void store(float* p, const lanes& some) const { _mm256_maskstore_ps(p, some.mask, all); }
  // Bit l of `bits` is moved to the sign of lane l.
  static floats flip(floats v, unsigned bits) {
    const __m256i moved = _mm256_sllv_epi32(_mm256_set1_epi32(static_cast<int>(bits)),
                                            _mm256_setr_epi32(31, 30, 29, 28, 27, 26, 25, 24));
    const __m256 sign = _mm256_and_ps(_mm256_castsi256_ps(moved), _mm256_set1_ps(-0.0F));
    return {_mm256_xor_ps(v.all, sign)};
  }

  struct counter {
    __m256i all;
    static counter from(std::size_t n) { return {_mm256_set1_epi32(static_cast<int>(n))}; }
    void next() { all = _mm256_add_epi32(all, _mm256_set1_epi32(1)); }
  };

  // The maximum is kept beside the output it belongs to: only it is waited for.
  struct winner {
    __m256 magnitude, output;
    __m256i position;
    static winner start(floats v, counter at) { return {magnitude_of(v.all), v.all, at.all}; }
    void offer(floats v, counter at) { merge(start(v, at)); }
    void merge(const winner& later) {
      const __m256 greater = _mm256_cmp_ps(later.magnitude, magnitude, _CMP_GT_OQ);
      magnitude = _mm256_max_ps(later.magnitude, magnitude);
      output = _mm256_blendv_ps(output, later.output, greater);
      position = _mm256_blendv_epi8(position, later.position, _mm256_castps_si256(greater));
    }
    void units(std::uint32_t* out) const {
      const __m256i negative =
          _mm256_castps_si256(_mm256_cmp_ps(output, _mm256_setzero_ps(), _CMP_LT_OQ));
      const __m256i unit = _mm256_sub_epi32(_mm256_add_epi32(position, position), negative);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), unit);
    }
  };

  // Magnitudes are not negative: their bits are in the order of signed integers.
  struct rivals {
    struct place {
      __m256i all;  // 255 - 2*position
      static place first() { return {_mm256_set1_epi32(255)}; }
      void next() { all = _mm256_sub_epi32(all, _mm256_set1_epi32(2)); }
    };
    __m256i ranked[transform_rivals];
    static rivals none() {
      rivals r;
      for (__m256i& rank : r.ranked) rank = _mm256_setzero_si256();
      return r;
    }
    void offer(floats v, place at) {
      const __m256i bits = _mm256_castps_si256(magnitude_of(v.all));
      const __m256i negative =
          _mm256_castps_si256(_mm256_cmp_ps(v.all, _mm256_setzero_ps(), _CMP_LT_OQ));
      const __m256i low = _mm256_set1_epi32(255);
      __m256i rival =
          _mm256_or_si256(_mm256_andnot_si256(low, bits), _mm256_add_epi32(at.all, negative));
      for (__m256i& rank : ranked) {
        const __m256i lower = _mm256_min_epi32(rank, rival);
        rank = _mm256_max_epi32(rank, rival);
        rival = lower;
      }
    }
    void store(std::size_t k, std::uint32_t* out) const {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), ranked[k]);
    }
  };
};
floats operator+(floats a, floats b) {
  return {_mm256_add_ps(a.all, b.all)};
}
floats operator-(floats a, floats b) {
  return {_mm256_sub_ps(a.all, b.all)};
}

}  // namespace

const transform_kernels transform = {
    .block_codes = block_codes<floats>,
    .block_rivals = block_rivals<floats>,
};

}  // namespace kenyon::kernels::avx2
