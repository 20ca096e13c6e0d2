// Which stored patterns an answer is most like.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

struct neighbour {
  std::size_t index;      // among the stored patterns
  std::uint32_t overlap;  // units active in both
  friend bool operator==(const neighbour&, const neighbour&) = default;
};

// For each query the `top` stored patterns (all, where there are fewer) that share most units with
// it, best first, ties to the lower index. On all threads; every pair is counted, so the cost is
// stored x queries.
std::vector<std::vector<neighbour>> nearest_patterns(const layout& of, const pattern_batch& stored,
                                                     const pattern_batch& queries, std::size_t top);

}  // namespace kenyon
