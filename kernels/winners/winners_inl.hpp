// Private to the vector files of family `winners`. L is the level's `lanes`, S its `supports`
// (16-bit counts) or `sums` (signed 32-bit ones), with values of type S::value. Internal linkage
// throughout.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/lanes/select.hpp"
#include "kernels/winners/winners.hpp"

namespace kenyon::kernels {
namespace {

// Writes the indices of a word's set bits and nothing behind them.
inline std::uint32_t* write_exactly(std::uint64_t word, std::uint32_t base, std::uint32_t* out) {
  for (; word != 0; word &= word - 1) *out++ = base + static_cast<std::uint32_t>(_tzcnt_u64(word));
  return out;
}

// The same for a word with at most `most` set bits, writing that many places: no branch depends on
// the word. The empty assembly keeps g++ from turning the loop into vectors, which count zeros
// slower.
template <int most>
std::uint32_t* write_up_to(std::uint64_t word, std::uint32_t base, std::uint32_t* out) {
  std::uint32_t* const end = out + ones(word);
  for (int i = 0; i < most; ++i, word &= word - 1) {
    __asm__("" : "+r"(word));
    out[i] = base + static_cast<std::uint32_t>(_tzcnt_u64(word));
  }
  return end;
}

// Counts that are winners: all above the threshold and, lowest index first, `ties` of those equal
// to it.
struct cut {
  std::int64_t threshold;
  std::size_t ties;
};

// Bisection of the values: a pass over the counts costs one comparison a vector, and their largest
// value leaves log2 of it passes. Needs 0 < k <= n.
template <class S>
cut find_cut(const typename S::value* counts, std::size_t n, std::size_t k) {
  std::int64_t low = S::least(counts, n);  // reached by k or more
  std::int64_t high = std::int64_t{S::largest(counts, n)} + 1;
  std::size_t above = 0;  // counts >= high, fewer than k
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    const std::size_t reach = S::reach(counts, n, static_cast<typename S::value>(middle));
    if (reach == k) return {middle, n};
    if (reach > k) {
      low = middle;
    } else {
      high = middle;
      above = reach;
    }
  }
  return {low, k - above};
}

template <class S>
void top_k_supports(const typename S::value* counts, std::size_t n, std::size_t k,
                    std::uint32_t* out) {
  if (k == 0) return;
  cut c = find_cut<S>(counts, n, k);
  const std::uint32_t* const end = out + k;
  for (std::size_t u = 0; out != end; u += 64) {
    const std::size_t m = n - u < 64 ? n - u : 64;
    std::uint64_t winners = S::mask_at_least(counts + u, m, c.threshold);
    if (winners == 0) continue;
    const std::uint64_t above = S::mask_at_least(counts + u, m, c.threshold + 1);
    const std::uint64_t equal = winners & ~above;
    const std::size_t n_equal = ones(equal);
    if (n_equal > c.ties) {
      winners = above | lowest(equal, c.ties);
      c.ties = 0;
    } else {
      c.ties -= n_equal;
    }
    const auto base = static_cast<std::uint32_t>(u);
    const auto room = static_cast<std::size_t>(end - out);
    out = room >= ones(winners) + 16 ? S::write(winners, base, out)
                                     : write_exactly(winners, base, out);
  }
}

template <class L>
void top_k_planes(words_in planes, unsigned n_planes, std::size_t words, std::size_t k,
                  std::uint64_t* out) {
  fill<L>(out, words, ~std::uint64_t{0});
  select_columns<L>(planes, n_planes, words, k, 64 * words, out);
}

template <class S>
void argmax_each(const typename S::value* counts, std::size_t modules, std::size_t units,
                 std::uint32_t* out) {
  for (std::size_t h = 0; h < modules; ++h) {
    const std::size_t best = S::first_largest(counts + h * units, units);
    out[h] = static_cast<std::uint32_t>(h * units + best);
  }
}

inline void set_bits(const std::uint32_t* indices, std::size_t n, std::uint64_t* bits,
                     std::size_t words) {
  for (std::size_t w = 0; w < words; ++w) bits[w] = 0;
  for (std::size_t i = 0; i < n; ++i) bits[indices[i] / 64] |= std::uint64_t{1} << indices[i] % 64;
}

}  // namespace
}  // namespace kenyon::kernels
