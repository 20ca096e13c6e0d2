// Family `bits`, avx2: pshufb counts behind a tree of carry-save adders.
#include "kernels/lanes/avx2.hpp"
#include "kernels/bits/bits_inl.hpp"

namespace kenyon::kernels::avx2 {
namespace {

// AVX2 compares signed numbers only: v <= most where the smaller of both is v.
struct at_most {
  static constexpr std::size_t width = 8;
  static std::uint32_t pass(const std::uint32_t* counts, std::uint32_t bound) {
    const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(counts));
    const __m256i most = _mm256_set1_epi32(static_cast<int>(bound));
    return equal(_mm256_min_epu32(v, most), v);
  }
  static std::uint32_t equal(__m256i a, __m256i b) {
    const __m256 same = _mm256_castsi256_ps(_mm256_cmpeq_epi32(a, b));
    return static_cast<std::uint32_t>(_mm256_movemask_ps(same));
  }
};

struct at_least {
  static constexpr std::size_t width = 8;
  static std::uint32_t pass(const std::uint32_t* counts, std::uint32_t bound) {
    const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(counts));
    const __m256i least = _mm256_set1_epi32(static_cast<int>(bound));
    return at_most::equal(_mm256_max_epu32(v, least), v);
  }
};

}  // namespace

const bits_kernels bits = {
    .count = count_carry_save<lanes>,
    .overlap = count_carry_save<lanes, of_both>,
    .hamming = count_carry_save<lanes, of_either_only>,
    .overlap_many = many_carry_save<lanes, of_both>,
    .hamming_many = many_carry_save<lanes, of_either_only>,
    .overlap_matrix = matrix_blocked<many_carry_save<lanes, of_both>>,
    .hamming_matrix = matrix_blocked<many_carry_save<lanes, of_either_only>>,
    .hamming_at_most = rows_that_pass<at_most, many_carry_save<lanes, of_either_only>>,
    .overlap_at_least = rows_that_pass<at_least, many_carry_save<lanes, of_both>>,
};

}  // namespace kenyon::kernels::avx2
