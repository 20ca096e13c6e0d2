// Private to the vector files of family `winners`. L is the level's `lanes`, S its `supports`
// (16-bit counts) or `sums` (signed 32-bit ones), with values of type S::value. Internal linkage
// throughout.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/lanes/common.hpp"
#include "kernels/winners/winners.hpp"

namespace kenyon::kernels {
namespace {

inline std::size_t ones(std::uint64_t word) {
  return static_cast<std::size_t>(_mm_popcnt_u64(word));
}

// The lowest n set bits of a word that has more than n.
inline std::uint64_t lowest(std::uint64_t word, std::size_t n) {
  return _pdep_u64((std::uint64_t{1} << n) - 1, word);
}

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

// Keeps the lowest k set bits of `bits` and clears the others.
inline void keep_lowest(std::uint64_t* bits, std::size_t words, std::size_t k) {
  for (std::size_t w = 0; w < words; ++w) {
    const std::size_t n = ones(bits[w]);
    if (n > k) bits[w] = k == 0 ? 0 : lowest(bits[w], k);
    k -= n < k ? n : k;
  }
}

constexpr std::size_t short_words = 16;  // of rows that a few vectors hold

// N vectors of a row that is no longer than that; what lies behind its end reads as zero.
template <class L, std::size_t N>
struct short_row {
  typename L::vec part[N];

  static typename L::part rest(std::size_t words, std::size_t i) {
    return typename L::part(words > i * L::width ? words - i * L::width : 0);
  }
  [[gnu::always_inline]] void load(words_in p, std::size_t words) {
    for (std::size_t i = 0; i < N; ++i)
      part[i] = (i + 1) * L::width <= words ? typename L::whole().load(p + i * L::width)
                                            : rest(words, i).load(p + i * L::width);
  }
  [[gnu::always_inline]] void store(std::uint64_t* p, std::size_t words) const {
    for (std::size_t i = 0; i < N; ++i)
      if ((i + 1) * L::width <= words)
        typename L::whole().store(p + i * L::width, part[i]);
      else
        rest(words, i).store(p + i * L::width, part[i]);
  }
};

// Radix selection as below, for columns that fit into registers. Branches instead of masks: from
// cue to cue the threshold changes little, so a decision is guessed long before its count is known.
// It ends where all columns that are equal so far win.
template <class L, std::size_t N>
void top_k_short(words_in planes, unsigned n_planes, std::size_t words, std::size_t k,
                 std::uint64_t* out) {
  using vec = typename L::vec;
  short_row<L, N> above, equal, plane;
  for (vec& part : above.part) part = L::zero();
  for (vec& part : equal.part) part = L::fill(~std::uint64_t{0});
  std::size_t n_equal = 64 * words;
  for (unsigned p = n_planes; p-- > 0 && n_equal != k;) {
    plane.load(planes + p * words, words);
    vec total = L::zero();
    for (std::size_t i = 0; i < N; ++i) total = total + L::count(equal.part[i] & plane.part[i]);
    const std::size_t higher = L::sum(total);
    if (higher >= k) {
      for (std::size_t i = 0; i < N; ++i) equal.part[i] = equal.part[i] & plane.part[i];
      n_equal = higher;
    } else {
      for (std::size_t i = 0; i < N; ++i) {
        const vec high = equal.part[i] & plane.part[i];
        above.part[i] = above.part[i] | high;
        equal.part[i] = equal.part[i] ^ high;
      }
      k -= higher;
      n_equal -= higher;
    }
  }
  if (n_equal != k) {
    equal.store(out, words);
    keep_lowest(out, words, k);
    equal.load(out, words);
  }
  for (std::size_t i = 0; i < N; ++i) equal.part[i] = equal.part[i] | above.part[i];
  equal.store(out, words);
}

// Radix selection from the top plane: the columns still equal to the threshold's higher bits are
// split by the next plane, and either half of them is as many as are wanted or more, or all of it
// wins. One pass a plane: it applies the decision about the plane above and counts for its own.
template <class L>
void top_k_planes(words_in planes, unsigned n_planes, std::size_t words, std::size_t k,
                  std::uint64_t* out) {
  using vec = typename L::vec;
  if (words <= short_words)
    return top_k_short<L, short_words / L::width>(planes, n_planes, words, k, out);
  std::uint32_t threshold = 0;
  std::size_t equal = 64 * words;
  fill<L>(out, words, ~std::uint64_t{0});  // holds the columns equal so far
  words_in decided = out;                  // and with this plane, flipped: nothing decided yet
  vec flip = L::zero();
  for (unsigned p = n_planes; p-- > 0;) {
    const words_in plane = planes + p * words;
    vec total = L::zero();
    each_vector<L>(words, [&](std::size_t w, const auto& access) {
      const vec alike = access.load(out + w) & (access.load(decided + w) ^ flip);
      access.store(out + w, alike);
      total = total + L::count(alike & access.load(plane + w));
    });
    const std::size_t higher = L::sum(total);
    const bool split_high = higher >= k;
    flip = L::fill(split_high ? 0 : ~std::uint64_t{0});
    if (split_high) threshold |= 1U << p;
    k -= split_high ? 0 : higher;
    equal = split_high ? higher : equal - higher;
    decided = plane;
  }
  const bool some_above = (threshold + 1) >> n_planes == 0;
  each_vector<L>(words, [&](std::size_t w, const auto& access) {
    access.store(out + w, access.load(out + w) & (access.load(decided + w) ^ flip));
  });
  if (equal != k) keep_lowest(out, words, k);
  if (!some_above) return;
  each_vector<L>(words, [&](std::size_t w, const auto& access) {
    const vec above = at_least_vector<L>(planes, n_planes, words, w, access, threshold + 1);
    access.store(out + w, access.load(out + w) | above);
  });
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
