// Private to the avx512 and avx512_popcnt kernel files: 512-bit vectors of words.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <xsimd/xsimd.hpp>

namespace kenyon::kernels::avx512 {
namespace {

// A mask as a number. g++ 12 can spill a zero-extended mask with a store as narrow as the mask and
// read the slot back at full width, stale bits included (seen with -O3
// -fsanitize=address,undefined). Inline assembly keeps the extension out of its sight; the move is
// needed anyway.
inline std::uint64_t mask_bits(__mmask64 mask) {
  std::uint64_t bits;
  __asm__("kmovq %1, %0" : "=r"(bits) : "k"(mask));
  return bits;
}

inline std::uint32_t mask_bits(__mmask32 mask) {
  std::uint32_t bits;
  __asm__("kmovd %1, %0" : "=r"(bits) : "k"(mask));
  return bits;
}

inline std::uint32_t mask_bits(__mmask16 mask) {
  std::uint32_t bits;
  __asm__("kmovw %1, %0" : "=r"(bits) : "k"(mask));
  return bits;
}

inline std::uint32_t mask_bits(__mmask8 mask) {
  std::uint32_t bits;
  __asm__("kmovb %1, %0" : "=r"(bits) : "k"(mask));
  return bits;
}

struct lanes {
  using vec = xsimd::batch<std::uint64_t, xsimd::avx512bw>;
  static constexpr std::size_t width = 8;

  // A whole vector of words.
  struct whole {
    vec load(const std::uint64_t* p) const { return vec::load_unaligned(p); }
    void store(std::uint64_t* p, vec v) const { v.store_unaligned(p); }
  };

  // The first n < width words; the others read as zero and are not written.
  struct part {
    __mmask8 mask;
    explicit part(std::size_t n) : mask(static_cast<__mmask8>((1U << n) - 1)) {}
    vec load(const std::uint64_t* p) const { return _mm512_maskz_loadu_epi64(mask, p); }
    void store(std::uint64_t* p, vec v) const { _mm512_mask_storeu_epi64(p, mask, v); }
  };

  static vec zero() { return _mm512_setzero_si512(); }
  static vec fill(std::uint64_t word) { return vec(word); }
  // Immediates are truth tables over (a, b, c), bit 4a + 2b + c.
  static vec parity(vec a, vec b, vec c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
  static vec majority(vec a, vec b, vec c) { return _mm512_ternarylogic_epi64(a, b, c, 0xe8); }

  // Set bits of each word: nibbles looked up by pshufb (Mula), bytes added by psadbw.
  static vec count(vec v) {
    const __m512i ones =
        _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
    const __m512i nibble = _mm512_set1_epi8(15);
    const __m512i low = _mm512_and_si512(v, nibble);
    const __m512i high = _mm512_and_si512(_mm512_srli_epi32(v, 4), nibble);
    const __m512i bytes =
        _mm512_add_epi8(_mm512_shuffle_epi8(ones, low), _mm512_shuffle_epi8(ones, high));
    return _mm512_sad_epu8(bytes, _mm512_setzero_si512());
  }

  static std::uint64_t sum(vec v) { return static_cast<std::uint64_t>(_mm512_reduce_add_epi64(v)); }
};

}  // namespace
}  // namespace kenyon::kernels::avx512
