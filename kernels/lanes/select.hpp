// Private to the vector kernel files: the best of bit-sliced counts. Internal linkage throughout.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/lanes/common.hpp"

namespace kenyon::kernels {
namespace {

inline std::size_t ones(std::uint64_t word) {
  return static_cast<std::size_t>(_mm_popcnt_u64(word));
}

// The lowest n set bits of a word that has more than n.
inline std::uint64_t lowest(std::uint64_t word, std::size_t n) {
  return _pdep_u64((std::uint64_t{1} << n) - 1, word);
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
void select_short(words_in planes, unsigned n_planes, std::size_t words, std::size_t k,
                  std::size_t n_equal, std::uint64_t* out) {
  using vec = typename L::vec;
  short_row<L, N> above, equal, plane;
  for (vec& part : above.part) part = L::zero();
  equal.load(out, words);
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

// Of the n_equal >= k columns that `out` marks, all that have any count among them, the k of the
// largest counts stay marked, ties going to the lower. Radix selection from the top plane: the
// columns still equal to the threshold's higher bits are split by the next plane, and either half
// of them is as many as are wanted or more, or all of it wins. One pass a plane: it applies the
// decision about the plane above and counts for its own.
template <class L>
void select_columns(words_in planes, unsigned n_planes, std::size_t words, std::size_t k,
                    std::size_t n_equal, std::uint64_t* out) {
  using vec = typename L::vec;
  if (words <= short_words)
    return select_short<L, short_words / L::width>(planes, n_planes, words, k, n_equal, out);
  std::uint32_t threshold = 0;
  words_in decided = out;  // `out` and with this plane, flipped: nothing decided yet
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
    n_equal = split_high ? higher : n_equal - higher;
    decided = plane;
  }
  const bool some_above = (threshold + 1) >> n_planes == 0;
  each_vector<L>(words, [&](std::size_t w, const auto& access) {
    access.store(out + w, access.load(out + w) & (access.load(decided + w) ^ flip));
  });
  if (n_equal != k) keep_lowest(out, words, k);
  if (!some_above) return;
  each_vector<L>(words, [&](std::size_t w, const auto& access) {
    const vec above = at_least_vector<L>(planes, n_planes, words, w, access, threshold + 1);
    access.store(out + w, access.load(out + w) | above);
  });
}

// The k best among the columns that have any count, all of them when they are fewer; returns how
// many.
template <class L>
std::size_t select_supported(words_in planes, unsigned n_planes, std::size_t words, std::size_t k,
                             std::uint64_t* out) {
  using vec = typename L::vec;
  vec total = L::zero();
  each_vector<L>(words, [&](std::size_t w, const auto& access) {
    vec any = L::zero();
    for (unsigned p = 0; p < n_planes; ++p) any = any | access.load(planes + p * words + w);
    access.store(out + w, any);
    total = total + L::count(any);
  });
  const std::size_t supported = L::sum(total);
  if (supported <= k) return supported;
  select_columns<L>(planes, n_planes, words, k, supported, out);
  return k;
}

}  // namespace
}  // namespace kenyon::kernels
