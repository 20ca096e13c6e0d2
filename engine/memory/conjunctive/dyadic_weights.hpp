// Private: the dyadic memory: pairs of units address rows of bits (after P. Overmann's dyadic
// memory, part of Triadic Memory, 2022). Storing x -> y sets the units of y in the row of every
// pair i < j of x; the support of an answer unit is the number of the cue's pairs whose row has it;
// the K best-supported units answer. A unit in few patterns is shared by chance far more often than
// a pair is, so n(n-1)/2 rows carry many more associations than the n rows of a Willshaw memory.
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
#include "memory/conjunctive/knowledge.hpp"
#include "memory/conjunctive/rows.hpp"
#include "memory/weights.hpp"

namespace kenyon {

// Cue patterns of one unit have no pair and are not stored; cues of more than 91 units are refused,
// those of fewer than two have an empty answer. With bits = 8 it can forget.
class dyadic_weights final : public weights {
 public:
  // Throws error{usage} for what the ranges above exclude, error{resources} for what does not fit.
  dyadic_weights(const memory_spec& spec, const memory_shape& shape);
  static memory_size size_of(const memory_spec& spec, const memory_shape& shape);

  void check_storable(const pattern_batch& cues, const pattern_batch& answers) const override;
  void store(const pattern_batch& cues, const pattern_batch& answers) override;
  bool can(ability what) const override { return what == ability::forget && bits_ == 8; }
  void forget(const pattern_batch& cues, const pattern_batch& answers) override;

  std::size_t most_cue_units() const override;
  std::int64_t most_support() const override { return max_conjunctions; }
  std::unique_ptr<reader> make_reader(const recall_plan& plan) const override;
  // The weakest support of a whole answer, as evidence; below 0 for a shorter one.
  double expected(std::size_t cue_units, std::int32_t evidence,
                  std::size_t answer_units) const override;

  std::uint64_t footprint_bytes() const override { return rows_.bytes(); }
  double free_weights() const override;  // bits of all rows
  void save(block_sink& to) const override;
  void load(const block_source& from) override;

 private:
  unsigned bits_;
  conjunction_rows rows_;
  conjunction_knowledge knowledge_;
};

}  // namespace kenyon
