// Private: what a correlation memory has learned: counters (see rule.hpp), and the weights that
// follow from them.
//
// Weights are fixed point: w times one scale for the whole memory, rounded, -4095..4095. The scale
// comes from bounds on the counters, so that the largest weight fills a good part of the range.
//
// Storing leaves the weights alone; recall makes the rows that it needs from the counters. Only the
// bias of bayes and the first assessment after a change go through all counters, and the latter
// makes all rows: recall_options::assess = false keeps a recall between two stores cheap.
//
// Does the memory know the cue? A random cue of c units, drawn without replacement, sums c of the N
// weights w_ij of column j: mean c mu_j, and by Bernstein's inequality (valid for such samples:
// Hoeffding 1963) it exceeds that by t with probability at most
// exp(-t^2 / (2 c var_j + 2/3 (max_j - mu_j) t)). E(s) = the sum of these bounds over j bounds the
// expected number of units with support s, and chance = min(1, E(s)/m) for an answer of m units
// whose weakest support by the original cue is s (Markov); m is given beforehand, one answer is as
// large as another. Supports are rounded down to a 64th of the largest weight, which keeps the
// bound one.
#pragma once
#include <cstdint>

#include "memory/correlation/counters.hpp"
#include "memory/correlation/knowledge.hpp"
#include "memory/correlation/rows.hpp"
#include "memory/correlation/rule.hpp"
#include "memory/weights.hpp"

namespace kenyon {

//   forget  Counters go down again. Exact for what was stored since the last decay() or sleep();
//   what
//           was stored before has lost a part by then and is refused, or takes a part of others
//           with it.
//   decay   What a pattern adds grows by 1/(1-share) instead, all rules being functions of ratios;
//           counters are fixed point from then on. `seed` is not used.
//   sleep   C_ij go down, not below 0; C_i, C_j and C stay. Not of hopfield: its weights are mostly
//           the units' means, which stay, and without the C_ij that belong to them they favour
//           units that were seldom active.
//   prune   Weights are 0 with probability `share` each, w_ij and w_ji apart; biases stay.
// Beyond 2^30 patterns all counters are halved.
class correlation_weights final : public weights {
 public:
  correlation_weights(const memory_spec& spec, const memory_shape& shape);
  correlation_weights(correlation_rule rule, const cue_noise& expected, const memory_shape& shape);
  static memory_size size_of(const memory_spec&, const memory_shape& shape);

  void store(const pattern_batch& cues, const pattern_batch& answers) override;
  bool can(ability what) const override;
  void forget(const pattern_batch& cues, const pattern_batch& answers) override;
  std::uint64_t decay(double share, std::uint64_t seed) override;
  void sleep(double patterns) override;
  void prune(double share, std::uint64_t seed) override;

  // Beyond it lie only biases of bayes that decide alone anyway.
  std::int64_t most_support() const override { return std::int64_t{1} << 25; }
  void prepare(bool assess) const override;
  std::unique_ptr<reader> make_reader(const recall_plan& plan) const override;
  double expected(std::size_t cue_units, std::int32_t evidence,
                  std::size_t answer_units) const override;

  std::uint64_t footprint_bytes() const override;
  double free_weights() const override { return free_synapses(shape()); }
  void save(block_sink& to) const override;
  void load(const block_source& from) override;

  // Fixed-point weight and bias, and what they were multiplied by. Throw error{bad_input} for units
  // outside the layouts.
  std::int16_t weight(unit cue, unit answer) const;
  std::int32_t bias(unit answer) const;
  double scale() const;

 private:
  correlation_rule rule_;
  correlation_counters counters_;
  mutable correlation_rows rows_;  // made when they are needed, under locks
  mutable correlation_knowledge knowledge_;
};

}  // namespace kenyon
