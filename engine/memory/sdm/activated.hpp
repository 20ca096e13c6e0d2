// Private: passing over the locations that addresses activate, in parallel.
#pragma once
#include <oneapi/tbb/parallel_for.h>

#include <span>
#include <vector>

#include <kenyon/memory/sdm/sdm.hpp>

#include "memory/sdm/addressing.hpp"

namespace kenyon {

// Addresses whose locations are gathered together: a block of locations is read from a cache by all
// but the first.
inline constexpr std::size_t addresses_at_once = 64;

// The locations of every address, those with dead[location] != 0 left out (`dead` may be empty).
location_lists activated_by(const addressing& where, std::span<const address> asked,
                            std::span<const std::uint8_t> dead = {});

// write(i, location) for every location that asked[i] activates; for one location in the order of
// i, on one thread.
template <class Write>
void write_to_activated(const addressing& where, std::span<const address> asked,
                        const Write& write) {
  tbb::parallel_for(std::size_t{0}, where.blocks(), [&](std::size_t block) {
    std::vector<std::uint32_t> found(where.largest_block());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const std::size_t n = where.select(asked[i], block, found.data());
      for (std::size_t k = 0; k < n; ++k) write(i, found[k]);
    }
  });
}

}  // namespace kenyon
