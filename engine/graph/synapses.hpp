// Private: what a projection carries patterns through: the weights of a memory, asked for supports.
// One object may serve many projections.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include <kenyon/graph/description.hpp>

#include "memory/weights.hpp"

namespace kenyon {

class willshaw_weights;

// One worker's readers, by the number of the synapses, and room for its counts; kept from area to
// area.
struct synapse_scratch {
  std::vector<std::unique_ptr<reader>> readers;
  std::vector<std::uint64_t> planes;
  std::vector<std::uint16_t> counts;
};

class synapses {
 public:
  // `number` tells the synapses of a network apart. Throws error{usage} for an unknown kind of
  // memory and for layouts it does not take, error{resources}.
  synapses(const memory_description& description, const layout& cues, const layout& answers,
           std::uint64_t seed, std::size_t number);
  ~synapses();

  // Rows of bits, a row a cue unit, whose counts are the supports, no unit's own synapse left out;
  // null where supports are something else.
  const willshaw_weights* countable() const { return completes_ ? nullptr : bits_; }
  // Of bits, while nothing is stored: they lie there from now on, in bytes() zeroed ones.
  willshaw_weights* bits() const { return bits_; }

  // sums[j] += gain * the support of unit j by these units, for every answer unit; `gain` may be
  // negative. Safe from many threads between two stores, after ready(). Throws error{usage} for
  // more units than the kind takes.
  void add_supports(pattern_view active, std::int32_t gain, std::int32_t* sums,
                    synapse_scratch& scratch) const;
  // Largest magnitude of a support.
  std::int64_t most() const;

  // Pairs of any active units of the layouts.
  void store(const pattern_batch& cues, const pattern_batch& answers);
  void ready() const;

  std::uint64_t bytes() const;

 private:
  std::size_t number_;
  bool completes_;
  std::size_t answer_units_;
  std::unique_ptr<weights> weights_;  // null: every unit supports every other alike
  willshaw_weights* bits_ = nullptr;  // the same, where they are bits
  unsigned shift_ = 0;  // supports are halved so often: large ones leave no room for a gain
};

}  // namespace kenyon
