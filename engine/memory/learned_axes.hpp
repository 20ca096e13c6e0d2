// Private: directions along which vectors are told apart, learned from a sample.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kenyon {

struct learned_axes {
  std::size_t dimensions = 0;
  std::size_t axes = 0;
  std::vector<float> directions;  // axes rows of `dimensions`, of length 1, each at right angles
  std::vector<float> centre;      // the mean of the sample along each axis

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

// The nearest of `count` points to each row; ties go to the lower index. `half_squares` of the
// points, as half_squares_of() gives them.
void nearest_points(const float* rows, std::size_t n, std::size_t width, const float* points,
                    const float* half_squares, std::size_t count, std::uint32_t* nearest);
std::vector<float> half_squares_of(const float* points, std::size_t count, std::size_t width);

}  // namespace kenyon
