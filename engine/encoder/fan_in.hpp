// Private: the connections of an expansion, in which every unit sums a few random inputs.
#pragma once
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kenyon/pattern/random.hpp>

namespace kenyon {

// The inputs of every unit: fan_in distinct ones each, ascending, a function of the seed and the
// unit.
inline std::vector<std::uint32_t> draw_fan_in(std::uint64_t seed, std::size_t inputs,
                                              std::size_t units, std::size_t fan_in) {
  std::vector<std::uint32_t> sources(units * fan_in);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, units, 64), [&](const auto& range) {
    for (std::size_t u = range.begin(); u != range.end(); ++u) {
      random_sequence numbers(seed, stream::projection, u);
      draw_distinct(numbers, static_cast<std::uint32_t>(inputs),
                    std::span(sources).subspan(u * fan_in, fan_in));
    }
  });
  return sources;
}

}  // namespace kenyon
