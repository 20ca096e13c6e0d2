// Which areas of a network can be updated by counting bits alone, and where the bits lie.
#include <limits>

#include "graph/network.hpp"
#include "memory/willshaw/weights.hpp"

namespace kenyon {
namespace {

constexpr std::size_t line_words = 8;
constexpr std::uint64_t near_cache = std::uint64_t{8} << 20;

bool counts(const network& net, const ready_area& a) {
  if (a.incoming.empty() || a.fatigue > 0) return false;
  const std::int32_t gain = net.projections[a.incoming[0]].gain;
  for (const std::size_t i : a.incoming) {
    if (!net.projections[i].memory->countable() || net.projections[i].gain != gain) return false;
  }
  return gain > 0;
}

}  // namespace

void lay_out_bits(network& net) {
  std::uint64_t bytes = 0;
  for (const auto& m : net.memories)
    if (m->bits()) bytes += m->bytes();
  // Lines have 32-bit numbers: beyond 256 GiB memories stay apart, and areas add supports up.
  if (bytes == 0 || bytes / (line_words * 8) > std::numeric_limits<std::uint32_t>::max()) return;
  net.lines = zeroed_pages(bytes, "the memories of the projections");
  net.many_bytes = bytes > near_cache;
  std::uint64_t* next = net.lines.get();
  for (const auto& m : net.memories)
    if (m->bits()) {
      m->bits()->move_to(next);
      next += m->bytes() / sizeof *next;
    }
  for (ready_area& a : net.areas) {
    a.counts = counts(net, a);
    for (const std::size_t i : a.incoming) {
      ready_projection& p = net.projections[i];
      if (!a.counts) break;
      const bit_matrix& rows = p.memory->bits()->matrix();
      const auto words = static_cast<std::size_t>(rows.data() - net.lines.get());
      p.first_line = static_cast<std::uint32_t>(words / line_words);
      p.lines_per_row = static_cast<std::uint32_t>(rows.stride() / line_words);
    }
  }
}

}  // namespace kenyon
