// Private: the rotation under which vectors are coded, with a projection on principal axes (PCA)
// before it where they are long.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kenyon {

struct rotation {
  std::size_t dimensions = 0;
  std::size_t axes = 0;
  // `dimensions` rows of `axes`: columns of length 1 at right angles.
  std::vector<float> directions;
  std::vector<float> centre;  // the mean of the sample along each axis

  // out[r*axes + a] = row r along axis a, not centred.
  void project(const float* rows, std::size_t n, float* out) const;
};

// A random rotation, where axes == dimensions; otherwise the principal subspace of the sample
// (subspace iteration, three steps), rotated at random. The rotation spreads the variance evenly
// over the axes. A fixed order of additions: the same bits at every level. Read as neurons: Oja's
// rule for many units, a whole sample a step.
rotation fit_rotation(const float* sample, std::size_t n, std::size_t dimensions, std::size_t axes,
                      std::uint64_t seed);

}  // namespace kenyon
