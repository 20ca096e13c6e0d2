// How well a random cue would be explained: E(s) of willshaw.hpp, from the degrees of the units.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include <kenyon/memory/willshaw.hpp>

namespace kenyon {

// P(Binomial(n, p) >= s) for every s = 0..n.
std::vector<double> binomial_tails(std::uint32_t n, double p);

class willshaw::knowledge {
 public:
  // E(s): bound on the expected number of units that s or more of `cue_units` random cue units
  // support. Thread-safe; the first call after a change reads the whole matrix once.
  double expected_units(const willshaw& memory, std::uint32_t cue_units, std::uint32_t support);

  void forget();

 private:
  std::mutex guard_;
  std::map<std::uint32_t, std::uint32_t> degrees_;  // degree (rounded up) -> units that have it
  std::map<std::uint32_t, std::vector<double>> expected_;  // cue units -> E(s), s = 0..cue units
};

}  // namespace kenyon
