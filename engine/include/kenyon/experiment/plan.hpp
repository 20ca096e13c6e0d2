// A capacity experiment: every cell (a task with its settings) at every number of patterns (or
// searched for its capacity) with every seed, and one null trial a cell. Trials are numbered; any
// subset can run anywhere, in any order, and the outcomes put together again give the same results.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <kenyon/experiment/search.hpp>
#include <kenyon/experiment/statistics.hpp>
#include <kenyon/experiment/trial.hpp>

namespace kenyon {

struct plan {
  // All of one task. Those with `lifetime` need one number of patterns, images at least one.
  std::variant<std::vector<recall_task>, std::vector<generalise_task>> cells;
  std::vector<std::uint64_t> points;  // numbers of patterns; empty: search for the capacity
  criterion wanted;
  std::uint64_t first_seed = 1;
  std::uint32_t seeds = 6;

  std::size_t cell_count() const;
  std::size_t trials() const;  // numbered 0 .. trials()-1
  // The same experiment, field by field; images are known by their checksum.
  friend bool operator==(const plan& a, const plan& b);
};

// Throws error{usage} where check_task() does, without cells or with more than 10,000, and where
// numbers of patterns or seeds are out of range or missing.
void check_plan(const plan& p);

struct trial_id {
  enum class kind { measured, searched, null } what;
  std::size_t cell = 0;
  std::uint64_t patterns = 0;  // of measured
  std::uint64_t seed = 0;
};
trial_id trial_at(const plan& p, std::size_t number);

struct outcome {
  std::size_t trial = 0;
  std::uint64_t capacity = 0;   // of searched
  bool limited = false;         // the search ended before the criterion failed
  std::vector<tally> measured;  // one an age (ages_of), one of a search
  friend bool operator==(const outcome&, const outcome&) = default;
};

// Throws error{bad_input}, beginning with "trial N", for what no trial of the plan can have come
// to: a number that is none of its, other ages, more answers than cues, nothing that was asked.
void check_outcome(const plan& p, const outcome& o);

// Runs the given trials on as many threads as memory allows and hands each outcome over as it is
// done, one at a time, in no fixed order. Throws interrupted when control.stop became true, and
// what `done` throws; nothing is handed over after that.
void run_trials(const plan& p, std::span<const std::size_t> trials, const run_control& control,
                const std::function<void(const outcome&)>& done);

// One row of results: a cell at one number of patterns and one age, or its capacity.
struct result {
  std::size_t cell = 0;
  bool searched = false;
  std::uint64_t age = 0;         // of the patterns asked for; 0: all alike
  estimate patterns;             // given, or the capacity found
  std::vector<double> per_seed;  // capacities
  // Capacities are at least that: a search ended before the criterion failed.
  bool limited = false;
  std::optional<estimate> exact;  // absent where a search found no capacity
  std::optional<estimate> unit_error;
  std::optional<estimate> learned;  // of images: share of those learned that are told right
  double steps = 0;                 // mean updates a recall
  double known = 0;                 // share of answers claimed to be known; 0 when not assessed
  // Of the capacity when searched, else of what the criterion measures.
  std::optional<double> theory;
  double bits_per_synapse = 0;  // P N H2(K/N) over N(N-1)/2 pairs, hetero N^2 (Lansner et al.)
  // P times the true entropy of a pattern over the free weights, and over the memory's bytes.
  double bits_per_synapse_entropy = 0;
  double bits_per_byte = 0;
  std::uint64_t footprint_bytes = 0;
  tally null;
};

// Needs all outcomes of the plan, in order; throws error{bad_input} as check_outcome() does.
std::vector<result> summarise(const plan& p, std::span<const outcome> outcomes);

// Mean capacity against N over the searched cells of one memory, flat and modular apart: no fit
// unless sizes differ, no interval for fewer than three sizes.
struct scaling {
  std::string memory;
  bool modular = false;
  power_law law;
};
std::vector<scaling> fit_scaling(const plan& p, std::span<const result> results);

}  // namespace kenyon
