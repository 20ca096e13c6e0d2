// Private to the vector files of family `rows`. L is the level's `lanes`. Internal linkage
// throughout.
#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/lanes/select.hpp"
#include "kernels/rows/rows.hpp"

namespace kenyon::kernels {
namespace {

// A span of rows wider than this is taken to lie in memory rather than in a cache, and is
// prefetched. For rows that are in a cache already, prefetching costs a third of the speed.
constexpr std::size_t far_bytes = std::size_t{64} << 20;

inline bool far_apart(std::size_t stride, const std::uint32_t* rows, std::size_t n) {
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < n; ++i) last = rows[i] > last ? rows[i] : last;
  return last * stride * sizeof(std::uint64_t) > far_bytes;
}

// N vectors side by side, treated as one: neighbouring cache lines of a row are read together, and
// N independent chains of additions keep both vector ports busy.
template <class L, std::size_t N>
struct wide {
  static constexpr std::size_t parts = N;
  static constexpr std::size_t width = N * L::width;
  struct vec {
    typename L::vec part[N];
  };
  [[gnu::always_inline]] static vec zero() {
    vec r;
    for (auto& part : r.part) part = L::zero();
    return r;
  }
  [[gnu::always_inline]] static vec parity(vec a, vec b, vec c) {
    for (std::size_t i = 0; i < N; ++i) a.part[i] = L::parity(a.part[i], b.part[i], c.part[i]);
    return a;
  }
  [[gnu::always_inline]] static vec majority(vec a, vec b, vec c) {
    for (std::size_t i = 0; i < N; ++i) a.part[i] = L::majority(a.part[i], b.part[i], c.part[i]);
    return a;
  }
  template <class Access>
  [[gnu::always_inline]] static vec load(const Access& access, words_in p) {
    vec r;
    for (std::size_t i = 0; i < N; ++i) r.part[i] = access.load(p + i * L::width);
    return r;
  }
  template <class Access>
  [[gnu::always_inline]] static void store(const Access& access, std::uint64_t* p, const vec& v) {
    for (std::size_t i = 0; i < N; ++i) access.store(p + i * L::width, v.part[i]);
  }
};

template <class Wide>
[[gnu::always_inline]] inline void half_add(typename Wide::vec& sum, typename Wide::vec& carry) {
  for (std::size_t i = 0; i < Wide::parts; ++i) {
    const auto old = sum.part[i];
    sum.part[i] = old ^ carry.part[i];
    carry.part[i] = old & carry.part[i];
  }
}

// The counts of N vectors of columns over n rows. The counters' four lowest bits stay in registers
// while 16 rows at a time pass by; the higher bits change only by carries out of 16 rows. All of it
// inline: with its counters and pointers behind a call, short rows took half as long again.
template <class L, std::size_t N, class Access>
struct column_counter {
  using lanes = wide<L, N>;
  using vec = typename lanes::vec;
  static constexpr unsigned low_planes = 4;
  static constexpr std::size_t group = 16;
  struct planes_of_all {
    vec low[low_planes];
    vec high[planes_for(max_rows) - low_planes];  // cleared where needed: it costs as much as rows
  };

  words_in first;  // of row 0, at the columns
  std::size_t stride;
  const std::uint32_t* row;  // selected
  std::size_t n;
  Access access;

  // Adds rows r .. r + 2^depth, which make the count need planes_for(r + 2^depth) planes.
  template <unsigned depth, class Fetch>
  [[gnu::always_inline]] void add(planes_of_all& sum, std::size_t r, const Fetch& fetch) const {
    vec carry = add_all<lanes, depth>(
        sum.low, [&](std::size_t i) __attribute__((always_inline)) {
          fetch(r + i);
          return lanes::load(access, first + row[r + i] * stride);
        });
    for (unsigned p = depth; p < low_planes; ++p) half_add<lanes>(sum.low[p], carry);
    const unsigned limit = planes_for(r + (std::size_t{1} << depth));
    for (unsigned p = low_planes; p < limit; ++p) half_add<lanes>(sum.high[p - low_planes], carry);
  }

