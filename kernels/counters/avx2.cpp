// Family `counters`, avx2: bits become byte masks by a shuffle and a comparison.
#include <immintrin.h>

#include "kernels/counters/counters_inl.hpp"

namespace kenyon::kernels::avx2 {
namespace {

struct words_of_vector {
  using vec = __m256i;
  static vec zero() { return _mm256_setzero_si256(); }
  static vec either(vec a, vec b) { return _mm256_or_si256(a, b); }
  static vec difference(vec a, vec b) { return _mm256_xor_si256(a, b); }
  static bool any(vec v) { return _mm256_testz_si256(v, v) == 0; }
};

struct of_bytes : words_of_vector {
  using counter = std::int8_t;
  static constexpr std::size_t width = 32;
  static vec load(const counter* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void store(counter* p, vec v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
  // All ones in the bytes whose bit is set.
  static vec spread(std::uint64_t bits) {
    const vec own_byte = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1,  //
                                          2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
    const vec own_bit = _mm256_set1_epi64x(static_cast<long long>(0x8040201008040201U));
    const vec bytes = _mm256_shuffle_epi8(_mm256_set1_epi32(static_cast<int>(bits)), own_byte);
    return _mm256_cmpeq_epi8(_mm256_and_si256(bytes, own_bit), own_bit);
  }
  static vec signs(std::uint64_t bits, std::uint64_t valid, int weight) {
    const vec up = _mm256_set1_epi8(static_cast<char>(weight));
    const vec down = _mm256_set1_epi8(static_cast<char>(-weight));
    return _mm256_and_si256(_mm256_blendv_epi8(down, up, spread(bits)), spread(valid));
  }
  static vec add_saturated(vec a, vec b) {
    return _mm256_max_epi8(_mm256_adds_epi8(a, b), _mm256_set1_epi8(-127));
  }
  static vec subtract(vec a, vec b) { return _mm256_sub_epi8(a, b); }
};

struct of_halves : words_of_vector {
  using counter = std::int16_t;
  static constexpr std::size_t width = 16;
  static vec load(const counter* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void store(counter* p, vec v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
  static vec spread(std::uint64_t bits) {
    const vec own_bit = _mm256_setr_epi16(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096,
                                          8192, 16384, static_cast<short>(0x8000));
    const vec all = _mm256_set1_epi16(static_cast<short>(bits));
    return _mm256_cmpeq_epi16(_mm256_and_si256(all, own_bit), own_bit);
  }
  static vec signs(std::uint64_t bits, std::uint64_t valid, int weight) {
    const vec up = _mm256_set1_epi16(static_cast<short>(weight));
    const vec down = _mm256_set1_epi16(static_cast<short>(-weight));
    return _mm256_and_si256(_mm256_blendv_epi8(down, up, spread(bits)), spread(valid));
  }
  static vec add_saturated(vec a, vec b) {
    return _mm256_max_epi16(_mm256_adds_epi16(a, b), _mm256_set1_epi16(-32767));
  }
  static vec subtract(vec a, vec b) { return _mm256_sub_epi16(a, b); }
};

void add32(std::int32_t* out, __m256i v) {
  auto* const p = reinterpret_cast<__m256i*>(out);
  _mm256_storeu_si256(p, _mm256_add_epi32(_mm256_loadu_si256(p), v));
}

struct sum_of_bytes {
  using counter = std::int8_t;
  using vec = __m256i;
  static constexpr std::size_t width = 16;
  static constexpr std::size_t group = 256;  // * 127 < 2^15
  static constexpr std::size_t at_once = 2;
  static vec zero() { return _mm256_setzero_si256(); }
  static vec load(const counter* p) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  static vec add(vec a, vec b) { return _mm256_add_epi16(a, b); }
  static void add_to(std::int32_t* out, vec v) {
    add32(out, _mm256_cvtepi16_epi32(_mm256_castsi256_si128(v)));
    add32(out + 8, _mm256_cvtepi16_epi32(_mm256_extracti128_si256(v, 1)));
  }
};

struct sum_of_halves {
  using counter = std::int16_t;
  using vec = __m256i;
  static constexpr std::size_t width = 8;
  static constexpr std::size_t group = max_summed_rows;
  static constexpr std::size_t at_once = 1;
  static vec zero() { return _mm256_setzero_si256(); }
  static vec load(const counter* p) {
    return _mm256_cvtepi16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  static vec add(vec a, vec b) { return _mm256_add_epi32(a, b); }
  static void add_to(std::int32_t* out, vec v) { add32(out, v); }
};

}  // namespace

const counters_kernels counters = {
    .bits8 = {.add_signs = add_signs_vector<of_bytes>, .sum = sum_vector<sum_of_bytes>},
    .bits16 = {.add_signs = add_signs_vector<of_halves>, .sum = sum_vector<sum_of_halves>},
};

}  // namespace kenyon::kernels::avx2
