// One trial: random patterns stored in a fresh memory, cues made of them, answers compared. A trial
// is a pure function of (task, seed, patterns): patterns and noise are drawn anew from (seed,
// index) wherever needed and never kept, so a million patterns cost no memory beyond the weights.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <kenyon/base/interrupt.hpp>
#include <kenyon/experiment/task.hpp>

namespace kenyon {

// Sums over the cues tested, integers so that they add up alike in any order, and what the memory
// took.
struct tally {
  std::uint64_t patterns = 0;  // stored
  std::uint64_t cues = 0;
  std::uint64_t exact = 0;         // answers equal to the stored pattern, unit by unit
  std::uint64_t false_units = 0;   // active in the answer, not in the stored pattern
  std::uint64_t missed_units = 0;  // the other way round
  // Active units of the stored patterns: what the errors are shares of.
  std::uint64_t right_units = 0;
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

// How a long run is watched and stopped.
struct run_control {
  const std::atomic<bool>* stop = nullptr;  // looked at between batches
  // Called as patterns are stored, from any thread.
  std::function<void(std::uint64_t patterns)> stored;
};

// A memory under test that grows along one seed's sequence of patterns.
class subject {
 public:
  subject(const recall_task& task, std::uint64_t seed, const run_control& control = {});
  void grow_to(std::uint64_t patterns);  // stores patterns up to that many; never fewer than now
  void prune();                          // as the task says; nothing is stored after that
  // Cues made of up to max_cues of the first `patterns` patterns, stored or not (the null arm), of
  // one age or (0) all alike.
  tally test(std::uint64_t patterns, std::uint32_t max_cues, std::uint64_t age = 0) const;

 private:
  void need_going() const;  // throws interrupted when asked to stop

  const recall_task& task_;
  std::uint64_t seed_;
  run_control control_;
  kenyon::memory memory_;
  std::uint64_t stored_ = 0;
};

// Stores `patterns` patterns, prunes and tests all of them alike.
tally measure(const recall_task& task, std::uint64_t seed, std::uint64_t patterns,
              const run_control& control = {});
// Learns `patterns` random images of each class, one class after another, and asks for others.
// Throws error{usage} when a class has fewer images, or when the images were not read.
tally measure(const generalise_task& task, std::uint64_t seed, std::uint64_t patterns,
              const run_control& control = {});

// The same memory asked for one age after the other: a tally for each of ages_of().
std::vector<tally> measure_ages(const recall_task& task, std::uint64_t seed, std::uint64_t patterns,
                                const run_control& control = {});
std::vector<tally> measure_ages(const generalise_task& task, std::uint64_t seed,
                                std::uint64_t patterns, const run_control& control = {});

// The null arm: the same cues to the same memory, in which nothing was stored; of images, learned
// with their labels shuffled.
std::vector<tally> measure_null(const recall_task& task, std::uint64_t seed, std::uint64_t patterns,
                                const run_control& control = {});
std::vector<tally> measure_null(const generalise_task& task, std::uint64_t seed,
                                std::uint64_t patterns, const run_control& control = {});

}  // namespace kenyon
