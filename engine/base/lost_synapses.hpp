// Private: which of many synapses are lost.
#pragma once
#include <cstdint>

#include <kenyon/base/random.hpp>

#include "base/logarithm.hpp"

namespace kenyon {

// Throws error{usage} unless 0 <= share < 1.
void check_share(double share);

// Calls lose(position) for positions in [0, count), ascending, each picked with probability `share`
// on its own. The gaps between them are drawn, so that small shares cost little.
template <class Lose>
void lose_share(random_sequence& numbers, double share, std::uint64_t count, const Lose& lose) {
  if (share <= 0) return;
  const double log_kept = natural_log(1 - share);
  if (log_kept == 0) return;  // a share below the last bit of 1
  for (std::uint64_t at = 0; at < count; ++at) {
    const double uniform = (numbers.next() + 1.0) * 0x1p-32;
    const double gap = natural_log(uniform) / log_kept;
    if (gap >= static_cast<double>(count - at)) return;
    at += static_cast<std::uint64_t>(gap);
    lose(at);
  }
}

}  // namespace kenyon
