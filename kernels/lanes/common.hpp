// Private to the vector kernel files: walking over words, and bit-sliced numbers.
// A bit-sliced number of b bits a column is b vectors (or planes of words), lowest bit first.
// L is a level's `lanes`. Everything has internal linkage, so that each instruction set has its own
// copy.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {
namespace {

using words_in = const std::uint64_t*;

// Calls f(word, access) for every whole vector of `words` words, then for the rest if there is one.
template <class L, class F>
[[gnu::always_inline]] inline void each_vector(std::size_t words, const F& f) {
  std::size_t w = 0;
  for (; w + L::width <= words; w += L::width) f(w, typename L::whole());
  if (w < words) f(w, typename L::part(words - w));
}

template <class L>
void fill(std::uint64_t* out, std::size_t words, std::uint64_t word) {
  each_vector<L>(words,
                 [&](std::size_t w, const auto& access) { access.store(out + w, L::fill(word)); });
}

// sum, x and y are added in every column: sum keeps the low bit, the carry is returned.
template <class L, class Vec = typename L::vec>
[[gnu::always_inline]] inline Vec full_add(Vec& sum, Vec x, Vec y) {
  const Vec carry = L::majority(sum, x, y);
  sum = L::parity(sum, x, y);
  return carry;
}

// Adds the 2^depth vectors in(first), in(first + 1), ... to the counter of `depth` bits; returns
// the carry out of it, of weight 2^depth. Costs 2^depth - 1 full adders and 2*depth + 1 live
// vectors.
template <class L, unsigned depth, class In, class Vec = typename L::vec>
[[gnu::always_inline]] inline Vec add_all(Vec* counter, const In& in, std::size_t first = 0) {
  if constexpr (depth == 0) {
    return in(first);
  } else {
    const Vec x = add_all<L, depth - 1>(counter, in, first);
    const Vec y = add_all<L, depth - 1>(counter, in, first + (std::size_t{1} << (depth - 1)));
    return full_add<L>(counter[depth - 1], x, y);
  }
}

// Columns of the vector at `word` whose count is >= threshold, 0 < threshold < 2^n_planes: the
// carry out of count + ~threshold + 1, and a carry is a majority.
template <class L, class Access, class Vec = typename L::vec>
[[gnu::always_inline]] inline Vec at_least_vector(words_in planes, unsigned n_planes,
                                                  std::size_t words, std::size_t word,
                                                  const Access& access, std::uint32_t threshold) {
  Vec enough = L::fill(~std::uint64_t{0});
  for (unsigned p = 0; p < n_planes; ++p) {
    const Vec inverse = L::fill((threshold >> p & 1) ? 0 : ~std::uint64_t{0});
    enough = L::majority(access.load(planes + p * words + word), enough, inverse);
  }
  return enough;
}

}  // namespace
}  // namespace kenyon::kernels
