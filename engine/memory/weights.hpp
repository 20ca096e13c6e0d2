// Private: what a memory has learned (weights), and what one worker needs to read it (reader). A
// kind of memory is these two; the rest of a recall is memory.cpp and recall.cpp, for all kinds.
#pragma once
#include <cstdint>
#include <memory>
#include <span>

#include <kenyon/base/blocks.hpp>
#include <kenyon/memory/memory.hpp>

namespace kenyon {

// What a call of recall() asks of its readers.
struct recall_plan {
  activation how = activation::k_winners;  // never natural
  std::uint32_t threshold = 1;             // of activation::fixed
  std::uint32_t steps = 1;
  double alpha = 0.01;          // recall_options::alpha
  bool assess = false;          // readers fill in margin and evidence, and expected() is asked
  std::size_t cues = 1;         // of the whole call
  std::size_t total_units = 0;  // of all these cues
};

// What one step makes of a cue.
struct update {
  pattern units;              // the answer
  std::int32_t margin = 0;    // recall_facts::margin; when the plan says assess
  std::int32_t evidence = 0;  // what expected() wants to know of it; likewise
};

// Belongs to one worker and one call; keeps its scratch space from group to group. Between making a
// reader and its end the weights must not change.
class reader {
 public:
  virtual ~reader() = default;

  // Cues that answer() is best given together.
  virtual std::size_t cues_at_once() const { return 16; }
  // answer() spreads a group over all threads itself: one reader serves the whole call.
  virtual bool is_parallel() const { return false; }

  // One update of each cue; none is empty. updates.size() == cues.size(); what the updates held is
  // replaced, their room is used again.
  virtual void answer(std::span<const pattern_view> cues, std::span<update> updates) = 0;
  // After the last step, of those that took several: evidence[i] is of the first update of cue i,
  // and becomes that of answers[i], to which later ones led. To be left alone where evidence is not
  // about the answer.
  virtual void weigh(std::span<const pattern_view> cues, std::span<const pattern_view> answers,
                     std::span<std::int32_t> evidence) = 0;
  // What of the last update is the answer; fed back is all of it.
  virtual void finish(pattern& units) const { static_cast<void>(units); }

  // The support of every answer unit, by a cue that may be any sorted units. Valid until the next
  // call. Ranges up to weights::most_support().
  virtual std::span<const std::int32_t> supports(pattern_view cue) = 0;
};

class weights {
 public:
  explicit weights(const memory_shape& shape) : shape_(shape) {}
  virtual ~weights() = default;

  const memory_shape& shape() const { return shape_; }
  const layout& cues() const { return shape_.cues; }
  const layout& answers() const { return shape_.answers; }
  bool is_auto() const { return shape_.is_auto; }

  // Throws error{bad_input} for patterns that fit their layouts but not the rule.
  virtual void check_storable(const pattern_batch& cues, const pattern_batch& answers) const;
  // Pairs of sorted units, checked; in a graph not all fit the layouts' numbers of active units.
  // Auto-associative: the same batch twice.
  virtual void store(const pattern_batch& cues, const pattern_batch& answers) = 0;

  // As memory has them; called only where can(...) is true, with numbers in range.
  virtual bool can(ability) const { return false; }
  virtual void forget(const pattern_batch& cues, const pattern_batch& answers);
  virtual std::uint64_t decay(double share, std::uint64_t seed);  // patterns that are gone by it
  virtual void sleep(double patterns);
  virtual void prune(double share, std::uint64_t seed);

  // What answers may come by: thresholds count cue units.
  enum class answering { any, winners, module_winners };
  virtual answering answers_by() const { return answering::winners; }
  // What the rule itself sets as a limit; graphs ask with unions of patterns.
  virtual std::size_t most_cue_units() const { return max_units; }
  virtual std::int64_t most_support() const = 0;  // largest magnitude

  // By one thread, before readers are made after a change.
  virtual void prepare(bool assess) const { static_cast<void>(assess); }
  virtual std::unique_ptr<reader> make_reader(const recall_plan& plan) const = 0;
  // Bound on the expected number of answers of so many units that a random cue of `cue_units` units
  // would find with so much evidence; 1 or more claims nothing. Safe from many threads once
  // prepared for assessing.
  virtual double expected(std::size_t cue_units, std::int32_t evidence,
                          std::size_t answer_units) const;

  virtual std::uint64_t footprint_bytes() const = 0;
  virtual double free_weights() const = 0;
  virtual std::optional<double> density() const { return std::nullopt; }

  virtual void save(block_sink& to) const = 0;
  // Into empty weights, which are of no use where it throws error{bad_input}.
  virtual void load(const block_source& from) = 0;

 private:
  memory_shape shape_;
};

// Free weights of synapses between all units but those of one module, or a unit and itself.
double free_synapses(const memory_shape& shape);

}  // namespace kenyon
