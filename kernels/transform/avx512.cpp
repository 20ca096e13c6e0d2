// Family `transform`, avx512: 16 lanes, three levels of butterflies at a time (four are slower:
// g++ 12 spills).
#include <immintrin.h>

#include "kernels/transform/transform_inl.hpp"

namespace kenyon::kernels::avx512 {
namespace {

struct floats {
  static constexpr std::size_t width = 16;
  static constexpr unsigned pass_bits = 3;
  __m512 all;

  struct lanes {
    __mmask16 mask;
    lanes(std::size_t first, std::size_t n)
        : mask(static_cast<__mmask16>(((1U << n) - 1) << first)) {}
  };

  static floats load(const float* p) { return {_mm512_load_ps(p)}; }
  static floats fill(float x) { return {_mm512_set1_ps(x)}; }
  void store(float* p) const { _mm512_store_ps(p, all); }
  void store(float* p, lanes some) const { _mm512_mask_store_ps(p, some.mask, all); }
  static floats flip(floats v, unsigned bits) {
    return {_mm512_mask_xor_ps(v.all, static_cast<__mmask16>(bits), v.all, _mm512_set1_ps(-0.0F))};
  }

  struct counter {
    __m512i all;
    static counter from(std::size_t n) { return {_mm512_set1_epi32(static_cast<int>(n))}; }
    void next() { all = _mm512_add_epi32(all, _mm512_set1_epi32(1)); }
  };

  // The maximum is kept beside the output it belongs to: only it is waited for.
  struct winner {
    __m512 magnitude, output;
    __m512i position;
    static winner start(floats v, counter at) { return {_mm512_abs_ps(v.all), v.all, at.all}; }
    void offer(floats v, counter at) { merge(start(v, at)); }
    void merge(const winner& later) {
      const __mmask16 greater = _mm512_cmp_ps_mask(later.magnitude, magnitude, _CMP_GT_OQ);
      magnitude = _mm512_max_ps(later.magnitude, magnitude);
      output = _mm512_mask_mov_ps(output, greater, later.output);
      position = _mm512_mask_mov_epi32(position, greater, later.position);
    }
    void units(std::uint32_t* out) const {
      const __mmask16 negative = _mm512_cmp_ps_mask(output, _mm512_setzero_ps(), _CMP_LT_OQ);
      const __m512i twice = _mm512_add_epi32(position, position);
      _mm512_storeu_si512(out, _mm512_mask_add_epi32(twice, negative, twice, _mm512_set1_epi32(1)));
    }
  };

  // Magnitudes are not negative: their bits are in the order of signed integers.
  struct rivals {
    struct place {
      __m512i all;  // 255 - 2*position
      static place first() { return {_mm512_set1_epi32(255)}; }
      void next() { all = _mm512_sub_epi32(all, _mm512_set1_epi32(2)); }
    };
    __m512i ranked[transform_rivals];
    static rivals none() {
      rivals r;
      for (__m512i& rank : r.ranked) rank = _mm512_setzero_si512();
      return r;
    }
    void offer(floats v, place at) {
      const __m512i bits = _mm512_castps_si512(_mm512_abs_ps(v.all));
      const __mmask16 negative = _mm512_cmp_ps_mask(v.all, _mm512_setzero_ps(), _CMP_LT_OQ);
      const __m512i unit = _mm512_mask_sub_epi32(at.all, negative, at.all, _mm512_set1_epi32(1));
      // Of each bit: the unit's where the third operand is set, else the magnitude's.
      __m512i rival = _mm512_ternarylogic_epi32(bits, unit, _mm512_set1_epi32(255), 0xd8);
      for (__m512i& rank : ranked) {
        const __m512i lower = _mm512_min_epi32(rank, rival);
        rank = _mm512_max_epi32(rank, rival);
        rival = lower;
      }
    }
    void store(std::size_t k, std::uint32_t* out) const { _mm512_storeu_si512(out, ranked[k]); }
  };
};
floats operator+(floats a, floats b) {
  return {_mm512_add_ps(a.all, b.all)};
}
floats operator-(floats a, floats b) {
  return {_mm512_sub_ps(a.all, b.all)};
}

}  // namespace

const transform_kernels transform = {
    .block_codes = block_codes<floats>,
    .block_rivals = block_rivals<floats>,
};

}  // namespace kenyon::kernels::avx512
