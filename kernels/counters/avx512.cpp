// Family `counters`, avx512: the bits of a word are the mask of a vector.
#include <immintrin.h>

#include "kernels/counters/counters_inl.hpp"

namespace kenyon::kernels::avx512 {
namespace {

struct words_of_vector {
  using vec = __m512i;
  static vec zero() { return _mm512_setzero_si512(); }
  static vec load(const void* p) { return _mm512_loadu_si512(p); }
  static void store(void* p, vec v) { _mm512_storeu_si512(p, v); }
  static vec either(vec a, vec b) { return _mm512_or_si512(a, b); }
  static vec difference(vec a, vec b) { return _mm512_xor_si512(a, b); }
  static bool any(vec v) { return _mm512_reduce_or_epi64(v) != 0; }
};

struct of_bytes : words_of_vector {
  using counter = std::int8_t;
  static constexpr std::size_t width = 64;
  static vec signs(std::uint64_t bits, std::uint64_t valid, int weight) {
    const vec up = _mm512_set1_epi8(static_cast<char>(weight));
    const vec down = _mm512_set1_epi8(static_cast<char>(-weight));
    return _mm512_mask_mov_epi8(_mm512_maskz_mov_epi8(_cvtu64_mask64(valid), down),
                                _cvtu64_mask64(bits & valid), up);
  }
  static vec add_saturated(vec a, vec b) {
    return _mm512_max_epi8(_mm512_adds_epi8(a, b), _mm512_set1_epi8(-127));
  }
  static vec subtract(vec a, vec b) { return _mm512_sub_epi8(a, b); }
};

struct of_halves : words_of_vector {
  using counter = std::int16_t;
  static constexpr std::size_t width = 32;
  static __mmask32 low(std::uint64_t bits) {
    return _cvtu32_mask32(static_cast<std::uint32_t>(bits));
  }
  static vec signs(std::uint64_t bits, std::uint64_t valid, int weight) {
    const vec up = _mm512_set1_epi16(static_cast<short>(weight));
    const vec down = _mm512_set1_epi16(static_cast<short>(-weight));
    return _mm512_mask_mov_epi16(_mm512_maskz_mov_epi16(low(valid), down), low(bits & valid), up);
  }
  static vec add_saturated(vec a, vec b) {
    return _mm512_max_epi16(_mm512_adds_epi16(a, b), _mm512_set1_epi16(-32767));
  }
  static vec subtract(vec a, vec b) { return _mm512_sub_epi16(a, b); }
};

void add32(std::int32_t* out, __m512i v) {
  _mm512_storeu_si512(out, _mm512_add_epi32(_mm512_loadu_si512(out), v));
}

struct sum_of_bytes {
  using counter = std::int8_t;
  using vec = __m512i;
  static constexpr std::size_t width = 32;
  static constexpr std::size_t group = 256;  // * 127 < 2^15
  static constexpr std::size_t at_once = 8;
  static vec zero() { return _mm512_setzero_si512(); }
  static vec load(const counter* p) {
    return _mm512_cvtepi8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  static vec add(vec a, vec b) { return _mm512_add_epi16(a, b); }
  static void add_to(std::int32_t* out, vec v) {
    add32(out, _mm512_cvtepi16_epi32(_mm512_castsi512_si256(v)));
    add32(out + 16, _mm512_cvtepi16_epi32(_mm512_extracti64x4_epi64(v, 1)));
  }
};

struct sum_of_halves {
  using counter = std::int16_t;
  using vec = __m512i;
  static constexpr std::size_t width = 16;
  static constexpr std::size_t group = max_summed_rows;
  static constexpr std::size_t at_once = 4;
  static vec zero() { return _mm512_setzero_si512(); }
  static vec load(const counter* p) {
    return _mm512_cvtepi16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  static vec add(vec a, vec b) { return _mm512_add_epi32(a, b); }
  static void add_to(std::int32_t* out, vec v) { add32(out, v); }
};

}  // namespace

const counters_kernels counters = {
    .bits8 = {.add_signs = add_signs_vector<of_bytes>, .sum = sum_vector<sum_of_bytes>},
    .bits16 = {.add_signs = add_signs_vector<of_halves>, .sum = sum_vector<sum_of_halves>},
};

}  // namespace kenyon::kernels::avx512
