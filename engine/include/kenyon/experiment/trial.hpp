// One trial: random patterns stored in a fresh memory, cues made of them, answers compared. A trial
// is a pure function of (cell, seed, patterns): patterns and noise are drawn anew from (seed,
// index) wherever needed and never kept, so a million patterns cost no memory beyond the weights.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kenyon/base/interrupt.hpp>
#include <kenyon/experiment/labelled_images.hpp>
#include <kenyon/memory/make.hpp>
#include <kenyon/pattern/noise.hpp>
#include <kenyon/pattern/random.hpp>

namespace kenyon {

// Generalisation: classes are learned from examples, and other images of them are asked about (the
// fly's rule, docs/generalise.md).
struct image_task {
  std::shared_ptr<const image_sets> sets;  // may be missing where nothing is measured any more
  std::string source;                      // which files, without their folders
  std::uint64_t checksum = 0;              // of what was read from them
  std::size_t inputs = 0;
  std::size_t classes = 0;
  std::uint32_t fan_in = 64;  // inputs that a unit of the code sums
  double rate = 0.005;        // what an example adds to a weight, which ends at 1
};

// What is measured, whatever the seed and the number of patterns.
struct cell {
  memory_spec memory;
  layout shape;         // of patterns, or of cues and answers alike
  bool hetero = false;  // random cue -> random answer; otherwise patterns complete themselves
  noise cue;            // applied to every cue
  ensemble how = ensemble::random;  // of the stored answers; hetero cues are always drawn at random
  double similarity = 0;  // > 0: correlated patterns (see pattern_source), of ensemble::random only
  // > 0: prototype extraction. Of each pattern that many noisy instances (made as the cues are) are
  // stored, never the pattern itself, which is then asked for with one more.
  std::uint32_t instances = 0;
  double prune = 0;  // share of the synapses taken out after storing
  // Continuous learning: after each pattern, everything decays by this share, and sleeps by this
  // many patterns (memory::decay, memory::sleep).
  double decay = 0;
  double sleep = 0;
  bool lifetime = false;  // patterns are asked by age, see ages_of()
  // Given: patterns are examples a class, and nothing but shape (of the code), decay and max_cues
  // matters beside it.
  std::optional<image_task> images;
  recall_options recall;
  std::uint32_t max_cues =
      4096;  // cues tested a measurement: evenly spaced over the stored, all when fewer
};

// The shape that the memory of a cell has.
memory_shape shape_of(const cell& what);

// Throws error{usage} where the parts of a cell do not go together: noise or activation that the
// layout cannot have, instances with noise that changes the number of units, an operation that the
// memory does not know, ...
void check_cell(const cell& what);

// Sums over the cues tested, integers so that they add up alike in any order, and what the memory
// took.
struct tally {
  std::uint64_t patterns = 0;  // stored
  std::uint64_t cues = 0;
  std::uint64_t exact = 0;         // answers equal to the stored pattern, unit by unit
  std::uint64_t false_units = 0;   // active in the answer, not in the stored pattern
  std::uint64_t missed_units = 0;  // the other way round
  std::uint64_t right_units =
      0;  // active units of the stored patterns: what the errors are shares of
  std::uint64_t steps = 0;
  std::uint64_t known = 0;  // when recall.assess
  // Of images: those that were learned, asked again; cues and exact are of those held out.
  std::uint64_t learned_cues = 0;
  std::uint64_t learned_exact = 0;
  // Of the memory that was tested; some grow with what they store.
  std::uint64_t footprint_bytes = 0;
  double free_weights = 0;

  double exact_share() const;
  double learned_share() const;
  double unit_error() const;  // (false + missed) / right: the output noise
  friend bool operator==(const tally&, const tally&) = default;
};

// Under which ages the patterns are told apart: those of age a were stored a .. 2a - 1 patterns ago
// (the last one has age 1), for a = 1, 2, 4, ... up to the number stored. Just {0} without
// `lifetime`: all patterns alike.
std::vector<std::uint64_t> ages_of(const cell& what, std::uint64_t patterns);

// How a long run is watched and stopped.
struct run_control {
  const std::atomic<bool>* stop = nullptr;  // looked at between batches
  std::function<void(std::uint64_t patterns)>
      stored;  // called as patterns are stored, from any thread
};

// A memory under test that grows along one seed's sequence of patterns.
class subject {
 public:
  subject(const cell& what, std::uint64_t seed, const run_control& control = {});
  void grow_to(std::uint64_t patterns);  // stores patterns up to that many; never fewer than now
  void prune();                          // as the cell says; nothing is stored after that
  // Cues made of up to max_cues of the first `patterns` patterns, stored or not (the null arm), of
  // one age or (0) all alike.
  tally test(std::uint64_t patterns, std::uint32_t max_cues, std::uint64_t age = 0) const;

 private:
  void need_going() const;  // throws interrupted when asked to stop

  const cell& what_;
  std::uint64_t seed_;
  run_control control_;
  std::unique_ptr<kenyon::memory> memory_;
  std::uint64_t stored_ = 0;
};

// Stores `patterns` patterns, prunes and tests all of them alike.
tally measure(const cell& what, std::uint64_t seed, std::uint64_t patterns,
              const run_control& control = {});

// The same memory asked for one age after the other: a tally for each of ages_of().
std::vector<tally> measure_ages(const cell& what, std::uint64_t seed, std::uint64_t patterns,
                                const run_control& control = {});

// The null arm: the same cues to the same memory, in which nothing was stored; of
// images, learned with their labels shuffled.
std::vector<tally> measure_null(const cell& what, std::uint64_t seed, std::uint64_t patterns,
                                const run_control& control = {});

}  // namespace kenyon
