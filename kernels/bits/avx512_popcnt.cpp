// Family `bits`, avx512-popcnt: vpopcntq is one instruction a vector, so no carry-save tree is
// needed.
#include "kernels/lanes/avx512_popcnt.hpp"
#include "kernels/bits/bits_inl.hpp"

namespace kenyon::kernels::avx512_popcnt {
namespace {

using vec = lanes::vec;
constexpr std::size_t width = lanes::width;
constexpr std::size_t row_block = 8;
constexpr std::size_t ahead = 1024;  // words: 8 KiB

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
[[gnu::always_inline]] inline __m256i sums_of_eight(const __m512i* v) {
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

// One load of the cue serves eight rows, and so does one reduction. Totals are plain vectors: g++
// 12 clears an array of batches in memory first, which costs more than two vectors a row.
template <class Op>
[[gnu::always_inline]] inline __m256i eight_rows(words_in cue, words_in row, std::size_t stride,
                                                 std::size_t words) {
  __m512i total[row_block];
  for (std::size_t i = 0; i < row_block; ++i) total[i] = _mm512_setzero_si512();
  const auto add = [&](std::size_t w, const auto& access) {
    const vec c = access.load(cue + w);
    for (std::size_t i = 0; i < row_block; ++i) {
      const vec counted = lanes::count(Op::apply(c, access.load(row + i * stride + w)));
      total[i] = _mm512_add_epi64(total[i], counted);
    }
  };
  std::size_t w = 0;
  for (; w + width <= words; w += width) add(w, lanes::whole());
  if (w < words) add(w, lanes::part(words - w));
  return sums_of_eight(total);
}

// Rows of two whole vectors (addresses of up to 1,024 bits), which a loop would double the cost of.
// From memory they come at .97 of the read ceiling with the prefetch, which reaches beyond the page
// that the hardware's own stays in, and at .86 without; in a cache it costs nothing.
template <class Op>
[[gnu::always_inline]] inline __m256i eight_short_rows(words_in cue, words_in row,
                                                       std::size_t stride) {
  const lanes::whole whole;
  const vec first = whole.load(cue), second = whole.load(cue + width);
  __m512i total[row_block];
  for (std::size_t i = 0; i < row_block; ++i) {
    const std::uint64_t* at = row + i * stride;
    __builtin_prefetch(at + ahead, 0, 3);
    __builtin_prefetch(at + ahead + width, 0, 3);
    total[i] = _mm512_add_epi64(lanes::count(Op::apply(first, whole.load(at))),
                                lanes::count(Op::apply(second, whole.load(at + width))));
  }
  return sums_of_eight(total);
}

// take(r, counts) for eight rows at a time; returns how many rows there were.
template <class Op, class Take>
[[gnu::always_inline]] inline std::size_t each_eight(words_in cue, words_in matrix,
                                                     std::size_t stride, std::size_t words,
                                                     std::size_t rows, const Take& take) {
  std::size_t r = 0;
  if (words == 2 * width) {
    for (; r + row_block <= rows; r += row_block)
      take(r, eight_short_rows<Op>(cue, matrix + r * stride, stride));
  }
  for (; r + row_block <= rows; r += row_block)
    take(r, eight_rows<Op>(cue, matrix + r * stride, stride, words));
  return r;
}

template <class Op>
void many_direct(words_in cue, words_in matrix, std::size_t stride, std::size_t words,
                 std::size_t rows, std::uint32_t* out) {
  std::size_t r =
      each_eight<Op>(cue, matrix, stride, words, rows, [out](std::size_t at, __m256i counts) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + at), counts);
      });
  for (; r < rows; ++r) {
    out[r] = static_cast<std::uint32_t>(count_direct<Op>(cue, matrix + r * stride, words));
  }
}

struct at_most {
  static __mmask8 pass(__m256i counts, __m256i bound) {
    return _mm256_cmple_epu32_mask(counts, bound);
  }
  static bool pass(std::uint64_t count, std::uint32_t bound) { return count <= bound; }
};
struct at_least {
  static __mmask8 pass(__m256i counts, __m256i bound) {
    return _mm256_cmpge_epu32_mask(counts, bound);
  }
  static bool pass(std::uint64_t count, std::uint32_t bound) { return count >= bound; }
};

// The counts are compared in the register where they arose: stored and loaded in another width they
// would cost half as much again.
template <class P, class Op>
std::size_t rows_that_pass_direct(words_in cue, words_in matrix, std::size_t stride,
                                  std::size_t words, std::size_t rows, std::uint32_t bound,
                                  std::uint32_t* out) {
  const __m256i bounds = _mm256_set1_epi32(static_cast<int>(bound));
  std::size_t n = 0;
  std::size_t r =
      each_eight<Op>(cue, matrix, stride, words, rows, [&](std::size_t at, __m256i counts) {
        for (std::uint32_t m = avx512::mask_bits(P::pass(counts, bounds)); m != 0; m &= m - 1)
          out[n++] = static_cast<std::uint32_t>(at) + _tzcnt_u32(m);
      });
  for (; r < rows; ++r) {
    if (P::pass(count_direct<Op>(cue, matrix + r * stride, words), bound))
      out[n++] = static_cast<std::uint32_t>(r);
  }
  return n;
}

}  // namespace

const bits_kernels bits = {
    .count = count_direct_one,
    .overlap = count_direct<of_both>,
    .hamming = count_direct<of_either_only>,
    .overlap_many = many_direct<of_both>,
    .hamming_many = many_direct<of_either_only>,
    .overlap_matrix = matrix_blocked<many_direct<of_both>>,
    .hamming_matrix = matrix_blocked<many_direct<of_either_only>>,
    .hamming_at_most = rows_that_pass_direct<at_most, of_either_only>,
    .overlap_at_least = rows_that_pass_direct<at_least, of_both>,
};

}  // namespace kenyon::kernels::avx512_popcnt
