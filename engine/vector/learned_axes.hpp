// Private: directions along which vectors are told apart, learned from a sample.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kenyon {

struct learned_axes {
  std::size_t dimensions = 0;
  std::size_t axes = 0;
  std::vector<float>
      directions;             // `dimensions` rows of `axes`: columns of length 1 at right angles
  std::vector<float> centre;  // the mean of the sample along each axis

  // out[r*axes + a] = row r along axis a, not centred.
  void project(const float* rows, std::size_t n, float* out) const;
};

// All directions in a random rotation, where axes == dimensions; otherwise the subspace that holds
// most of the sample's variance (subspace iteration: Oja's rule for many units, a whole sample a
// step), rotated at random. The rotation spreads the variance evenly over the axes. A fixed order
// of additions: the same bits at every level.
learned_axes learn_axes(const float* sample, std::size_t n, std::size_t dimensions,
                        std::size_t axes, std::uint64_t seed);

// Competitive Hebbian learning of `count` points in `width` numbers: every row of the sample moves
// its nearest point towards itself, by 1/n where it is the n-th row that this point has won. Rows
// are taken in bunches that find their winners first. Points start at rows drawn at random. More
// points than rows: the rest start at rows too.
std::vector<float> compete(const float* sample, std::size_t n, std::size_t width, std::size_t count,
                           unsigned passes, std::uint64_t seed);

// Points as the search for the nearest one reads them.
struct point_table {
  point_table() = default;
  point_table(const float* points, std::size_t count, std::size_t width);

  // The nearest point to each of n rows; ties go to the lower index.
  void nearest(const float* rows, std::size_t n, std::uint32_t* out) const;
  std::uint64_t bytes() const { return 4 * (columns.size() + half_squares.size()); }

  std::size_t width = 0;
  std::vector<float> half_squares;  // of each point; places that fill up a vector are never near
  std::vector<float> columns;       // `width` rows: a number of all points side by side
};

}  // namespace kenyon
