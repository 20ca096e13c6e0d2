// Private: how well a random cue would be answered: E(s) of weights.hpp.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "memory/correlation/rows.hpp"

namespace kenyon {

class correlation_knowledge {
 public:
  // Works out the columns' statistics after a change; before any work is shared out.
  void prepare(correlation_rows& rows);
  // Bound on the expected number of units that a random cue of `cue_units` units supports with
  // `support` or more. Thread-safe once prepared.
  double expected_units(std::uint32_t cue_units, std::int32_t support);

 private:
  struct column {
    double bias, mean, variance, largest;
  };
  double sum_of_bounds(std::uint32_t cue_units, double support) const;

  std::mutex guard_;
  std::uint64_t version_ = 0;
  std::vector<column> columns_;
  std::map<std::pair<std::uint32_t, std::int32_t>, double> known_;
};

}  // namespace kenyon
