// Family `bits`, avx512-popcnt: vpopcntq is one instruction a vector, so no carry-save tree is
// needed.
#include "kernels/lanes/avx512_popcnt.hpp"
#include "kernels/bits/bits_inl.hpp"
#include "kernels/bits/pass_avx512.hpp"

namespace kenyon::kernels::avx512_popcnt {
namespace {

using avx512::at_least;
using avx512::at_most;

using vec = lanes::vec;
constexpr std::size_t width = lanes::width;
constexpr std::size_t row_block = 8;

// Four totals, because one would wait for its own additions.
template <class Op>
std::uint64_t count_direct(words_in a, words_in b, std::size_t words) {
  const lanes::whole whole;
  vec total[4] = {lanes::zero(), lanes::zero(), lanes::zero(), lanes::zero()};
  std::size_t w = 0;
  for (; w + 4 * width <= words; w += 4 * width) {
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t at = w + i * width;
      total[i] = total[i] + lanes::count(Op::apply(whole.load(a + at), whole.load(b + at)));
    }
  }
  for (; w + width <= words; w += width) {
    total[0] = total[0] + lanes::count(Op::apply(whole.load(a + w), whole.load(b + w)));
  }
  if (w < words) {
    const lanes::part part(words - w);
    total[1] = total[1] + lanes::count(Op::apply(part.load(a + w), part.load(b + w)));
  }
  return lanes::sum((total[0] + total[1]) + (total[2] + total[3]));
}

std::uint64_t count_direct_one(words_in a, std::size_t words) {
  return count_direct<of_first>(a, a, words);
}

// Word i of the result is the sum of the words of v[i]: three rounds of interleaving and adding.
__m256i sums_of_eight(const vec* v) {
  __m512i pair[4];
  for (int i = 0; i < 4; ++i) {
    pair[i] = _mm512_add_epi64(_mm512_unpacklo_epi64(v[2 * i], v[2 * i + 1]),
                               _mm512_unpackhi_epi64(v[2 * i], v[2 * i + 1]));
  }
  __m512i four[2];
  for (int i = 0; i < 2; ++i) {
    four[i] = _mm512_add_epi64(_mm512_shuffle_i64x2(pair[2 * i], pair[2 * i + 1], 0x88),
                               _mm512_shuffle_i64x2(pair[2 * i], pair[2 * i + 1], 0xdd));
  }
  return _mm512_cvtepi64_epi32(_mm512_add_epi64(_mm512_shuffle_i64x2(four[0], four[1], 0x88),
                                                _mm512_shuffle_i64x2(four[0], four[1], 0xdd)));
}

// One load of the cue serves eight rows, and so does one reduction.
template <class Op>
void eight_rows(words_in cue, words_in row, std::size_t stride, std::size_t words,
                std::uint32_t* out) {
  const lanes::whole whole;
  vec total[row_block];
  for (vec& t : total) t = lanes::zero();
  std::size_t w = 0;
  for (; w + width <= words; w += width) {
    const vec c = whole.load(cue + w);
    for (std::size_t i = 0; i < row_block; ++i) {
      total[i] = total[i] + lanes::count(Op::apply(c, whole.load(row + i * stride + w)));
    }
  }
  if (w < words) {
    const lanes::part part(words - w);
    const vec c = part.load(cue + w);
    for (std::size_t i = 0; i < row_block; ++i) {
      total[i] = total[i] + lanes::count(Op::apply(c, part.load(row + i * stride + w)));
    }
  }
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), sums_of_eight(total));
}

template <class Op>
void many_direct(words_in cue, words_in matrix, std::size_t stride, std::size_t words,
                 std::size_t rows, std::uint32_t* out) {
  std::size_t r = 0;
  for (; r + row_block <= rows; r += row_block) {
    eight_rows<Op>(cue, matrix + r * stride, stride, words, out + r);
  }
  for (; r < rows; ++r) {
    out[r] = static_cast<std::uint32_t>(count_direct<Op>(cue, matrix + r * stride, words));
  }
}

}  // namespace

const bits_kernels bits = {
    count_direct_one,
    count_direct<of_both>,
    count_direct<of_either_only>,
    many_direct<of_both>,
    many_direct<of_either_only>,
    matrix_blocked<many_direct<of_both>>,
    matrix_blocked<many_direct<of_either_only>>,
    rows_that_pass<at_most, many_direct<of_either_only>>,
    rows_that_pass<at_least, many_direct<of_both>>,
};

}  // namespace kenyon::kernels::avx512_popcnt
