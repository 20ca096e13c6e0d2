// Private to the vector files of family `codes`. Internal linkage throughout.
//
// E is a vector of entries: `entry`, `width` of them; load(p) and load_part(p, n); `cue`, the units
// of one way with those that count, made by cue_of(units, mask); equal(row, cue) -> hits, either(a,
// b) of two hits, and count(hits). B is the same for flat codes: members(bits, p) and
// members_part(bits, p, n) -> how many of the entries at p have their bit set.
#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/codes/codes.hpp"

namespace kenyon::kernels {
namespace {

template <class Entry>
struct matrix_rows {
  const Entry* first;
  std::size_t stride;
  const Entry* operator[](std::size_t r) const { return first + r * stride; }
};

template <class Entry>
struct rows_at {
  const Entry* const* rows;
  const Entry* operator[](std::size_t r) const { return rows[r]; }
};

// Vector v of those that cover a row; the last one holds `last` entries.
template <class E, bool whole>
[[gnu::always_inline]] inline auto load_vector(const typename E::entry* row, std::size_t v,
                                               std::size_t vectors, std::size_t last) {
  if (whole || v + 1 < vectors) return E::load(row + v * E::width);
  return E::load_part(row + v * E::width, last);
}

// Rows of one or two vectors: the cue stays in registers.
template <class E, std::size_t ways, std::size_t vectors, bool whole, class Rows>
void count_held(const code_cue<typename E::entry>& cue, Rows rows, std::size_t n,
                std::uint16_t* out) {
  const std::size_t last = cue.width - (vectors - 1) * E::width;
  typename E::cue held[ways][vectors];
  for (std::size_t w = 0; w < ways; ++w)
    for (std::size_t v = 0; v < vectors; ++v)
      held[w][v] = E::cue_of(load_vector<E, whole>(cue.units + w * cue.width, v, vectors, last),
                             load_vector<E, whole>(cue.mask + w * cue.width, v, vectors, last));
  for (std::size_t r = 0; r < n; ++r) {
    const typename E::entry* const row = rows[r];
    std::size_t sum = 0;
    for (std::size_t v = 0; v < vectors; ++v) {
      const auto entries = load_vector<E, whole>(row, v, vectors, last);
      auto hits = E::equal(entries, held[0][v]);
      if constexpr (ways == 2) hits = E::either(hits, E::equal(entries, held[1][v]));
      sum += E::count(hits);
    }
    out[r] = static_cast<std::uint16_t>(sum);
  }
}

template <class E, std::size_t ways, bool whole>
[[gnu::always_inline]] inline std::size_t count_vector(const code_cue<typename E::entry>& cue,
                                                       const typename E::entry* row, std::size_t i,
                                                       std::size_t last) {
  const auto entries = load_vector<E, whole>(row + i, 0, 1, last);
  const auto hits_of = [&](std::size_t at) __attribute__((always_inline)) {
    return E::equal(entries, E::cue_of(load_vector<E, whole>(cue.units + at, 0, 1, last),
                                       load_vector<E, whole>(cue.mask + at, 0, 1, last)));
  };
  auto hits = hits_of(i);
  if constexpr (ways == 2) hits = E::either(hits, hits_of(cue.width + i));
  return E::count(hits);
}

// Rows of any width.
template <class E, std::size_t ways, class Rows>
void count_wide(const code_cue<typename E::entry>& cue, Rows rows, std::size_t n,
                std::uint16_t* out) {
  for (std::size_t r = 0; r < n; ++r) {
    const typename E::entry* const row = rows[r];
    std::size_t sum = 0;
    std::size_t i = 0;
    for (; i + E::width <= cue.width; i += E::width)
      sum += count_vector<E, ways, true>(cue, row, i, E::width);
    if (i < cue.width) sum += count_vector<E, ways, false>(cue, row, i, cue.width - i);
    out[r] = static_cast<std::uint16_t>(sum);
  }
}

template <class E, std::size_t ways, class Rows>
void count_equal(const code_cue<typename E::entry>& cue, Rows rows, std::size_t n,
                 std::uint16_t* out) {
  if (cue.width == E::width)
    count_held<E, ways, 1, true>(cue, rows, n, out);
  else if (cue.width == 2 * E::width)
    count_held<E, ways, 2, true>(cue, rows, n, out);
  else if (cue.width == 0 || cue.width > 2 * E::width)
    count_wide<E, ways>(cue, rows, n, out);
  else if (cue.width < E::width)
    count_held<E, ways, 1, false>(cue, rows, n, out);
  else
    count_held<E, ways, 2, false>(cue, rows, n, out);
}

template <class E>
void equal(const code_cue<typename E::entry>& cue, const typename E::entry* rows,
           std::size_t stride, std::size_t n, std::uint16_t* out) {
  const matrix_rows<typename E::entry> all = {rows, stride};
  if (cue.ways == 1)
    count_equal<E, 1>(cue, all, n, out);
  else
    count_equal<E, 2>(cue, all, n, out);
}

template <class E>
void equal_at(const code_cue<typename E::entry>& cue, const typename E::entry* const* rows,
              std::size_t n, std::uint16_t* out) {
  const rows_at<typename E::entry> all = {rows};
  if (cue.ways == 1)
    count_equal<E, 1>(cue, all, n, out);
  else
    count_equal<E, 2>(cue, all, n, out);
}

template <class B, class Rows>
void count_members(const std::uint64_t* cue, std::size_t width, Rows rows, std::size_t n,
                   std::uint16_t* out) {
  for (std::size_t r = 0; r < n; ++r) {
    const typename B::entry* const row = rows[r];
    std::size_t sum = 0;
    std::size_t i = 0;
    for (; i + B::width <= width; i += B::width) sum += B::members(cue, row + i);
    if (i < width) sum += B::members_part(cue, row + i, width - i);
    out[r] = static_cast<std::uint16_t>(sum);
  }
}

template <class B>
void members(const std::uint64_t* cue, std::size_t width, const typename B::entry* rows,
             std::size_t stride, std::size_t n, std::uint16_t* out) {
  count_members<B>(cue, width, matrix_rows<typename B::entry>{rows, stride}, n, out);
}

template <class B>
void members_at(const std::uint64_t* cue, std::size_t width, const typename B::entry* const* rows,
                std::size_t n, std::uint16_t* out) {
  count_members<B>(cue, width, rows_at<typename B::entry>{rows}, n, out);
}

}  // namespace
}  // namespace kenyon::kernels
