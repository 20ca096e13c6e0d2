// Family `bits`, avx512: pshufb counts behind a tree of carry-save adders.
#include "kernels/lanes/avx512.hpp"
#include "kernels/bits/bits_inl.hpp"

namespace kenyon::kernels::avx512 {
namespace {

struct at_most {
  static constexpr std::size_t width = 16;
  static std::uint32_t pass(const std::uint32_t* counts, std::uint32_t bound) {
    const __m512i v = _mm512_loadu_si512(counts);
    return mask_bits(_mm512_cmple_epu32_mask(v, _mm512_set1_epi32(static_cast<int>(bound))));
  }
};

struct at_least {
  static constexpr std::size_t width = 16;
  static std::uint32_t pass(const std::uint32_t* counts, std::uint32_t bound) {
    const __m512i v = _mm512_loadu_si512(counts);
    return mask_bits(_mm512_cmpge_epu32_mask(v, _mm512_set1_epi32(static_cast<int>(bound))));
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

}  // namespace kenyon::kernels::avx512