  // Adds them if that many of the rest are left.
  template <unsigned depth, class Fetch>
  [[gnu::always_inline]] void add_rest(planes_of_all& sum, std::size_t& r,
                                       const Fetch& fetch) const {
    if (!(n >> depth & 1)) return;
    add<depth>(sum, r, fetch);
    r += std::size_t{1} << depth;
  }

  // fetch(i) is called beside the reading of row i: fetches in a burst would wait for one another,
  // and the reading for all of them.
  template <class Fetch>
  [[gnu::always_inline]] void count(const Fetch& fetch, std::size_t words,
                                    std::uint64_t* planes) const {
    const unsigned n_planes = planes_for(n);
    planes_of_all sum;
    for (vec& plane : sum.low) plane = lanes::zero();
    for (unsigned p = low_planes; p < n_planes; ++p) sum.high[p - low_planes] = lanes::zero();
    std::size_t r = 0;
    for (; r + group <= n; r += group) add<low_planes>(sum, r, fetch);
    add_rest<3>(sum, r, fetch);
    add_rest<2>(sum, r, fetch);
    add_rest<1>(sum, r, fetch);
    add_rest<0>(sum, r, fetch);
    for (unsigned p = 0; p < n_planes; ++p)
      lanes::store(access, planes + p * words,
                   p < low_planes ? sum.low[p] : sum.high[p - low_planes]);
  }
};

// One sweep over the columns adds 2^depth rows to the planes, N vectors of columns at a time. Every
// row is read as a stream of its own, which the prefetcher of the L1 cache follows; with 64 rows a
// sweep the planes are written once and the carry-save tree lives in registers (26 of the 32 that
// AVX-512 has; too many for AVX2, which counts column by column above).
template <unsigned depth>
struct row_sweep {
  static constexpr std::size_t rows = std::size_t{1} << depth;

  words_in row[rows];
  std::size_t words;  // also from plane to plane
  std::uint64_t* planes;
  unsigned before, after;  // planes that counts take before and after this sweep

  row_sweep(words_in matrix, std::size_t stride, const std::uint32_t* selected, std::size_t first,
            std::size_t n_words, std::uint64_t* out)
      : words(n_words),
        planes(out),
        before(first == 0 ? 0 : planes_for(first)),
        after(planes_for(first + rows)) {
    for (std::size_t i = 0; i < rows; ++i) row[i] = matrix + selected[first + i] * stride;
  }

  // The first sweep starts from nothing: no plane is read, and one carry plane written.
  template <class L, std::size_t N, bool first, class Access>
  [[gnu::always_inline]] void add(std::size_t column, const Access& access) const {
    using lanes = wide<L, N>;
    std::uint64_t* const out = planes + column;
    typename lanes::vec low[depth + 1];  // + 1: an array of none is not allowed
    for (unsigned p = 0; p < depth; ++p) {
      low[p] = first || p >= before ? lanes::zero() : lanes::load(access, out + p * words);
    }
    typename lanes::vec carry = add_all<lanes, depth>(
        low, [&](std::size_t i) { return lanes::load(access, row[i] + column); });
    for (unsigned p = 0; p < depth; ++p) lanes::store(access, out + p * words, low[p]);
    if constexpr (first) {
      lanes::store(access, out + depth * words, carry);
    } else {
      for (unsigned p = depth; p < after; ++p) {
        auto sum = p < before ? lanes::load(access, out + p * words) : lanes::zero();
        half_add<lanes>(sum, carry);
        lanes::store(access, out + p * words, sum);
      }
    }
  }

