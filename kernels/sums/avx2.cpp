// Family `sums`, avx2.
#include <immintrin.h>

#include "kernels/sums/sums_inl.hpp"

namespace kenyon::kernels::avx2 {
namespace {

__m256i load(const void* p) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}
void store(void* p, __m256i v) {
  _mm256_storeu_si256(static_cast<__m256i*>(p), v);
}

struct weights {
  using vec = __m256i;
  static constexpr std::size_t width = 16;

  struct whole {
    vec load(const std::int16_t* p) const { return avx2::load(p); }
    void load_sums(const std::int32_t* p, __m256i& low, __m256i& high) const {
      low = avx2::load(p);
      high = avx2::load(p + 8);
    }
    void store_sums(std::int32_t* p, __m256i low, __m256i high) const {
      avx2::store(p, low);
      avx2::store(p + 8, high);
    }
  };

  // The first n < width columns, by way of a buffer: avx2 masks whole 32-bit words only.
  struct part {
    std::size_t n;
    explicit part(std::size_t columns) : n(columns) {}
    vec load(const std::int16_t* p) const {
      std::int16_t some[width] = {};
      for (std::size_t i = 0; i < n; ++i) some[i] = p[i];
      return avx2::load(some);
    }
    void load_sums(const std::int32_t* p, __m256i& low, __m256i& high) const {
      std::int32_t some[width] = {};
      for (std::size_t i = 0; i < n; ++i) some[i] = p[i];
      whole().load_sums(some, low, high);
    }
    void store_sums(std::int32_t* p, __m256i low, __m256i high) const {
      std::int32_t some[width];
      whole().store_sums(some, low, high);
      for (std::size_t i = 0; i < n; ++i) p[i] = some[i];
    }
  };

  struct sums {
    __m256i low, high;
    template <class Access>
    void load(const Access& access, const std::int32_t* p) {
      access.load_sums(p, low, high);
    }
    template <class Access>
    void store(const Access& access, std::int32_t* p) const {
      access.store_sums(p, low, high);
    }
    void add(vec v) {
      low = _mm256_add_epi32(low, _mm256_cvtepi16_epi32(_mm256_castsi256_si128(v)));
      high = _mm256_add_epi32(high, _mm256_cvtepi16_epi32(_mm256_extracti128_si256(v, 1)));
    }
  };

  static vec add(vec a, vec b) { return _mm256_add_epi16(a, b); }
};

}  // namespace

const sums_kernels sums = {
    .add_rows = add_weight_rows<weights>,
};

}  // namespace kenyon::kernels::avx2
