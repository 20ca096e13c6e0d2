// Private: where a noisy curve of recall against load crosses a level.
//
// A measurement asks each stored pattern once, so that a memory of 150 patterns strays by several
// percent, and patterns of one memory share its fate. Small loads are therefore measured on several
// memories of random patterns of their own, and the crossing is read off a line through many loads:
// the last load that happens to pass would lie too high.
#pragma once
#include <cstdint>

#include <kenyon/experiment/search.hpp>

namespace kenyon {

// Cues that a measurement asks at least, of as many memories as that takes, but not more than 16.
inline constexpr std::uint64_t least_cues = 1024;

// measure() of that many memories, tallies added up. The first is the one of `seed`.
tally measure_several(const recall_task& task, std::uint64_t seed, std::uint64_t patterns,
                      const run_control& control);

// Where the least-squares line through nine loads within 5 % of `middle` crosses the level, within
// these loads; `middle` when the line does not fall towards it.
std::uint64_t smoothed_crossing(const recall_task& task, const criterion& wanted,
                                std::uint64_t seed, std::uint64_t middle,
                                const run_control& control);

// A memory tested at rising loads. One that is pruned cannot go on growing: it is made anew.
class growing_memory {
 public:
  growing_memory(const recall_task& task, std::uint64_t seed, const run_control& control);
  tally test(std::uint64_t patterns, std::uint32_t cues);

 private:
  const recall_task& task_;
  std::uint64_t seed_;
  const run_control& control_;
  subject memory_;
};

}  // namespace kenyon
