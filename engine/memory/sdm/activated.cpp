#include "memory/sdm/activated.hpp"

#include <oneapi/tbb/blocked_range.h>

#include <algorithm>

namespace kenyon {
namespace {

struct hit {
  std::uint32_t asked;  // which address
  std::uint32_t location;
};

// The locations of up to addresses_at_once addresses, appended to `lists`.
void append(const addressing& where, std::span<const address> asked,
            std::span<const std::uint8_t> dead, location_lists& lists) {
  std::vector<std::vector<hit>> hits(where.blocks());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, where.blocks(), 4), [&](const auto& range) {
    std::vector<std::uint32_t> found(where.largest_block());
    for (std::size_t block = range.begin(); block != range.end(); ++block)
      for (std::size_t i = 0; i < asked.size(); ++i) {
        const std::size_t n = where.select(asked[i], block, found.data());
        for (std::size_t k = 0; k < n; ++k)
          if (dead.empty() || !dead[found[k]])
            hits[block].push_back({static_cast<std::uint32_t>(i), found[k]});
      }
  });
  // A counting sort by address; blocks ascend, and so do the locations of each address.
  std::vector<std::size_t> next(asked.size() + 1);
  for (const auto& of_block : hits)
    for (const hit& h : of_block) ++next[h.asked + 1];
  next[0] = lists.locations.size();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    next[i + 1] += next[i];
    lists.begin.push_back(next[i + 1]);
  }
  lists.locations.resize(lists.begin.back());
  for (const auto& of_block : hits)
    for (const hit& h : of_block) lists.locations[next[h.asked]++] = h.location;
}

}  // namespace

location_lists activated_by(const addressing& where, std::span<const address> asked,
                            std::span<const std::uint8_t> dead) {
  location_lists lists;
  for (std::size_t i = 0; i < asked.size(); i += addresses_at_once)
    append(where, asked.subspan(i, std::min(addresses_at_once, asked.size() - i)), dead, lists);
  return lists;
}

}  // namespace kenyon
