// Private: a graph made ready to run: names are numbers, and memories are there.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <kenyon/graph/description.hpp>

#include "base/pages.hpp"
#include "graph/synapses.hpp"

namespace kenyon {

// Of a unit, in 1/256 of a support.
inline constexpr std::int32_t most_tired = 1 << 30;

struct ready_gate {
  std::size_t area;
  std::int64_t shift;
  pattern held;        // empty: any active unit
  std::size_t enough;  // units of it
  bool closes;
};

struct ready_projection {
  std::size_t from, to;
  std::int64_t shift;
  synapses* memory;
  std::int32_t gain;  // negative: inhibits
  std::uint32_t delay;
  std::optional<ready_gate> gate;
  plasticity learns;
  bool completes;
  // Of an area that counts: its synapses' first row and rows, in cache lines of network::lines.
  std::uint32_t first_line = 0;
  std::uint32_t lines_per_row = 0;
};

struct ready_area {
  struct joined {
    std::size_t area;
    std::int64_t shift;
    unit first;  // where its units begin
  };
  layout shape;
  std::uint32_t copies;
  firing how;
  std::int32_t least;
  double noise;
  std::int32_t fatigue;   // in 1/256
  std::int32_t recovery;  // likewise
  std::vector<joined> joins;
  std::vector<std::size_t> incoming;  // projections
  std::uint64_t first_copy;           // of all copies of all areas, in order
  // All its projections excite alike through rows of bits, and nothing tires: its supports are the
  // counts of one selection of rows.
  bool counts = false;
};

struct network {
  std::vector<ready_area> areas;
  std::vector<ready_projection> projections;
  std::vector<std::unique_ptr<synapses>> memories;
  std::vector<std::vector<std::size_t>> layers;  // areas that update together
  pages lines;                                   // rows of bits of all memories, one after another
  bool many_bytes = false;                       // of these rows: no near cache holds them
  std::uint32_t depth = 2;                       // steps of activity kept, the present one included
  std::uint64_t seed = 1;
  std::uint64_t copies = 0;  // of all areas

  // Copy of `area` that copy c of another one has at `shift`.
  std::uint32_t copy_at(std::size_t area, std::int64_t c, std::int64_t shift) const {
    const std::int64_t n = areas[area].copies;
    if (n == 1) return 0;
    const std::int64_t at = (c + shift) % n;
    return static_cast<std::uint32_t>(at < 0 ? at + n : at);
  }
};

// Throws what check() throws, error{bad_input} with its place for a memory that cannot be made and
// for gains that could overflow, error{resources}.
network make_network(const graph_description& description);

// Lays all rows of bits into one block, on huge pages, and finds the areas that count. Throws
// error{resources}.
void lay_out_bits(network& net);

}  // namespace kenyon
