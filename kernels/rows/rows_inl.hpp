// Private to the vector files of family `rows`. L is the level's `lanes`. Internal linkage
// throughout.
#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/lanes/common.hpp"
#include "kernels/rows/rows.hpp"

namespace kenyon::kernels {
namespace {

struct selection {
  words_in matrix;
  std::size_t stride;
  const std::uint32_t* rows;
  std::size_t n;

  words_in row(std::size_t i) const { return matrix + rows[i] * stride; }
};

#ifndef TILE
#define TILE 8
#endif
#ifndef PF
#define PF 3
#endif
constexpr std::size_t tile_vectors = TILE;
constexpr unsigned max_planes = planes_for(max_rows);

// The counters of one tile of columns, bit-sliced: they stay in the L1 cache while all rows pass
// by.
template <class L>
struct tile_counters {
  using vec = typename L::vec;
  vec plane[max_planes][tile_vectors];
};

// Adds rows first .. first + 2^depth. `limit` planes hold the count afterwards.
template <class L, unsigned depth, class Access>
inline void add_rows(const selection& s, std::size_t first, std::size_t column, std::size_t vectors,
                     const Access& access, unsigned limit, tile_counters<L>& tile) {
  using vec = typename L::vec;
  constexpr std::size_t group = std::size_t{1} << depth;
  words_in row[group];
  words_in next[group];
  for (std::size_t i = 0; i < group; ++i) {
    row[i] = s.row(first + i) + column;
    const std::size_t ahead = first + group + i;
    next[i] = s.row(ahead < s.n ? ahead : s.n - 1) + column;
  }
  for (std::size_t t = 0; t < vectors; ++t) {
    const std::size_t at = t * L::width;
    if constexpr (PF >= 0)
      for (std::size_t i = 0; i < group; ++i) __builtin_prefetch(next[i] + at, 0, PF);
    vec counter[depth + 1];
    for (unsigned p = 0; p < depth; ++p) counter[p] = tile.plane[p][t];
    vec carry = add_all<L, depth>(counter, [&](std::size_t i) { return access.load(row[i] + at); });
    for (unsigned p = 0; p < depth; ++p) tile.plane[p][t] = counter[p];
    for (unsigned p = depth; p < limit; ++p) {
      const vec old = tile.plane[p][t];
      tile.plane[p][t] = old ^ carry;
      carry = old & carry;
    }
  }
}

template <class L, class Access>
void count_tile(const selection& s, std::size_t column, std::size_t vectors, const Access& access,
                std::size_t words, std::uint64_t* planes) {
  const unsigned n_planes = planes_for(s.n);
  tile_counters<L> tile;
  for (unsigned p = 0; p < n_planes; ++p) {
    for (std::size_t t = 0; t < vectors; ++t) tile.plane[p][t] = L::zero();
  }
  std::size_t r = 0;
  for (; r + 16 <= s.n; r += 16) {
    add_rows<L, 4>(s, r, column, vectors, access, planes_for(r + 16), tile);
  }
  if (s.n & 8) add_rows<L, 3>(s, r, column, vectors, access, planes_for(r + 8), tile), r += 8;
  if (s.n & 4) add_rows<L, 2>(s, r, column, vectors, access, planes_for(r + 4), tile), r += 4;
  if (s.n & 2) add_rows<L, 1>(s, r, column, vectors, access, planes_for(r + 2), tile), r += 2;
  if (s.n & 1) add_rows<L, 0>(s, r, column, vectors, access, planes_for(r + 1), tile);
  for (unsigned p = 0; p < n_planes; ++p) {
    for (std::size_t t = 0; t < vectors; ++t) {
      access.store(planes + p * words + column + t * L::width, tile.plane[p][t]);
    }
  }
}

template <class L>
void count_columns(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
                   std::size_t words, std::uint64_t* planes) {
  const selection s{matrix, stride, rows, n};
  std::size_t w = 0;
  while (w + L::width <= words) {
    const std::size_t left = (words - w) / L::width;
    const std::size_t vectors = left < tile_vectors ? left : tile_vectors;
    count_tile<L>(s, w, vectors, typename L::whole(), words, planes);
    w += vectors * L::width;
  }
  if (w < words) count_tile<L>(s, w, 1, typename L::part(words - w), words, planes);
}

// AND and OR may take a row twice: an incomplete group is filled up with its last row, and the
// first group, which has no result yet to go on from, takes its first row for it.
template <class L>
std::size_t intersect_rows(words_in matrix, std::size_t stride, const std::uint32_t* rows,
                           std::size_t n, std::size_t words, std::size_t enough, std::uint64_t* out,
                           std::size_t* used) {
  using vec = typename L::vec;
  static_assert(intersect_group == 4);
  const selection s{matrix, stride, rows, n};
  if (n == 0) fill<L>(out, words, ~std::uint64_t{0});
  std::size_t survivors = 64 * words;
  std::size_t r = 0;
  while (r < n) {
    words_in row[4];
    words_in next[4];
    for (std::size_t i = 0; i < 4; ++i) {
      row[i] = s.row(r + i < n ? r + i : n - 1);
      next[i] = s.row(r + 4 + i < n ? r + 4 + i : n - 1);
    }
    const words_in before = r == 0 ? row[0] : out;
    vec total = L::zero();
    each_vector<L>(words, [&](std::size_t w, const auto& access) {
      for (const words_in ahead : next) __builtin_prefetch(ahead + w);
      const vec pair = access.load(row[0] + w) & access.load(row[1] + w);
      const vec four = pair & access.load(row[2] + w) & access.load(row[3] + w);
      const vec left = four & access.load(before + w);
      access.store(out + w, left);
      total = total + L::count(left);
    });
    r = r + 4 < n ? r + 4 : n;
    survivors = L::sum(total);
    if (survivors <= enough) break;
  }
  *used = r;
  return survivors;
}

template <class L>
void unite_rows(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
                std::size_t words, std::uint64_t* out) {
  using vec = typename L::vec;
  const selection s{matrix, stride, rows, n};
  if (n == 0) fill<L>(out, words, 0);
  for (std::size_t r = 0; r < n; r += 8) {
    words_in row[8];
    for (std::size_t i = 0; i < 8; ++i) row[i] = s.row(r + i < n ? r + i : n - 1);
    const words_in before = r == 0 ? row[0] : out;
    each_vector<L>(words, [&](std::size_t w, const auto& access) {
      vec any = access.load(before + w);
      for (const words_in one : row) any = any | access.load(one + w);
      access.store(out + w, any);
    });
  }
}

template <class L>
std::size_t at_least_columns(words_in planes, unsigned n_planes, std::size_t words,
                             std::uint32_t threshold, std::uint64_t* out) {
  using vec = typename L::vec;
  if (threshold == 0 || threshold >> n_planes != 0) {
    fill<L>(out, words, threshold == 0 ? ~std::uint64_t{0} : 0);
    return threshold == 0 ? 64 * words : 0;
  }
  vec total = L::zero();
  each_vector<L>(words, [&](std::size_t w, const auto& access) {
    const vec enough = at_least_vector<L>(planes, n_planes, words, w, access, threshold);
    access.store(out + w, enough);
    total = total + L::count(enough);
  });
  return L::sum(total);
}

}  // namespace
}  // namespace kenyon::kernels