  template <class L, std::size_t N, bool first>
  void run() const {
    std::size_t w = 0;
    for (; w + N * L::width <= words; w += N * L::width) add<L, N, first>(w, typename L::whole());
    for (; w + L::width <= words; w += L::width) add<L, 1, first>(w, typename L::whole());
    if (w < words) add<L, 1, first>(w, typename L::part(words - w));
  }
};

// Sweeps of 64 rows, then one each of 32, 16, ... as the rest of n needs.
template <class L, std::size_t N, unsigned depth = 6>
void count_by_sweeps(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
                     std::size_t words, std::uint64_t* planes, std::size_t first = 0) {
  constexpr std::size_t each = std::size_t{1} << depth;
  for (; n - first >= each; first += each) {
    const row_sweep<depth> sweep(matrix, stride, rows, first, words, planes);
    if (first == 0)
      sweep.template run<L, N, true>();
    else
      sweep.template run<L, N, false>();
  }
  if constexpr (depth > 0)
    count_by_sweeps<L, N, depth - 1>(matrix, stride, rows, n, words, planes, first);
}

// Into L2: measured better than L1, and than fetches for writing. Always inline, as whatever calls
// it is: to g++ a function that only prefetches has no effect, and a call of it is dropped.
[[gnu::always_inline]] inline void prefetch_words(words_in first, std::size_t words) {
  for (std::size_t w = 0; w < words; w += 8) __builtin_prefetch(first + w, 0, 2);
}

// fetch(i, w, words) is called beside the reading of row i in columns w .. w + words.
template <class L, std::size_t N, class Fetch>
void count_fetching(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
                    std::size_t words, std::uint64_t* planes, const Fetch& fetch) {
  std::size_t w = 0;
  for (; w + N * L::width <= words; w += N * L::width) {
    const column_counter<L, N, typename L::whole> c{matrix + w, stride, rows, n, {}};
    c.count(
        [=](std::size_t i) __attribute__((always_inline)) { fetch(i, w, N * L::width); }, words,
        planes + w);
  }
  for (; w + L::width <= words; w += L::width) {
    const column_counter<L, 1, typename L::whole> c{matrix + w, stride, rows, n, {}};
    c.count(
        [=](std::size_t i) __attribute__((always_inline)) { fetch(i, w, L::width); }, words,
        planes + w);
  }
  if (w < words) {
    const column_counter<L, 1, typename L::part> c{matrix + w, stride, rows, n,
                                                   typename L::part(words - w)};
    c.count(
        [=](std::size_t i) __attribute__((always_inline)) { fetch(i, w, words - w); }, words,
        planes + w);
  }
}

// Where rows lie far apart, the row 16 places on is fetched; behind the last, the first rows at the
// next columns.
template <class L, std::size_t N>
void count_columns(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
                   std::size_t words, std::uint64_t* planes) {
  constexpr std::size_t width = N * L::width;
  constexpr std::size_t on = 16;
  if (!far_apart(stride, rows, n)) {
    const auto none = [](std::size_t, std::size_t, std::size_t) {};
    return count_fetching<L, N>(matrix, stride, rows, n, words, planes, none);
  }
  const auto fetch = [=](std::size_t i, std::size_t w, std::size_t) __attribute__((always_inline)) {
    if (i + on < n)
      prefetch_words(matrix + rows[i + on] * stride + w, width);
    else if (i + on < 2 * n)
      prefetch_words(matrix + rows[i + on - n] * stride + w + width, width);
  };
  count_fetching<L, N>(matrix, stride, rows, n, words, planes, fetch);
}

// Beside every row one of those ahead is fetched, and behind the last row all that are left.
template <class L, std::size_t N>
std::size_t best_fetching(words_in matrix, std::size_t stride, const std::uint32_t* rows,
                          std::size_t n, std::size_t words, const std::uint32_t* ahead,
                          std::size_t n_ahead, std::size_t k, std::uint64_t* planes,
                          std::uint64_t* winners) {
  if (n_ahead == 0) ahead = rows, n_ahead = n;  // fetched already: cheaper than a question a row
  const std::size_t last = n_ahead - 1;
  const auto fetch = [=](std::size_t i, std::size_t w, std::size_t at_once)
      __attribute__((always_inline)) {
    prefetch_words(matrix + ahead[i < last ? i : last] * stride + w, at_once);
  };
  count_fetching<L, N>(matrix, stride, rows, n, words, planes, fetch);
  for (std::size_t i = n; i < n_ahead; ++i) prefetch_words(matrix + ahead[i] * stride, words);
  return select_supported<L>(planes, planes_for(n), words, k, winners);
}

template <class L>
void set_rows(std::uint64_t* matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
              std::size_t words, const std::uint32_t* ahead, std::size_t n_ahead, words_in bits) {
  for (std::size_t r = 0; r < n || r < n_ahead; ++r) {
    if (r < n_ahead) prefetch_words(matrix + ahead[r] * stride, words);
    if (r >= n) continue;
    std::uint64_t* const row = matrix + rows[r] * stride;
    each_vector<L>(words, [&](std::size_t w, const auto& access) {
      access.store(row + w, access.load(row + w) | access.load(bits + w));
    });
  }
}

// G rows at the same place. AND and OR may take a row twice: a group that is not full repeats its
// last row.
template <std::size_t G>
struct row_group {
  words_in row[G];

