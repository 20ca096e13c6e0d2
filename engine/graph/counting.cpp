// Which areas of a network can be updated by counting bits alone.
#include <algorithm>
#include <limits>

#include "graph/network.hpp"
#include "kernels/rows/rows.hpp"

namespace kenyon {
namespace {

constexpr std::size_t line_words = 8;
constexpr std::uint64_t near_cache = std::uint64_t{8} << 20;

}  // namespace

void find_counting_areas(network& net) {
  std::uintptr_t lowest = std::numeric_limits<std::uintptr_t>::max(), highest = 0;
  std::uint64_t bytes = 0;
  for (const auto& m : net.memories)
    if (const auto rows = m->rows()) {
      const auto at = reinterpret_cast<std::uintptr_t>(rows->first);
      lowest = std::min(lowest, at);
      highest = std::max(highest, at + m->bytes());
      bytes += m->bytes();
    }
  // Lines have 32-bit numbers. Where the system spread memories further, all areas add supports up.
  constexpr std::uintptr_t line_bytes = line_words * sizeof(std::uint64_t);
  if (lowest > highest ||
      (highest - lowest) / line_bytes > std::numeric_limits<std::uint32_t>::max())
    return;
  net.lines = reinterpret_cast<const std::uint64_t*>(lowest);
  net.many_bytes = bytes > near_cache;
  for (ready_area& a : net.areas) {
    a.counts = !a.incoming.empty() && a.fatigue == 0 && a.joins.empty();
    for (const std::size_t i : a.incoming) {
      ready_projection& p = net.projections[i];
      const auto rows = p.memory->rows();
      a.counts = a.counts && rows && p.gain > 0 && p.gain == net.projections[a.incoming[0]].gain;
      if (!a.counts) break;
      p.first_line = static_cast<std::uint32_t>(
          (reinterpret_cast<std::uintptr_t>(rows->first) - lowest) / line_bytes);
      p.lines_a_row = static_cast<std::uint32_t>(rows->stride / line_words);
    }
  }
}

}  // namespace kenyon
