// Private: what a memory of kind "clique" has learned; see network.hpp for the connections and
// scores.
//
// As a `memory` it stores patterns with one unit in every module; modules without units in the cue
// are the unknown ones. Answers keep the lowest of several winners (margin <= 0 then tells) and
// leave out modules in which no unit has any support.
//
// Does the memory know the cue? A score never exceeds the number of active units connected to the
// unit, itself among them, so `chance` is bounded as in willshaw.hpp: E(s)/H for an answer of all H
// modules whose weakest score by the original cue is s; 1 for shorter answers. This holds for cues
// drawn uniformly from all units, or one unit from each of some random modules (the number of
// connected units is a sum of independent Bernoulli variables for either: both are strongly
// Rayleigh).
#pragma once
#include "memory/weights.hpp"
#include "memory/willshaw/weights.hpp"

namespace kenyon {

class clique_weights final : public weights {
 public:
  clique_weights(const memory_spec&, const memory_shape& shape) : clique_weights(shape) {}
  // Throws error{usage} for pairs, flat layouts and more than max_cue_units modules.
  explicit clique_weights(const memory_shape& shape);
  static memory_size size_of(const memory_spec&, const memory_shape& shape);

  void store(const pattern_batch& cues, const pattern_batch& answers) override;

  answering answers_by() const override { return answering::module_winners; }
  std::int64_t most_support() const override { return max_cue_units; }
  std::unique_ptr<reader> make_reader(const recall_plan& plan) const override;
  // The weakest score of a whole answer, as evidence; below 0 for a shorter one.
  double expected(std::size_t cue_units, std::int32_t evidence,
                  std::size_t answer_units) const override;

  std::uint64_t footprint_bytes() const override { return bits_.footprint_bytes(); }
  double free_weights() const override { return free_synapses(shape()); }
  void save(block_sink& to) const override { bits_.save(to); }
  void load(const block_source& from) override { bits_.load(from); }

  // One row a unit; every stored unit is connected with itself, none with another of its module.
  const bit_matrix& matrix() const { return bits_.matrix(); }
  std::optional<double> density() const override;  // share of the possible connections that is set

 private:
  willshaw_weights bits_;  // over a flat layout of the same units: messages may leave modules out
};

// The lowest of several winners of a module stays.
void keep_lowest(const layout& shape, pattern& units);
bool is_one_per_module(const layout& shape, pattern_view units);

}  // namespace kenyon