  row_group(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t first,
            std::size_t n) {
    for (std::size_t i = 0; i < G; ++i) {
      row[i] = matrix + rows[first + i < n ? first + i : n - 1] * stride;
    }
  }
  void prefetch(std::size_t word) const {
    for (const words_in r : row) __builtin_prefetch(r + word, 0, 2);
  }
};

template <class L>
std::size_t intersect_rows(words_in matrix, std::size_t stride, const std::uint32_t* rows,
                           std::size_t n, std::size_t words, std::size_t enough, std::uint64_t* out,
                           std::size_t* used) {
  using vec = typename L::vec;
  static_assert(intersect_group == 4);
  const bool far = far_apart(stride, rows, n);
  if (n == 0) fill<L>(out, words, ~std::uint64_t{0});
  std::size_t survivors = 64 * words;
  std::size_t r = 0;
  while (r < n) {
    const row_group<4> group(matrix, stride, rows, r, n);
    const row_group<4> next(matrix, stride, rows, r + 4, n);
    const words_in before = r == 0 ? group.row[0] : out;
    vec total = L::zero();
    each_vector<L>(words, [&](std::size_t w, const auto& access) {
      if (far) next.prefetch(w);
      const vec pair = access.load(group.row[0] + w) & access.load(group.row[1] + w);
      const vec four = pair & access.load(group.row[2] + w) & access.load(group.row[3] + w);
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
void intersect_many_rows(words_in matrix, std::size_t stride, const std::uint32_t* rows,
                         const std::size_t* begin, std::size_t selections, std::size_t words,
                         std::uint64_t* out, std::size_t out_stride) {
  using vec = typename L::vec;
  for (std::size_t c = 0; c < selections; ++c) {
    each_vector<L>(words, [&](std::size_t w, const auto& access) {
      // Two chains: the loads of the next rows and selections need not wait for one another.
      vec even = L::fill(~std::uint64_t{0});
      vec odd = even;
      std::size_t i = begin[c];
      for (; i + 2 <= begin[c + 1]; i += 2) {
        even = even & access.load(matrix + rows[i] * stride + w);
        odd = odd & access.load(matrix + rows[i + 1] * stride + w);
      }
      if (i < begin[c + 1]) even = even & access.load(matrix + rows[i] * stride + w);
      access.store(out + c * out_stride + w, even & odd);
    });
  }
}

template <class L>
void unite_rows(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
                std::size_t words, std::uint64_t* out) {
  using vec = typename L::vec;
  const bool far = far_apart(stride, rows, n);
  if (n == 0) fill<L>(out, words, 0);
  for (std::size_t r = 0; r < n; r += 8) {
    const row_group<8> group(matrix, stride, rows, r, n);
    const row_group<8> next(matrix, stride, rows, r + 8, n);
    const words_in before = r == 0 ? group.row[0] : out;
    each_vector<L>(words, [&](std::size_t w, const auto& access) {
      if (far) next.prefetch(w);
      vec any = access.load(before + w);
      for (const words_in row : group.row) any = any | access.load(row + w);
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
