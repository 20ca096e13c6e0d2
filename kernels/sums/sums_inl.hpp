// Private to the vector files of family `sums`. W is a level's vector of weights. Internal linkage
// throughout.
#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/sums/sums.hpp"

namespace kenyon::kernels {
namespace {

constexpr std::size_t exact_rows = 8;  // that add up within 16 bits

// Up to 64 rows side by side along the columns: each is a stream of its own, which the prefetcher
// of the L1 cache follows, and the sums are read and written once. N vectors of columns at a time.
template <class W>
struct weight_sweep {
  static constexpr std::size_t most_rows = 64;
  using vec = typename W::vec;

  const std::int16_t* row[most_rows];
  std::size_t n;

  weight_sweep(const std::int16_t* weights, std::size_t stride, const std::uint32_t* rows,
               std::size_t selected)
      : n(selected) {
    for (std::size_t i = 0; i < n; ++i) row[i] = weights + rows[i] * stride;
  }

  // G <= exact_rows rows from `first` on, at one place.
  template <std::size_t N, std::size_t G, class Access>
  [[gnu::always_inline]] void add_group(std::size_t first, std::size_t column, const Access& access,
                                        typename W::sums* total) const {
    for (std::size_t v = 0; v < N; ++v) {
      const std::size_t at = column + v * W::width;
      vec some = access.load(row[first] + at);
      for (std::size_t i = 1; i < G; ++i) some = W::add(some, access.load(row[first + i] + at));
      total[v].add(some);
    }
  }

  template <std::size_t N, class Access>
  [[gnu::always_inline]] void add(std::size_t column, const Access& access,
                                  const std::int32_t* start, std::int32_t* sums) const {
    typename W::sums total[N];
    for (std::size_t v = 0; v < N; ++v) total[v].load(access, start + column + v * W::width);
    std::size_t i = 0;
    for (; i + exact_rows <= n; i += exact_rows) add_group<N, exact_rows>(i, column, access, total);
    if (n & 4) add_group<N, 4>(i, column, access, total);
    i += n & 4;
    if (n & 2) add_group<N, 2>(i, column, access, total);
    i += n & 2;
    if (n & 1) add_group<N, 1>(i, column, access, total);
    for (std::size_t v = 0; v < N; ++v) total[v].store(access, sums + column + v * W::width);
  }

  void run(std::size_t columns, const std::int32_t* start, std::int32_t* sums) const {
    std::size_t c = 0;
    for (; c + 2 * W::width <= columns; c += 2 * W::width)
      add<2>(c, typename W::whole(), start, sums);
    for (; c + W::width <= columns; c += W::width) add<1>(c, typename W::whole(), start, sums);
    if (c < columns) add<1>(c, typename W::part(columns - c), start, sums);
  }
};

template <class W>
void add_weight_rows(const std::int16_t* weights, std::size_t stride, const std::uint32_t* rows,
                     std::size_t n, std::size_t columns, const std::int32_t* start,
                     std::int32_t* sums) {
  std::size_t first = 0;
  do {
    constexpr std::size_t most = weight_sweep<W>::most_rows;
    const std::size_t some = n - first < most ? n - first : most;
    weight_sweep<W>(weights, stride, rows + first, some).run(columns, start, sums);
    start = sums;
    first += some;
  } while (first < n);
}

}  // namespace
}  // namespace kenyon::kernels
