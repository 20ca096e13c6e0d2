// The Willshaw rule: binary synapses, set once when both units are active together (Willshaw,
// Buneman & Longuet-Higgins 1969; Palm 1980; Knoblauch, Palm & Sommer 2010). W_ij = 1 when some
// stored pattern has cue unit i and answer unit j active. The support of unit j is the number of
// cue units i with W_ij = 1.
//
// Auto-association keeps the diagonal (a unit supports itself) under all_cue and fixed, so that a
// partial cue's own units reach the threshold; among winners a unit's support of itself does not
// count.
//
// Does the memory know the cue? `chance` bounds the probability that a random cue (the same number
// of units, uniformly drawn) is explained as well. A unit j that n_j of the N cue units connect to
// gets a support that is a sum of Bernoulli variables of mean c*n_j/N; above its mean its tail is
// at most that of Binomial(c, n_j/N) (Hoeffding 1956). E(s) = sum_j P(Binomial(c, n_j/N) >= s)
// bounds the expected number of units with support s or more, and by Markov's inequality at least m
// units reach s with probability at most E(s)/m.
// chance = min(1, E(s)/m) for an answer of m units whose weakest support by the original cue is s
// (s = T under fixed). Under a threshold and after several steps neither s nor m is given
// beforehand: then chance = min(1, c E(s)/m), one chance for each of the c possible s. No
// independence between units or patterns is assumed. It holds for random cues: real inputs that
// resemble what was stored are, rightly, explained better.
#pragma once
#include <cstdint>

#include <kenyon/base/bit_matrix.hpp>

#include "memory/weights.hpp"
#include "memory/willshaw/knowledge.hpp"

namespace kenyon {

//   decay, prune  Each synapse is lost with probability `share`, in auto-association together with
//                 its mirror image and never the diagonal. Costs the pairs of units times the
//                 share. The same seed picks the same synapses again: decay with a seed a step.
class willshaw_weights final : public weights {
 public:
  willshaw_weights(const memory_spec&, const memory_shape& shape) : willshaw_weights(shape) {}
  explicit willshaw_weights(const memory_shape& shape);
  static memory_size size_of(const memory_spec&, const memory_shape& shape);

  void store(const pattern_batch& cues, const pattern_batch& answers) override;
  bool can(ability what) const override { return what == ability::decay || what == ability::prune; }
  std::uint64_t decay(double share, std::uint64_t seed) override;
  void prune(double share, std::uint64_t seed) override;

  answering answers_by() const override { return answering::any; }
  std::int64_t most_support() const override { return max_cue_units; }
  std::unique_ptr<reader> make_reader(const recall_plan& plan) const override;
  // Supports of the original cue, as evidence.
  double expected(std::size_t cue_units, std::int32_t evidence,
                  std::size_t answer_units) const override;

  std::uint64_t footprint_bytes() const override { return matrix_.bytes(); }
  double free_weights() const override { return free_synapses(shape()); }
  void save(block_sink& to) const override;
  void load(const block_source& from) override;

  const bit_matrix& matrix() const { return matrix_; }
  std::optional<double> density()
      const override;  // share of the matrix that is set, the diagonal included
  // While nothing is stored: the bits lie there from now on, in matrix().bytes() zeroed ones.
  void move_to(std::uint64_t* zeroed) { matrix_.move_to(zeroed); }

 private:
  void lose(double share, std::uint64_t seed, std::uint64_t index);

  bit_matrix matrix_;
  mutable bit_knowledge knowledge_;  // degrees of the units, worked out at the first assessment
};

// A unit's support of itself counts under thresholds, not among winners.
bool excludes_self(const memory_shape& shape, activation how);

}  // namespace kenyon
