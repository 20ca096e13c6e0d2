// Private: k-means, and the search for the nearest centroid.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kenyon {

// `count` centroids of `width` numbers, one after another, by online k-means (MacQueen 1967): every
// row of the sample moves its nearest centroid towards itself, by 1/n where it is the n-th row that
// this one has won. Rows are taken in bunches that find their winners first. Centroids start at
// rows drawn at random, no two at equal ones; where there are more of them than rows that differ,
// the rest repeat these and win nothing. Read as neurons: competitive Hebbian learning.
std::vector<float> kmeans(const float* sample, std::size_t n, std::size_t width, std::size_t count,
                          unsigned passes, std::uint64_t seed);

// Centroids as the search for the nearest one reads them.
struct centroid_table {
  centroid_table() = default;
  centroid_table(const float* points, std::size_t count, std::size_t width);

  // The nearest centroid to each of n rows; ties go to the lower index.
  void nearest(const float* rows, std::size_t n, std::uint32_t* out) const;
  std::uint64_t bytes() const { return 4 * (columns.size() + half_squares.size()); }

  std::size_t width = 0;
  // Of each centroid. The places that fill up the last vector are infinite: never the nearest.
  std::vector<float> half_squares;
  std::vector<float> columns;  // `width` rows: a number of all centroids side by side
};

}  // namespace kenyon
