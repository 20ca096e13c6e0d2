// Family `rows`: arithmetic over selected rows of a bit matrix.
// Row r starts at matrix + r*stride words and is `words` long (stride >= words). `rows` names the
// selected rows, each below 2^32, repeats allowed, 0 <= n <= max_rows.
//
// Counts of selected rows are bit-sliced: plane p (planes + p*words) has bit u set when bit p of
// the count of column u is set, so a count costs carry-save additions of whole words instead of one
// add a column.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {

inline constexpr std::size_t max_rows = 4096;

// Planes needed for counts 0..n.
constexpr unsigned planes_for(std::size_t n) {
  return static_cast<unsigned>(std::bit_width(n));
}

struct rows_kernels {
  // planes[0 .. planes_for(n)) of `words` words each = the count of every column over the selected
  // rows.
  void (*count)(const std::uint64_t* matrix, std::size_t stride, const std::uint32_t* rows,
                std::size_t n, std::size_t words, std::uint64_t* planes);

  // The best columns of the same counts: `winners` (`words` words) marks the k <= 64*words columns
  // of the largest counts, ties going to the lower, and none that no row has; returns how many it
  // marks. For rows that no near cache holds: meanwhile the rows `ahead`, those of the next call,
  // are fetched. A burst of fetches between two calls would wait for itself.
  std::size_t (*best_ahead)(const std::uint64_t* matrix, std::size_t stride,
                            const std::uint32_t* rows, std::size_t n, std::size_t words,
                            const std::uint32_t* ahead, std::size_t n_ahead, std::size_t k,
                            std::uint64_t* planes, std::uint64_t* winners);

  // Sets `bits` (`words` words, outside the matrix) in every selected row, and fetches the rows
  // `ahead` meanwhile.
  void (*set_ahead)(std::uint64_t* matrix, std::size_t stride, const std::uint32_t* rows,
                    std::size_t n, std::size_t words, const std::uint32_t* ahead,
                    std::size_t n_ahead, const std::uint64_t* bits);

  // out = AND of the selected rows, in order (n = 0: all ones), until at most `enough` bits
  // survive. Returns the number of surviving bits; *used = rows combined so far. Survivors are the
  // AND of exactly the first *used rows. The check runs after every `intersect_group` rows and
  // after the last, at every level.
  std::size_t (*intersect)(const std::uint64_t* matrix, std::size_t stride,
                           const std::uint32_t* rows, std::size_t n, std::size_t words,
                           std::size_t enough, std::uint64_t* out, std::size_t* used);

  // AND for many selections in one call, without an early end: selection c is rows[begin[c]] ..
  // rows[begin[c+1]-1], its result goes to out + c*out_stride (empty: all ones). For narrow tiles
  // of a matrix that stay in a cache, where a call a selection would cost as much as the work.
  void (*intersect_many)(const std::uint64_t* matrix, std::size_t stride, const std::uint32_t* rows,
                         const std::size_t* begin, std::size_t selections, std::size_t words,
                         std::uint64_t* out, std::size_t out_stride);

  // out = OR of the selected rows (n = 0: zeros).
  void (*unite)(const std::uint64_t* matrix, std::size_t stride, const std::uint32_t* rows,
                std::size_t n, std::size_t words, std::uint64_t* out);

  // out = columns whose count is >= threshold; returns how many. n_planes <= 16.
  std::size_t (*at_least)(const std::uint64_t* planes, unsigned n_planes, std::size_t words,
                          std::uint32_t threshold, std::uint64_t* out);

  // counts[u] = count of column u, for the 64*words columns. n_planes <= 16.
  void (*unpack)(const std::uint64_t* planes, unsigned n_planes, std::size_t words,
                 std::uint16_t* counts);
};

// Rows that `intersect` combines between two looks at the survivors.
inline constexpr std::size_t intersect_group = 4;

namespace scalar {
extern const rows_kernels rows;
}
namespace avx2 {
extern const rows_kernels rows;
}
namespace avx512 {
extern const rows_kernels rows;
}
namespace avx512_popcnt {
extern const decltype(rows_kernels::best_ahead) best_ahead;
extern const decltype(rows_kernels::intersect) intersect;
extern const decltype(rows_kernels::at_least) at_least;
}  // namespace avx512_popcnt

}  // namespace kenyon::kernels
