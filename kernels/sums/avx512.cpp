// Family `sums`, avx512.
#include <immintrin.h>

#include "kernels/sums/sums_inl.hpp"

namespace kenyon::kernels::avx512 {
namespace {

struct weights {
  using vec = __m512i;
  static constexpr std::size_t width = 32;

  struct whole {
    vec load(const std::int16_t* p) const { return _mm512_loadu_si512(p); }
    void load_sums(const std::int32_t* p, __m512i& low, __m512i& high) const {
      low = _mm512_loadu_si512(p);
      high = _mm512_loadu_si512(p + 16);
    }
    void store_sums(std::int32_t* p, __m512i low, __m512i high) const {
      _mm512_storeu_si512(p, low);
      _mm512_storeu_si512(p + 16, high);
    }
  };

  // The first n < width columns; the others read as zero and are not written.
  struct part {
    __mmask32 all;
    __mmask16 low_mask, high_mask;
    explicit part(std::size_t n)
        : all((std::uint32_t{1} << n) - 1),
          low_mask(static_cast<__mmask16>(all)),
          high_mask(static_cast<__mmask16>(all >> 16)) {}
    vec load(const std::int16_t* p) const { return _mm512_maskz_loadu_epi16(all, p); }
    void load_sums(const std::int32_t* p, __m512i& low, __m512i& high) const {
      low = _mm512_maskz_loadu_epi32(low_mask, p);
      high = _mm512_maskz_loadu_epi32(high_mask, p + 16);
    }
    void store_sums(std::int32_t* p, __m512i low, __m512i high) const {
      _mm512_mask_storeu_epi32(p, low_mask, low);
      _mm512_mask_storeu_epi32(p + 16, high_mask, high);
    }
  };

  struct sums {
    __m512i low, high;
    template <class Access>
    void load(const Access& access, const std::int32_t* p) {
      access.load_sums(p, low, high);
    }
    template <class Access>
    void store(const Access& access, std::int32_t* p) const {
      access.store_sums(p, low, high);
    }
    void add(vec v) {
      low = _mm512_add_epi32(low, _mm512_cvtepi16_epi32(_mm512_castsi512_si256(v)));
      high = _mm512_add_epi32(high, _mm512_cvtepi16_epi32(_mm512_extracti64x4_epi64(v, 1)));
    }
  };

  static vec add(vec a, vec b) { return _mm512_add_epi16(a, b); }
};

}  // namespace

const sums_kernels sums = {
    .add_rows = add_weight_rows<weights>,
};

}  // namespace kenyon::kernels::avx512
