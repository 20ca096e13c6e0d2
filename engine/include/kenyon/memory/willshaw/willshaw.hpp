// The Willshaw memory: binary synapses, set once when both units are active together (Willshaw,
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
#include <memory>
#include <vector>

#include <kenyon/base/bit_matrix.hpp>
#include <kenyon/memory/memory.hpp>

namespace kenyon {

// Why an answer came out: who supports whom.
struct explanation {
  struct unit_support {
    unit which;
    std::uint32_t support;  // cue units connected to it (itself not counted in auto-association)
    bool in_cue;
  };
  std::vector<unit_support> answer;  // in unit order
  std::vector<unit_support> rivals;  // the best-supported others, strongest first
  std::uint32_t cue_units = 0;
};

class willshaw final : public memory {
 public:
  // Auto-associative, or cues of one layout to answers of another. Zeroed N_cue x N_answer bits;
  // throws error{resources} when they do not fit into memory.
  explicit willshaw(const layout& both);
  willshaw(const layout& cues, const layout& answers);
  // From a saved matrix; throws error{bad_input} when its shape does not fit the layouts.
  static willshaw restore(const layout& cues, const layout& answers, bool is_auto,
                          std::uint64_t stored, bit_matrix matrix);
  willshaw(willshaw&&) noexcept;
  willshaw& operator=(willshaw&&) noexcept;
  ~willshaw() override;

  std::string_view kind() const override { return "willshaw"; }
  const layout& cue_layout() const override { return cues_; }
  const layout& answer_layout() const override { return answers_; }
  bool is_auto() const override { return auto_; }

  void store(pattern_view p);                         // auto-associative
  void store(pattern_view cue, pattern_view answer);  // hetero-associative
  void store(const pattern_batch& patterns) { store(patterns, patterns); }
  void store(const pattern_batch& cues, const pattern_batch& answers) override;

  recalled recall(pattern_view cue, const recall_options& options = {}) const;
  recalled_batch recall(const pattern_batch& cues, const recall_options& options) const override;

  // Supports of the answer's units and of up to `rivals` others, given the cue.
  explanation explain(pattern_view cue, pattern_view answer, std::size_t rivals = 8) const;

  bool can(ability what) const override { return what == ability::decay || what == ability::prune; }
  // Each synapse is lost with probability `share`, in auto-association together with its mirror
  // image and never the diagonal. Costs the pairs of units times the share. The same seed picks the
  // same synapses again: decay step by step with a seed a step.
  void decay(double share, std::uint64_t seed) override;
  void prune(double share, std::uint64_t seed) override;

  std::uint64_t stored() const override { return stored_; }
  std::uint64_t footprint_bytes() const override { return matrix_.bytes(); }
  double free_weights() const override { return free_weights_of(cues_, answers_, auto_); }
  // What a memory of these layouts would take and have, without making one.
  static std::uint64_t footprint_of(const layout& cues, const layout& answers);
  static double free_weights_of(const layout& cues, const layout& answers, bool is_auto);
  double density() const;  // share of the matrix that is set, the diagonal included
  const bit_matrix& matrix() const { return matrix_; }

 private:
  class knowledge;
  willshaw(const layout& cues, const layout& answers, bool is_auto, bit_matrix matrix);
  void changed(std::uint64_t added);
  void lose(double share, std::uint64_t seed, std::uint64_t index);
  void assess(pattern_view cue, pattern_view last_cue, activation how,
              const recall_options& options, recalled& answer) const;
  std::vector<std::uint16_t> supports(pattern_view cue) const;

  layout cues_;
  layout answers_;
  bool auto_ = true;
  std::uint64_t stored_ = 0;
  bit_matrix matrix_;
  std::unique_ptr<knowledge>
      knowledge_;  // degrees of the units, worked out at the first assessment
};

}  // namespace kenyon
