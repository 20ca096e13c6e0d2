// How well a random cue would be explained: E(s) of weights.hpp, from the degrees of the units.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include <kenyon/base/bit_matrix.hpp>

namespace kenyon {

// Of a matrix of bits whose column sums are the n_j. Thread-safe; the first call after forget()
// reads the whole matrix once.
class bit_knowledge {
 public:
  // E(s): bound on the expected number of units that s or more of `cue_units` random cue units
  // support.
  double expected_units(const bit_matrix& matrix, std::uint32_t cue_units, std::uint32_t support);

  void forget();  // the matrix has changed

 private:
  std::mutex guard_;
  std::map<std::uint32_t, std::uint32_t> degrees_;  // degree (rounded up) -> units that have it
  std::map<std::uint32_t, std::vector<double>> expected_;  // cue units -> E(s), s = 0..cue units
};

}  // namespace kenyon
