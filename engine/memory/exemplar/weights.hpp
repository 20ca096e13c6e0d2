// Private: exemplar memories: every pattern is kept as it is, and a cue is answered by the
// exemplars that it resembles (dense associative memory: Krotov & Hopfield 2016; modern Hopfield
// network: Ramsauer et al. 2021). The fit of an exemplar is its overlap m with the cue, the number
// of units active in both. A separation function (separation.hpp) turns the fits into shares of the
// vote; the support of a unit is the sum of the shares of the exemplars that have it, in units of
// 2^-30, each share rounded down: integers, so the answer does not depend on the order of
// exemplars, on the level or on threads; ties that only the rounding breaks go either way. Winners
// are chosen as everywhere; a unit without a vote never wins, so an answer may have fewer units
// than the layout says. Nothing is trained.
//
// A pattern costs its bits: rows of N/8 bytes rounded up to cache lines (twice, for pairs), in
// blocks of 2 MiB. A recall reads all of them: the cost grows with what is stored.
//
// Does the memory know the cue? A fixed exemplar of k units and a random cue of c units (uniformly
// drawn) share m or more with the hypergeometric chance false_match_chance(N, k, c, m)
// (exemplar_theory.hpp). chance = min(1, the sum of that over all exemplars), m the largest overlap
// of the original cue with any exemplar: a union bound, exact up to overlaps between events, and no
// assumption about the exemplars. In a modular layout each term is the larger of that and of
// P(Binomial(c, 1/M) >= m), the chance for cues drawn with at most one unit a module. It says that
// the cue is too near to an exemplar for chance; with a separation too weak for the load (a small
// beta), the vote may still go to a mixture of others.
//
//   forget  takes the exemplar out, exactly; one copy for each time it is named
//   decay   every exemplar is lost with probability `share`
//   prune   every unit of every exemplar, of the answer too, is erased with probability `share`, on
//           top of earlier erasures; exemplars so changed can no longer be forgotten by name
//   sleep   is refused: all exemplars have the same strength
#pragma once
#include <map>
#include <mutex>
#include <optional>

#include <kenyon/memory/exemplar/separation.hpp>

#include "memory/exemplar/rows.hpp"
#include "memory/weights.hpp"

namespace kenyon {

class exemplar_weights final : public weights {
 public:
  exemplar_weights(const memory_spec& spec, const memory_shape& shape);
  exemplar_weights(const separation& how, const memory_shape& shape);
  // Exemplars are made as they are stored: an empty memory has none.
  static memory_size size_of(const memory_spec&, const memory_shape& shape);

  void store(const pattern_batch& cues, const pattern_batch& answers) override;
  bool can(ability what) const override { return what != ability::sleep; }
  void forget(const pattern_batch& cues, const pattern_batch& answers) override;
  std::uint64_t decay(double share, std::uint64_t seed) override;
  void prune(double share, std::uint64_t seed) override;

  std::int64_t most_support() const override { return std::int64_t{1} << 30; }
  std::unique_ptr<reader> make_reader(const recall_plan& plan) const override;
  // The largest overlap of the original cue with any exemplar, as evidence.
  double expected(std::size_t cue_units, std::int32_t evidence,
                  std::size_t answer_units) const override;

  std::uint64_t footprint_bytes() const override;
  // Bits that the exemplars there are can set: none while nothing is stored.
  double free_weights() const override;
  void save(block_sink& to) const override;
  void load(const block_source& from) override;

  const separation& how() const { return how_; }
  const exemplar_rows& cue_rows() const { return cue_rows_; }
  const exemplar_rows& voters() const { return answer_rows_ ? *answer_rows_ : cue_rows_; }

 private:
  void count_size(std::size_t i, int change);
  void remove(std::size_t i);
  std::size_t find(pattern_view cue, pattern_view answer,
                   const std::vector<std::size_t>& taken) const;
  std::vector<double> chances_of(std::uint32_t cue_units) const;

  separation how_;
  exemplar_rows cue_rows_;
  std::optional<exemplar_rows> answer_rows_;      // of pairs
  std::map<std::uint32_t, std::uint64_t> sizes_;  // units of the cue side -> exemplars

  mutable std::mutex guard_;
  mutable std::map<std::uint32_t, std::vector<double>> chances_;  // units of a cue -> chances_of
};

}  // namespace kenyon
