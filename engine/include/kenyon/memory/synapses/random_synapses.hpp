// Random plastic synapses: what joins the areas of the assembly calculus (Papadimitriou, Vempala,
// Mitropolsky, Collins & Maass 2020, "Brain computation by assemblies of neurons", PNAS
// 117:14464-14472). Cue unit i has a synapse to answer unit j with probability p, each on its own,
// of weight 1. Whenever units fire and others win after them, the weight of every synapse from the
// former to the latter is multiplied by 1 + beta. The support of a unit is the sum of the weights
// of its synapses from active units.
//
// The synapses of cue unit i are a function of (seed, i) and drawn when i first fires, so that only
// units that ever fired cost memory: 6 bytes a synapse. A synapse keeps how often it was
// strengthened, c; its weight is round((1 + beta)^c * weight_one) / weight_one, at most
// max_weight / weight_one (just below 128), and c stays at the first value that reaches this (or at
// 65,535). So weights do not depend on the order of anything, and supports of max_cue_units active
// units fit 32 bits.
//
// In auto-association no unit has a synapse to itself.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <kenyon/memory/memory.hpp>

namespace kenyon {

struct synapse_rule {
  double p = 0.01;     // 0 < p <= 1
  double beta = 0.05;  // 0 <= beta <= 1; 0: synapses that do not learn
  std::uint64_t seed = 1;

  friend bool operator==(const synapse_rule&, const synapse_rule&) = default;
};

// Many readers or one writer at a time: add_supports(), weight() and targets() are safe from many
// threads, the drawing of synapses included.
class random_synapses {
 public:
  static constexpr std::int32_t weight_one = 1 << 12;
  static constexpr std::int32_t max_weight = (1 << 19) - 1;

  // Auto-associative, or from cues of one layout to answers of another. Throws error{usage} for p
  // and beta outside their ranges, error{resources} when a pointer a cue unit does not fit.
  random_synapses(const layout& both, const synapse_rule& rule);
  random_synapses(const layout& cues, const layout& answers, const synapse_rule& rule);
  random_synapses(random_synapses&&) noexcept;
  random_synapses& operator=(random_synapses&&) noexcept;
  ~random_synapses();

  const layout& cue_layout() const { return cues_; }
  const layout& answer_layout() const { return answers_; }
  bool is_auto() const { return auto_; }
  const synapse_rule& rule() const { return rule_; }

  // Adds to supports[j], one a unit of the answer layout, the weights of the synapses from active
  // units to j, in steps of 1 / weight_one: at most max_weight an active unit. Throws
  // error{bad_input} for units that are not ascending units of the cue layout or more than
  // max_cue_units, error{usage} for a span of another size, and error{resources} when the synapses
  // of units that fire for the first time do not fit into memory; supports stay as they are then.
  void add_supports(pattern_view active, std::span<std::int32_t> supports) const;

  // The weights from active units to winners are multiplied by 1 + beta. Errors as above.
  void strengthen(pattern_view active, pattern_view winners);

  // In steps of 1 / weight_one; 0 where there is no synapse.
  std::int32_t weight(unit from, unit to) const;
  // Of the synapses of a cue unit, ascending.
  pattern targets(unit from) const;

  // The same synapses, all of weight 1 again: the null arm of what was learned.
  random_synapses untrained() const;

  // What was learned, as bytes: the same for any order of strengthening. load_state() takes the
  // place of what was learned here; throws error{bad_input} in one sentence (nothing changed) for
  // bytes that are damaged or of other synapses.
  std::vector<std::byte> state() const;
  void load_state(std::span<const std::byte> state);

  // Held now; grows as units fire for the first time.
  std::uint64_t footprint_bytes() const;
  // When every cue unit has fired, give or take chance.
  static std::uint64_t footprint_of(const layout& cues, const layout& answers, double p);

 private:
  class rows;
  random_synapses(const layout& cues, const layout& answers, bool is_auto,
                  const synapse_rule& rule);

  layout cues_;
  layout answers_;
  bool auto_ = true;
  synapse_rule rule_;
  std::vector<std::int32_t> weights_;  // by how often a synapse was strengthened
  std::unique_ptr<rows> rows_;
};

}  // namespace kenyon
