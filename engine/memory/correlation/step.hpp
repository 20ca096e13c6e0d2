// Private: one synchronous update of a correlation memory, with scratch space that is reused.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "memory/correlation/weights.hpp"

namespace kenyon {

class correlation_step {
 public:
  correlation_step(correlation_weights& weights, const layout& answers, activation how);

  // The answer to a cue; an empty one has an empty answer.
  void operator()(pattern_view cue, pattern& answer);
  std::span<const std::int32_t> supports(pattern_view cue);
  std::span<const std::int32_t> supports() const { return {sums(), weights_.columns()}; }  // latest

 private:
  std::int32_t* sums() { return sums_.data() + first_; }
  const std::int32_t* sums() const { return sums_.data() + first_; }

  correlation_weights& weights_;
  const layout& answers_;
  activation how_;
  std::vector<std::int32_t> sums_;
  std::size_t first_;  // where a cache line starts
};

}  // namespace kenyon
