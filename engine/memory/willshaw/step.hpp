// One synchronous update of a Willshaw memory: cue -> supports -> answer, with scratch space that
// is reused.
#pragma once
#include <cstdint>
#include <vector>

#include <kenyon/memory/willshaw/willshaw.hpp>

namespace kenyon {

// A unit's support of itself counts under thresholds, not among winners (see willshaw.hpp).
bool excludes_self(const memory& m, activation how);

class willshaw_step {
 public:
  willshaw_step(const willshaw& memory, activation how, std::uint32_t threshold);

  // The answer to one cue, which must fit the cue layout. An empty cue has an empty answer.
  void operator()(pattern_view cue, pattern& answer);

  // Support of every answer unit (and of the padding behind the last).
  const std::vector<std::uint16_t>& supports(pattern_view cue);
  const std::vector<std::uint16_t>& supports() const { return counts_; }  // of the cue asked last

 private:
  void count(pattern_view cue);
  void forget_self(pattern_view cue);
  void units_of_bits(pattern& answer);
  void all_cue(pattern_view cue, pattern& answer);

  const willshaw& memory_;
  activation how_;
  std::uint32_t threshold_;
  unsigned n_planes_ = 0;
  std::vector<std::uint64_t> planes_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint16_t> counts_;
};

}  // namespace kenyon
