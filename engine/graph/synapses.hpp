// Private: what a projection carries patterns through. One object may serve many projections.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <kenyon/graph/description.hpp>

namespace kenyon {

// Room for one worker's supports, kept from area to area.
struct synapse_scratch {
  std::vector<std::uint64_t> planes;
  std::vector<std::uint16_t> counts;
  std::vector<std::int32_t> sums;
};

// Synapses that are rows of bits, a row a cue unit, at the start of a cache line each; supports are
// counts over the rows of the active units.
struct bit_rows {
  const std::uint64_t* first;
  std::size_t stride;  // words from row to row, a multiple of a cache line's 8
  bool all;            // no unit's own synapse is left out
};

class synapses {
 public:
  virtual ~synapses() = default;

  virtual std::optional<bit_rows> rows() const { return std::nullopt; }
  // Of rows of bits, while nothing is stored: they lie there from now on, in bytes() zeroed ones.
  virtual void move_to(std::uint64_t*) {}

  // sums[j] += gain * the support of unit j by these units, for every answer unit; `gain` may be
  // negative. Safe from many threads between two stores, after ready().
  virtual void add_supports(pattern_view active, std::int32_t gain, std::int32_t* sums,
                            synapse_scratch& scratch) const = 0;
  // Largest magnitude of a support.
  virtual std::int64_t most() const = 0;

  // Pairs of any active units of the layouts.
  virtual void store(const pattern_batch& cues, const pattern_batch& answers) = 0;
  virtual void ready() {}

  virtual std::uint64_t bytes() const = 0;
};

// Throws error{usage} for an unknown kind or one that does not serve projections, error{resources}.
std::unique_ptr<synapses> make_synapses(const memory_description& what, const layout& cues,
                                        const layout& answers, std::uint64_t seed);

}  // namespace kenyon
