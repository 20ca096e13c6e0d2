// Private: a batch of patterns turned around, so that weights can be written row by row.
#pragma once
#include <cstdint>
#include <vector>

#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

// For every unit, the patterns [first, last) of the batch in which it is active: a counting sort.
struct users_of_units {
  std::vector<std::size_t> begin;      // units + 1
  std::vector<std::uint32_t> pattern;  // offsets from `first`

  users_of_units(const pattern_batch& batch, std::size_t first, std::size_t last, std::size_t units)
      : begin(units + 1) {
    for (std::size_t i = first; i < last; ++i)
      for (unit u : batch[i]) ++begin[u + 1];
    for (std::size_t u = 0; u < units; ++u) begin[u + 1] += begin[u];
    pattern.resize(begin[units]);
    std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
    for (std::size_t i = first; i < last; ++i)
      for (unit u : batch[i]) pattern[next[u]++] = static_cast<std::uint32_t>(i - first);
  }
};

}  // namespace kenyon
