// Private to the avx2 kernel files: 256-bit vectors of words.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <xsimd/xsimd.hpp>

namespace kenyon::kernels::avx2 {
namespace {

struct lanes {
  using vec = xsimd::batch<std::uint64_t, xsimd::avx2>;
  static constexpr std::size_t width = 4;

  // A whole vector of words.
  struct whole {
    vec load(const std::uint64_t* p) const { return vec::load_unaligned(p); }
    void store(std::uint64_t* p, vec v) const { v.store_unaligned(p); }
  };

  // The first n < width words; the others read as zero and are not written.
  struct part {
    __m256i mask;
    explicit part(std::size_t n)
        : mask(_mm256_cmpgt_epi64(_mm256_set1_epi64x(static_cast<long long>(n)),
                                  _mm256_setr_epi64x(0, 1, 2, 3))) {}
    vec load(const std::uint64_t* p) const {
      return _mm256_maskload_epi64(reinterpret_cast<const long long*>(p), mask);
    }
    void store(std::uint64_t* p, vec v) const {
      _mm256_maskstore_epi64(reinterpret_cast<long long*>(p), mask, v);
    }
  };

  static vec zero() { return _mm256_setzero_si256(); }
  static vec fill(std::uint64_t word) { return vec(word); }
  static vec parity(vec a, vec b, vec c) { return a ^ b ^ c; }
  static vec majority(vec a, vec b, vec c) { return (a & b) | ((a ^ b) & c); }

  // Set bits of each word: nibbles looked up by pshufb (Mula), bytes added by psadbw.
  static vec count(vec v) {
    const __m256i ones = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                          0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i nibble = _mm256_set1_epi8(15);
    const __m256i low = _mm256_and_si256(v, nibble);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi32(v, 4), nibble);
    const __m256i bytes =
        _mm256_add_epi8(_mm256_shuffle_epi8(ones, low), _mm256_shuffle_epi8(ones, high));
    return _mm256_sad_epu8(bytes, _mm256_setzero_si256());
  }

  static std::uint64_t sum(vec v) {
    const __m128i half = _mm_add_epi64(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    return static_cast<std::uint64_t>(_mm_extract_epi64(half, 0)) +
           static_cast<std::uint64_t>(_mm_extract_epi64(half, 1));
  }
};

}  // namespace
}  // namespace kenyon::kernels::avx2
