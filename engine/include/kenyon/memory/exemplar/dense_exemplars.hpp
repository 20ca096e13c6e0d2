// Exemplars of real numbers: the modern Hopfield network (Ramsauer et al. 2021) with the separation
// functions of separation.hpp; sparsemax and entmax as in Hu et al. (2023). The fit of an exemplar
// x with a state q is q.x (float32, in the fixed order of kernels/dots), its share p a function of
// all fits, and the update q <- sum of p_i x_i. One update with softmax and
// beta = 1/sqrt(dimensions) is attention with keys and values alike. Nothing is normalised: store
// unit vectors where angles are meant.
//
// The same bits at every level and for any number of threads. A recall reads all exemplars; cues of
// a batch share the reading.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <kenyon/base/bit_matrix.hpp>
#include <kenyon/memory/exemplar/separation.hpp>

namespace kenyon {

struct dense_options {
  std::uint32_t steps = 1;  // most updates
  double tolerance = 1e-5;  // an update that moves no number by more has converged
};

struct dense_facts {
  std::uint32_t steps = 0;
  bool converged = false;
  std::size_t best = 0;   // exemplar that fits the last state asked with best; ties to the lower
  double best_share = 0;  // its share in the last update
};

struct dense_answers {
  std::vector<float> values;  // cues * dimensions
  std::vector<dense_facts> facts;
};

class dense_exemplars {
 public:
  // Throws error{usage} unless 1 <= dimensions <= 65,536, and for a wrong separation.
  dense_exemplars(std::uint32_t dimensions, const separation& how);

  // Vectors one after another. Throws error{bad_input}, storing none, for a number that is not
  // finite or numbers that are no whole vectors.
  void store(std::span<const float> values);

  // Throws as store() for wrong cues, and error{usage} where nothing is stored.
  dense_answers recall(std::span<const float> cues, const dense_options& options = {}) const;

  std::uint32_t dimensions() const { return dimensions_; }
  std::uint64_t stored() const { return stored_; }
  std::uint64_t footprint_bytes() const;
  std::span<const float> operator[](std::size_t i) const { return {row(i), dimensions_}; }

 private:
  class recall_run;
  std::size_t vectors_in(std::span<const float> values) const;
  const float* row(std::size_t i) const;

  std::uint32_t dimensions_;
  std::size_t stride_;      // floats from row to row
  std::size_t block_rows_;  // rows of a block of 2 MiB
  separation how_;
  std::uint64_t stored_ = 0;
  std::vector<std::unique_ptr<std::uint64_t[], unmap>> blocks_;
};

}  // namespace kenyon
