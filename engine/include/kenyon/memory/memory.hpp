// The memory: stores patterns or pairs, recalls from cues, says what it costs and whether it knows.
// Which rule it learns by is its kind (kinds.hpp); everything that a recall does beside asking the
// learned weights is done here, once for all kinds.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <kenyon/base/blocks.hpp>
#include <kenyon/memory/kinds.hpp>
#include <kenyon/pattern/layout.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

// How the supports of the units become the answer. Ties go to the lower unit index, always.
enum class activation {
  natural,         // module_winners for modular answers, k_winners for flat ones
  all_cue,         // units supported by every unit of the cue (threshold = active cue units)
  fixed,           // units with support >= recall_options::threshold; this and all_cue only where
                   // supports count cue units (willshaw), elsewhere error{usage}
  k_winners,       // the K best-supported units
  module_winners,  // the best-supported unit of each module; modular answers only
};

struct recall_options {
  activation how = activation::natural;
  std::uint32_t threshold = 1;  // of activation::fixed, in supporting cue units, >= 1
  // Most updates; more than 1 feeds the answer back (auto-association only).
  std::uint32_t steps = 1;
  bool assess = true;   // work out margin, chance and known (about one more update a cue)
  double alpha = 0.01;  // known means chance <= alpha
};

// What is told of an answer beside its units.
struct recall_facts {
  std::uint32_t steps = 0;  // updates done, the one that changed nothing included
  bool converged = false;   // the last update changed nothing; one-step recalls: true
  // Smallest support among the answer's units less the largest among the others (of the same module
  // in module_winners), in the last update; 0 or less means a tie. 0 when not assessed, and where
  // no unit is left out.
  std::int32_t margin = 0;
  // Upper bound on the probability that a random cue of the same size finds an answer as well
  // supported as this one (each kind's weights say how it is bounded); 1 when not assessed.
  double chance = 1;
  bool known = false;  // chance <= alpha; false when not assessed or when the answer is empty

  friend bool operator==(const recall_facts&, const recall_facts&) = default;
};

struct recalled {
  pattern units;
  recall_facts facts;

  friend bool operator==(const recalled&, const recalled&) = default;
};

struct recalled_batch {
  pattern_batch patterns;
  std::vector<recall_facts> facts;  // one a pattern

  friend bool operator==(const recalled_batch&, const recalled_batch&) = default;
};

// Why an answer came out: who is supported how well. Supports are in the kind's own units: cue
// units in willshaw, scores of cliques, weights times one scale in the correlation rules, votes.
struct explanation {
  struct unit_support {
    unit which;
    std::int32_t support;  // of a unit by itself not counted in auto-association
    bool in_cue;           // always false of pairs
  };
  std::vector<unit_support> answer;  // in unit order
  std::vector<unit_support> rivals;  // the best-supported others, strongest first
  std::uint32_t cue_units = 0;
};

// What a memory may be able to do beyond storing and recalling.
enum class ability { forget, decay, sleep, prune };
std::string_view name(ability what);

class weights;

// Many readers or one writer at a time. Batches run on the oneTBB workers of the calling thread's
// arena (see threads.hpp); the answers are the same bits for any number of them.
class memory {
 public:
  // Empty. Throws error{usage} for a shape that the kind does not take, error{resources} for one
  // that does not fit into memory.
  memory(const memory_spec& spec, const memory_shape& shape);
  memory(const memory_spec& spec, const layout& both);                         // auto-associative
  memory(const memory_spec& spec, const layout& cues, const layout& answers);  // pairs
  memory(memory&&) noexcept;
  memory& operator=(memory&&) noexcept;
  ~memory();

  const memory_spec& spec() const { return spec_; }
  std::string_view kind() const { return spec_.kind(); }
  const memory_shape& shape() const { return shape_; }
  const layout& cue_layout() const { return shape_.cues; }
  const layout& answer_layout() const { return shape_.answers; }
  // Answers are patterns of the cue's own layout, fed back in steps.
  bool is_auto() const { return shape_.is_auto; }

  // Stores patterns, or cues[i] -> answers[i]; an auto-associative memory takes the same batch
  // twice. Throws error{bad_input} (nothing stored) when sizes differ or a pattern does not fit its
  // layout or the kind.
  void store(const pattern_batch& patterns) { store(patterns, patterns); }
  void store(const pattern_batch& cues, const pattern_batch& answers);
  void store(pattern_view pattern) { store(pattern, pattern); }
  void store(pattern_view cue, pattern_view answer);

  // Answers every cue (any sorted list of units, possibly empty: then the answer is empty and
  // unknown). Throws error{bad_input} for cues with units outside the layout or more than
  // most_cue_units(), and error{usage} for options that do not fit.
  recalled_batch recall(const pattern_batch& cues, const recall_options& options = {}) const;
  recalled recall(pattern_view cue, const recall_options& options = {}) const;
  std::size_t most_cue_units() const;
  // Whether recall() takes this activation with this layout and kind.
  bool takes(activation how) const;

  // Supports of the answer's units and of up to `rivals` others, given the cue.
  explanation explain(pattern_view cue, pattern_view answer, std::size_t rivals = 8) const;

  // Each of the four below throws error{usage} where can(...) is false, and changes nothing then.
  bool can(ability what) const;
  // Undoes earlier stores of exactly these patterns: afterwards the memory answers as if they had
  // never been stored. Throws error{bad_input}, changing nothing, when they evidently were not.
  void forget(const pattern_batch& patterns) { forget(patterns, patterns); }
  void forget(const pattern_batch& cues, const pattern_batch& answers);
  // Weight decay: everything stored so far loses `share` (0 <= share < 1) of its strength, in
  // expectation where synapses are too coarse to lose a part (then `seed` picks which go).
  void decay(double share, std::uint64_t seed);
  // Synaptic downscaling: every synapse loses the same amount, `patterns` times what storing one
  // pattern adds now; what falls to nothing is gone, so weak traces vanish and strong ones stay.
  void sleep(double patterns);
  // Takes out `share` (0 <= share < 1) of the synapses, or of what the memory consists of (each
  // kind's weights say which), picked by `seed`: damage, to see how recall degrades. Again replaces
  // the earlier pick in memories that recompute weights, and adds to it elsewhere.
  void prune(double share, std::uint64_t seed);

  std::uint64_t stored() const;           // patterns or pairs stored and not forgotten again
  std::uint64_t footprint_bytes() const;  // memory held by the weights and counters
  // Weights that can be set: half the pairs of an auto-associative memory, all of a hetero one; a
  // modular memory has none inside a module.
  double free_weights() const;
  // Share of the synapses that are set, in kinds whose synapses are bits.
  std::optional<double> density() const;

  // What was learned, as named blocks. restore() gives a memory that answers, learns and forgets
  // with the same bits; throws error{bad_input} for blocks that are damaged or of another shape.
  void save(block_sink& to) const;
  static memory restore(const memory_spec& spec, const memory_shape& shape,
                        const block_source& from);

  // What the kind has learned, for code inside the engine (engine/memory/weights.hpp).
  const weights& learned() const { return *weights_; }

 private:
  memory_spec spec_;
  memory_shape shape_;
  std::unique_ptr<weights> weights_;
  std::uint64_t stored_ = 0;
};

// Most active units a cue or a stored pattern may have. An answer with more ends its recall,
// unconverged.
inline constexpr std::size_t max_cue_units = 4096;

}  // namespace kenyon
