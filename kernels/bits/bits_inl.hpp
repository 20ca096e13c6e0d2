// Private to the vector files of family `bits`. L is the level's `lanes`. Internal linkage
// throughout.
#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/bits/bits.hpp"
#include "kernels/lanes/common.hpp"

namespace kenyon::kernels {
namespace {

// Which bits of a pair of words are counted.
struct of_first {
  template <class V>
  static V apply(V a, V) {
    return a;
  }
};
struct of_both {
  template <class V>
  static V apply(V a, V b) {
    return a & b;
  }
};
struct of_either_only {
  template <class V>
  static V apply(V a, V b) {
    return a ^ b;
  }
};

// Harley-Seal: 16 vectors pass 15 full adders before one of them is counted, for levels on which
// counting the bits of a vector costs more instructions than a full adder.
template <class L, class Op>
std::uint64_t count_carry_save(words_in a, words_in b, std::size_t words) {
  using vec = typename L::vec;
  constexpr std::size_t group = 16;
  const typename L::whole whole;
  vec total = L::zero();
  std::size_t w = 0;
  if (words >= group * L::width) {
    vec counter[4] = {L::zero(), L::zero(), L::zero(), L::zero()};
    for (; w + group * L::width <= words; w += group * L::width) {
      const vec sixteens = add_all<L, 4>(counter, [&](std::size_t i) {
        const std::size_t at = w + i * L::width;
        return Op::apply(whole.load(a + at), whole.load(b + at));
      });
      total = total + L::count(sixteens);
    }
    for (unsigned p = 4; p-- > 0;) total = total + total + L::count(counter[p]);
  }
  for (; w + L::width <= words; w += L::width) {
    total = total + L::count(Op::apply(whole.load(a + w), whole.load(b + w)));
  }
  if (w < words) {
    const typename L::part part(words - w);
    total = total + L::count(Op::apply(part.load(a + w), part.load(b + w)));
  }
  return L::sum(total);
}

template <class L>
std::uint64_t count_carry_save(words_in a, std::size_t words) {
  return count_carry_save<L, of_first>(a, a, words);
}

template <class L, class Op>
void many_carry_save(words_in cue, words_in matrix, std::size_t stride, std::size_t words,
                     std::size_t rows, std::uint32_t* out) {
  for (std::size_t r = 0; r < rows; ++r) {
    const std::uint64_t n = count_carry_save<L, Op>(cue, matrix + r * stride, words);
    out[r] = static_cast<std::uint32_t>(n);
  }
}

// Many to many: blocks of rows that stay in the L1 cache while every cue passes over them.
template <auto many>
void matrix_blocked(words_in cue_matrix, std::size_t cue_stride, std::size_t cues, words_in matrix,
                    std::size_t stride, std::size_t words, std::size_t rows, std::uint32_t* out) {
  constexpr std::size_t block_words = 2048;  // 16 KiB
  constexpr std::size_t least = 8;           // rows, so that a cue too is loaded once for several
  std::size_t block = words ? block_words / words / least * least : rows;
  if (block < least) block = least;
  for (std::size_t r = 0; r < rows; r += block) {
    const std::size_t n = rows - r < block ? rows - r : block;
    for (std::size_t c = 0; c < cues; ++c) {
      many(cue_matrix + c * cue_stride, matrix + r * stride, stride, words, n, out + c * rows + r);
    }
  }
}

// The rows that pass: 64 rows are counted by `many`, then compared P::width at a time; P::pass has
// a bit for each. Few rows pass where this is used, so a branch a mask is predicted well.
template <class P, auto many>
std::size_t rows_that_pass(words_in cue, words_in matrix, std::size_t stride, std::size_t words,
                           std::size_t rows, std::uint32_t bound, std::uint32_t* out) {
  constexpr std::size_t block = 64;
  std::uint32_t counts[block];
  std::size_t n = 0;
  for (std::size_t first = 0; first < rows; first += block) {
    const std::size_t here = rows - first < block ? rows - first : block;
    many(cue, matrix + first * stride, stride, words, here, counts);
    for (std::size_t i = here; i < block; ++i) counts[i] = 0;
    for (std::size_t i = 0; i < here; i += P::width) {
      std::uint32_t mask = P::pass(counts + i, bound);
      if (here - i < P::width) mask &= (1U << (here - i)) - 1;
      for (; mask != 0; mask &= mask - 1)
        out[n++] =
            static_cast<std::uint32_t>(first + i) + static_cast<std::uint32_t>(__builtin_ctz(mask));
    }
  }
  return n;
}

}  // namespace
}  // namespace kenyon::kernels
