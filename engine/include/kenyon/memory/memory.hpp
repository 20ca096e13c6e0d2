// What every memory can do: store patterns or pairs, recall from cues, say what it costs.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

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
  std::uint32_t steps =
      1;                // most updates; more than 1 feeds the answer back (auto-association only)
  bool assess = true;   // work out margin, chance and known (about one more update a cue)
  double alpha = 0.01;  // known means chance <= alpha
};

// What is told of an answer beside its units.
struct recall_facts {
  std::uint32_t steps = 0;  // updates done, the one that changed nothing included
  bool converged = false;   // the last update changed nothing; one-step recalls: true
  // Smallest support among the answer's units less the largest among the others (of the same module
  // in module_winners), in the last update; 0 or less means a tie. 0 when not assessed.
  std::int32_t margin = 0;
  // Upper bound on the probability that a random cue of the same size finds an answer as well
  // supported as this one (each memory's header says how it is bounded); 1 when not assessed.
  double chance = 1;
  bool known = false;  // chance <= alpha; false when not assessed or when the answer is empty
};

struct recalled {
  pattern units;
  recall_facts facts;
};

struct recalled_batch {
  pattern_batch patterns;
  std::vector<recall_facts> facts;  // one a pattern
};

// What a memory may be able to do beyond storing and recalling.
enum class ability { forget, decay, sleep, prune };
std::string_view name(ability what);

// Many readers or one writer at a time. Batches run on the oneTBB workers of the calling thread's
// arena (see threads.hpp); the answers are the same bits for any number of them.
class memory {
 public:
  virtual ~memory() = default;

  virtual std::string_view kind() const = 0;
  virtual const layout& cue_layout() const = 0;
  virtual const layout& answer_layout() const = 0;
  virtual bool is_auto()
      const = 0;  // answers are patterns of the cue's own layout, fed back in steps

  // Stores cues[i] -> answers[i]; an auto-associative memory takes the same batch twice. Throws
  // error{bad_input} (nothing stored) when sizes differ or a pattern does not fit its layout.
  virtual void store(const pattern_batch& cues, const pattern_batch& answers) = 0;

  // Answers every cue (any sorted list of units, possibly empty: then the answer is empty and
  // unknown). Throws error{bad_input} for cues with units outside the layout or more than
  // max_cue_units, and error{usage} for options that do not fit.
  virtual recalled_batch recall(const pattern_batch& cues, const recall_options& options) const = 0;

  // Each of the four below throws error{usage} where can(...) is false, and changes nothing then.
  virtual bool can(ability) const { return false; }
  // Undoes earlier stores of exactly these patterns: afterwards the memory answers as if they had
  // never been stored. Throws error{bad_input}, changing nothing, when they evidently were not.
  virtual void forget(const pattern_batch& cues, const pattern_batch& answers);
  // Weight decay: everything stored so far loses `share` (0 <= share < 1) of its strength, in
  // expectation where synapses are too coarse to lose a part (then `seed` picks which go).
  virtual void decay(double share, std::uint64_t seed);
  // Synaptic downscaling: every synapse loses the same amount, `patterns` times what storing one
  // pattern adds now; what falls to nothing is gone, so weak traces vanish and strong ones stay.
  virtual void sleep(double patterns);
  // Takes out `share` (0 <= share < 1) of the synapses, or of what the memory consists of (each
  // header says which), picked by `seed`: damage, to see how recall degrades. Again replaces the
  // earlier pick in memories that recompute weights, and adds to it elsewhere.
  virtual void prune(double share, std::uint64_t seed);

  virtual std::uint64_t stored() const = 0;  // patterns or pairs stored and not forgotten again
  virtual std::uint64_t footprint_bytes() const = 0;  // memory held by the weights and counters
  // Weights that can be set: half the pairs of an auto-associative memory, all of a hetero one; a
  // modular memory has none inside a module.
  virtual double free_weights() const = 0;
};

// Most active units a cue or a stored pattern may have. An answer with more ends its recall,
// unconverged.
inline constexpr std::size_t max_cue_units = 4096;

}  // namespace kenyon
