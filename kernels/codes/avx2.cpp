// Family `codes`, avx2: hits as bytes of ones, counted by way of movemask.
#include <immintrin.h>

#include "kernels/codes/codes_inl.hpp"

namespace kenyon::kernels::avx2 {
namespace {

// The first n entries at p, zeros behind them, by way of a buffer: avx2 masks 32-bit words only.
template <class Entry>
__m256i load_part(const Entry* p, std::size_t n) {
  alignas(32) Entry some[32 / sizeof(Entry)] = {};
  __builtin_memcpy(some, p, n * sizeof(Entry));
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(some));
}

template <class Entry>
struct entries {
  using entry = Entry;
  static constexpr std::size_t width = 32 / sizeof(Entry);
  struct cue {
    __m256i units, counts;
  };

  static __m256i load(const Entry* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static __m256i load_part(const Entry* p, std::size_t n) { return avx2::load_part(p, n); }
  static cue cue_of(__m256i units, __m256i mask) { return {units, mask}; }
  static __m256i equal(__m256i row, const cue& c) {
    const __m256i same = sizeof(Entry) == 1 ? _mm256_cmpeq_epi8(row, c.units)  //
                                            : _mm256_cmpeq_epi16(row, c.units);
    return _mm256_and_si256(same, c.counts);
  }
  static __m256i either(__m256i a, __m256i b) { return _mm256_or_si256(a, b); }
  static std::size_t count(__m256i hits) {
    const auto bytes = static_cast<unsigned>(_mm256_movemask_epi8(hits));
    return static_cast<std::size_t>(_mm_popcnt_u32(bytes)) / sizeof(Entry);
  }
};

// Eight units; the word of the cue that holds each one's bit is gathered.
template <class Entry>
struct flat {
  using entry = Entry;
  static constexpr std::size_t width = 8;

  static std::size_t count(const std::uint64_t* bits, __m256i units, __m256i valid) {
    const __m256i words =
        _mm256_mask_i32gather_epi32(_mm256_setzero_si256(), reinterpret_cast<const int*>(bits),
                                    _mm256_srli_epi32(units, 5), valid, 4);
    const __m256i to_sign = _mm256_andnot_si256(units, _mm256_set1_epi32(31));  // 31 - units % 32
    const __m256i signs = _mm256_sllv_epi32(words, to_sign);
    const int hits = _mm256_movemask_ps(_mm256_castsi256_ps(signs));
    return static_cast<std::size_t>(_mm_popcnt_u32(static_cast<unsigned>(hits)));
  }
  static __m256i widen(__m256i some) {
    return sizeof(Entry) == 4 ? some : _mm256_cvtepu16_epi32(_mm256_castsi256_si128(some));
  }
  static std::size_t members(const std::uint64_t* bits, const Entry* p) {
    const __m256i units =
        sizeof(Entry) == 4
            ? _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))
            : _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    return count(bits, units, _mm256_set1_epi32(-1));
  }
  static std::size_t members_part(const std::uint64_t* bits, const Entry* p, std::size_t n) {
    const __m256i valid = _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)),
                                             _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    return count(bits, widen(load_part(p, n)), valid);
  }
};

using bytes = entries<std::uint8_t>;
using shorts = entries<std::uint16_t>;
using units16 = flat<std::uint16_t>;
using units32 = flat<std::uint32_t>;

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

}  // namespace kenyon::kernels::avx2
