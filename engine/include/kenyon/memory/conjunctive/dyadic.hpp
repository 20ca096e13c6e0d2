// The dyadic memory: pairs of units address rows of bits (after P. Overmann's dyadic memory, part
// of Triadic Memory, 2022). Storing x -> y sets the units of y in the row of every pair i < j of
// x; the support of an answer unit is the number of the cue's pairs whose row has it; the K
// best-supported units answer. A unit in few patterns is shared by chance far more often than a
// pair is, so n(n-1)/2 rows carry many more associations than the n rows of a Willshaw memory.
//
// Flat layouts of 2 to 91 active units, n(n-1)/2 < 2^32 (n <= 92,682). Rows come into being when
// first addressed, except in small memories (128 MiB), which have them all. Auto-association stores
// x -> x: a pair's own units are in its row, so what a cue has right and what it lacks are
// supported alike, and a wrong unit starts with only the pairs it is part of. Units without support
// never answer: an answer may have fewer than K.
//
// bits = 1: a bit is set for good. bits = 8: a counter beside each bit makes forgetting exact, at
// nine times the memory; a counter that has reached 255 stays there.
//
// Does the memory know the cue? Take a random cue of c units, drawn uniformly. Its c(c-1)/2 pairs
// fall into orderings of m = floor(c/2) disjoint pairs; the share u of pairs whose row has unit k
// is the mean over those orderings, so (Hoeffding 1963, section 5b) its tail is bounded like that
// of m draws: P(share >= u) <= R exp(-m KL(u || p_k)) above p_k, where p_k = 2 r_k/n^2, r_k at most
// the number of rows that have unit k (the pairs of all patterns stored with it), and R = n^2m / (n
// (n-1) ... (n-2m+1)) covers that units are drawn without repetition. E(s) = sum_k of these bounds
// the expected number of units with support s, and chance = min(1, E(s)/K) for an answer of K units
// whose weakest support by the original cue is s (Markov); 1 for shorter answers. Nothing is
// assumed about the stored patterns.
#pragma once
#include <cstdint>
#include <memory>

#include <kenyon/memory/memory.hpp>

namespace kenyon {

class conjunction_knowledge;
class conjunction_rows;
class conjunction_step;

class dyadic_memory final : public memory {
 public:
  // Auto-associative, or cues of one layout to answers of another; bits is 1 or 8. Throws
  // error{usage} for what the ranges above exclude, error{resources} for what does not fit.
  explicit dyadic_memory(const layout& both, unsigned bits = 1);
  dyadic_memory(const layout& cues, const layout& answers, unsigned bits = 1);
  dyadic_memory(dyadic_memory&&) noexcept;
  dyadic_memory& operator=(dyadic_memory&&) noexcept;
  ~dyadic_memory() override;

  std::string_view kind() const override { return "dyadic"; }
  const layout& cue_layout() const override { return cues_; }
  const layout& answer_layout() const override { return answers_; }
  bool is_auto() const override { return auto_; }

  // As `memory`; cue patterns of one unit have no pair and are refused.
  void store(const pattern_batch& cues, const pattern_batch& answers) override;
  void store(const pattern_batch& patterns) { store(patterns, patterns); }

  // As `memory`, winners only; cues of more than 91 units are refused, those of fewer than two have
  // an empty answer.
  recalled_batch recall(const pattern_batch& cues, const recall_options& options) const override;
  recalled recall(pattern_view cue, const recall_options& options = {}) const;

  bool can(ability what) const override { return what == ability::forget && bits_ == 8; }
  void forget(const pattern_batch& cues, const pattern_batch& answers) override;

  std::uint64_t stored() const override { return stored_; }
  std::uint64_t footprint_bytes() const override;
  double free_weights() const override { return free_weights_of(cues_, answers_); }
  // Of an empty memory.
  static std::uint64_t footprint_of(const layout& cues, const layout& answers, unsigned bits);
  // What a pattern adds at most: the rows of all its pairs, where not every pair has its row.
  static std::uint64_t bytes_per_pattern(const layout& cues, const layout& answers, unsigned bits);
  static double free_weights_of(const layout& cues, const layout& answers);  // bits of all rows

 private:
  dyadic_memory(const layout& cues, const layout& answers, bool is_auto, unsigned bits);
  void check_stored(const pattern_batch& cues, const pattern_batch& answers) const;
  void check_asked(const pattern_batch& cues, const recall_options& options) const;
  void assess(pattern_view cue, pattern_view answer, const recall_options& options,
              conjunction_step& step, recall_facts& facts) const;
  void recall_one(pattern_view cue, const recall_options& options, conjunction_step& step,
                  recalled& answer) const;
  recalled_batch recall_once(const pattern_batch& cues, const recall_options& options) const;

  layout cues_;
  layout answers_;
  bool auto_;
  unsigned bits_;
  std::uint64_t stored_ = 0;
  std::unique_ptr<conjunction_rows> rows_;
  std::unique_ptr<conjunction_knowledge> knowledge_;
};

}  // namespace kenyon
