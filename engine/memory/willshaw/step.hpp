// One synchronous update of a Willshaw memory: cue -> supports -> answer, with scratch space that
// is reused.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "memory/willshaw/weights.hpp"

namespace kenyon {

class willshaw_step {
 public:
  willshaw_step(const willshaw_weights& weights, activation how, std::uint32_t threshold);

  // The answer to one cue, which must fit the cue layout. An empty cue has an empty answer.
  void operator()(pattern_view cue, pattern& answer);

  // Support of every answer unit.
  std::span<const std::uint16_t> supports(pattern_view cue);
  // Of the cue asked last: unpacked where the answer needed no unpacking.
  std::span<const std::uint16_t> supports_of_last(pattern_view cue);

 private:
  void count(pattern_view cue);
  std::span<const std::uint16_t> unpack();
  void forget_self(pattern_view cue);
  void units_of_bits(pattern& answer);
  void all_cue(pattern_view cue, pattern& answer);

  const willshaw_weights& weights_;
  activation how_;
  std::uint32_t threshold_;
  unsigned n_planes_ = 0;
  std::vector<std::uint64_t> planes_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint16_t> counts_;
};

}  // namespace kenyon
