// Private: random plastic synapses (random_synapses.hpp) as the weights of a memory: storing a pair
// strengthens the synapses from its cue to its answer. Supports are in steps of 1/64 of a synapse's
// first weight. No bound is known on how well random cues are supported: nothing is ever known.
#pragma once
#include <kenyon/memory/synapses/random_synapses.hpp>

#include "memory/weights.hpp"

namespace kenyon {

class random_weights final : public weights {
 public:
  random_weights(const memory_spec& spec, const memory_shape& shape);
  random_weights(const synapse_rule& rule, const memory_shape& shape);
  // A unit that fires for the first time draws its synapses.
  static memory_size size_of(const memory_spec& spec, const memory_shape& shape);

  void store(const pattern_batch& cues, const pattern_batch& answers) override;

  std::int64_t most_support() const override;
  std::unique_ptr<reader> make_reader(const recall_plan& plan) const override;

  std::uint64_t footprint_bytes() const override { return synapses_.footprint_bytes(); }
  double free_weights() const override;  // synapses, when every unit has fired, give or take chance
  void save(block_sink& to) const override;
  void load(const block_source& from) override;

 private:
  random_synapses synapses_;
};

}  // namespace kenyon
