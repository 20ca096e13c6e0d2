// Family `codes`, avx512: a comparison makes a mask, a row of 64 bytes one of 64 bits.
#include "kernels/lanes/avx512.hpp"
#include "kernels/codes/codes_inl.hpp"

namespace kenyon::kernels::avx512 {
namespace {

std::size_t ones(std::uint64_t word) {
  return static_cast<std::size_t>(_mm_popcnt_u64(word));
}

// What entries of both sizes have alike; Mask has a bit an entry.
template <class Entry, class Mask>
struct entries {
  using entry = Entry;
  static constexpr std::size_t width = 64 / sizeof(Entry);
  struct cue {
    __m512i units;
    Mask counts;
  };

  static __m512i load(const Entry* p) { return _mm512_loadu_si512(p); }
  static std::size_t count(Mask hits) { return ones(mask_bits(hits)); }
};

struct bytes : entries<std::uint8_t, __mmask64> {
  static __m512i load_part(const entry* p, std::size_t n) {
    return _mm512_maskz_loadu_epi8((__mmask64{1} << n) - 1, p);
  }
  static cue cue_of(__m512i units, __m512i mask) { return {units, _mm512_movepi8_mask(mask)}; }
  static __mmask64 equal(__m512i row, const cue& c) {
    return _mm512_mask_cmpeq_epi8_mask(c.counts, row, c.units);
  }
  static __mmask64 either(__mmask64 a, __mmask64 b) { return _kor_mask64(a, b); }
};

struct shorts : entries<std::uint16_t, __mmask32> {
  static __m512i load_part(const entry* p, std::size_t n) {
    return _mm512_maskz_loadu_epi16((__mmask32{1} << n) - 1, p);
  }
  static cue cue_of(__m512i units, __m512i mask) { return {units, _mm512_movepi16_mask(mask)}; }
  static __mmask32 equal(__m512i row, const cue& c) {
    return _mm512_mask_cmpeq_epi16_mask(c.counts, row, c.units);
  }
  static __mmask32 either(__mmask32 a, __mmask32 b) { return _kor_mask32(a, b); }
};

// Sixteen units; the word of the cue that holds each one's bit is gathered, zero where not valid.
std::size_t count_units(const std::uint64_t* bits, __m512i units, __mmask16 valid) {
  const __m512i words = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), valid,
                                                    _mm512_srli_epi32(units, 5), bits, 4);
  const __m512i first = _mm512_rorv_epi32(words, units);  // by units % 32
  return ones(mask_bits(_mm512_test_epi32_mask(first, _mm512_set1_epi32(1))));
}

__mmask16 first_of_16(std::size_t n) {
  return static_cast<__mmask16>((1U << n) - 1);
}

struct units16 {
  using entry = std::uint16_t;
  static constexpr std::size_t width = 16;
  static std::size_t members(const std::uint64_t* bits, const entry* p) {
    const __m256i some = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    return count_units(bits, _mm512_cvtepu16_epi32(some), 0xffff);
  }
  static std::size_t members_part(const std::uint64_t* bits, const entry* p, std::size_t n) {
    const __m256i some = _mm256_maskz_loadu_epi16(first_of_16(n), p);
    return count_units(bits, _mm512_cvtepu16_epi32(some), first_of_16(n));
  }
};

struct units32 {
  using entry = std::uint32_t;
  static constexpr std::size_t width = 16;
  static std::size_t members(const std::uint64_t* bits, const entry* p) {
    return count_units(bits, _mm512_loadu_si512(p), 0xffff);
  }
  static std::size_t members_part(const std::uint64_t* bits, const entry* p, std::size_t n) {
    return count_units(bits, _mm512_maskz_loadu_epi32(first_of_16(n), p), first_of_16(n));
  }
};

}  // namespace

const codes_kernels codes = {
    .equal8 = equal<bytes>,
    .equal8_at = equal_at<bytes>,
    .equal16 = equal<shorts>,
    .equal16_at = equal_at<shorts>,
    .members16 = members<units16>,
    .members16_at = members_at<units16>,
    .members32 = members<units32>,
    .members32_at = members_at<units32>,
};

}  // namespace kenyon::kernels::avx512
