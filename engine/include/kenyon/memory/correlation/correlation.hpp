// Correlation memories: one pass counts how often units were active together, and every rule
// derives its weights from the counters. C patterns or pairs are stored; C_i of them have cue unit
// i active, C_j answer unit j, C_ij both; P = the counter over C, eps = 1/(C+1).
//   hebb         w_ij = P_ij
//   covariance   w_ij = P_ij - P_i P_j                            (Sejnowski 1977)
//   presynaptic  w_ij = P_ij / P_i - P_j, 0 where P_i is 0        (Minai 1997)
//   hopfield     w_ij = 4 P_ij - 2 P_i - 2 P_j + 1                (units as -1 and 1: for layouts
//   such
//                as 200x2, half of whose units are active; on sparse ones it favours rare units)
//   bcpnn        w_ij = ln(P_ij / (P_i P_j)), bias_j = ln P_j; P_i, P_j at least eps, P_ij at least
//                eps^2                                            (Lansner & Ekeberg 1989)
//   bayes        the logarithm of the odds that unit j belongs to the answer, given a cue whose
//   units
//                were lost with probability p10 and added with p01, synapses taken as independent
//                                                                 (Knoblauch 2011)
// Bayes, from M11 = C_ij, M10 = C_i - C_ij, M01 = C_j - C_ij and M00, the rest of C:
//   w_ij = ln [ (M11 (1-p10) + M01 p01) (M00 (1-p01) + M10 p10)
//             / ((M10 (1-p10) + M00 p01) (M01 (1-p01) + M11 p10)) ]
//   bias_j = ln(M1/M0) + sum_i ln [ P(i silent in the cue | j in the answer) / P(silent | not) ]
// with M1 = C_j, M0 = C - C_j; each sum in the first formula counts as a millionth of a pattern at
// least. A unit that was in no answer, or in all, says nothing about the others: its weights are 0.
//
// The support of unit j is bias_j (0 but for bcpnn and bayes) + the sum of w_ij over the cue. In
// auto-association a unit's weight to itself is 0, and so are those within its module.
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
#include <memory>

#include <kenyon/memory/memory.hpp>

namespace kenyon {

enum class correlation_rule { hebb, covariance, presynaptic, hopfield, bcpnn, bayes };
std::string_view name(correlation_rule which);

// What the bayes rule expects of cues; the other rules look at nothing of it. 0 stands for one unit
// moved: p10 = 1/K, p01 = 1/(N-K) of the cue layout.
struct cue_noise {
  double p10 = 0;  // an active unit is lost
  double p01 = 0;  // a silent unit is added
};

class correlation_counters;
class correlation_knowledge;
class correlation_step;
class correlation_weights;

class correlation final : public memory {
 public:
  // Auto-associative, or cues of one layout to answers of another. Throws error{resources} when the
  // counters (4 bytes a weight) and weights (2 bytes) do not fit into memory, error{usage} unless
  // 0 <= p10, p01 < 1.
  correlation(correlation_rule which, const layout& both, const cue_noise& expected = {});
  correlation(correlation_rule which, const layout& cues, const layout& answers,
              const cue_noise& expected = {});
  correlation(correlation&&) noexcept;
  correlation& operator=(correlation&&) noexcept;
  ~correlation() override;

  std::string_view kind() const override { return name(rule_); }
  const layout& cue_layout() const override { return cues_; }
  const layout& answer_layout() const override { return answers_; }
  bool is_auto() const override { return auto_; }

  // Beyond 2^30 patterns all counters are halved.
  void store(const pattern_batch& cues, const pattern_batch& answers) override;
  // Winners only.
  recalled_batch recall(const pattern_batch& cues, const recall_options& options) const override;

  // All but sleep() of hopfield: its weights are mostly the units' means, which stay, and without
  // the C_ij that belong to them they favour units that were seldom active.
  bool can(ability what) const override;
  // Counters go down again. Exact for what was stored since the last decay() or sleep(); what was
  // stored before has lost a part by then and is refused, or takes a part of others with it.
  void forget(const pattern_batch& cues, const pattern_batch& answers) override;
  // What a pattern adds grows by 1/(1-share) instead, all rules being functions of ratios; counters
  // are fixed point from then on. `seed` is not used.
  void decay(double share, std::uint64_t seed) override;
  // C_ij go down, not below 0; C_i, C_j and C stay.
  void sleep(double patterns) override;
  // Weights are 0 with probability `share` each, w_ij and w_ji apart; biases stay.
  void prune(double share, std::uint64_t seed) override;

  std::uint64_t stored() const override { return stored_; }
  std::uint64_t footprint_bytes() const override { return footprint_of(cues_, answers_); }
  double free_weights() const override { return free_weights_of(cues_, answers_, auto_); }
  static std::uint64_t footprint_of(const layout& cues, const layout& answers);
  static double free_weights_of(const layout& cues, const layout& answers, bool is_auto);

  // Fixed-point weight and bias, and what they were multiplied by. Throw error{bad_input} for units
  // outside the layouts.
  std::int16_t weight(unit cue, unit answer) const;
  std::int32_t bias(unit answer) const;
  double scale() const;

 private:
  friend class correlation_step;
  correlation(correlation_rule which, const layout& cues, const layout& answers, bool is_auto,
              const cue_noise& expected);
  void changed();
  void assess(pattern_view cue, activation how, const recall_options& options,
              correlation_step& step, recalled& answer) const;

  correlation_rule rule_;
  layout cues_;
  layout answers_;
  bool auto_;
  std::uint64_t stored_ = 0;
  std::unique_ptr<correlation_counters> counters_;
  std::unique_ptr<correlation_weights> weights_;
  std::unique_ptr<correlation_knowledge> knowledge_;
};

}  // namespace kenyon
