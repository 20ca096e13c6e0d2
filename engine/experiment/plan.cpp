#include <kenyon/experiment/plan.hpp>

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/base/threads.hpp>

#include "experiment/generalise.hpp"
#include "experiment/ranges.hpp"

namespace kenyon {
namespace {

std::size_t points_of(const plan& p) {
  return p.points.empty() ? 1 : p.points.size();
}
std::size_t trials_per_cell(const plan& p) {
  return points_of(p) * p.seeds + 1;
}

// Cues of the null arm: what an empty memory answers needs no large sample.
constexpr std::uint64_t null_patterns = 256;

std::uint64_t patterns_of_null(const plan& p, const recall_task& task) {
  return task.lifetime ? p.points.front() : null_patterns;
}
std::uint64_t patterns_of_null(const plan& p, const generalise_task&) {
  return *std::max_element(p.points.begin(), p.points.end());
}

void search(const plan& p, const recall_task& task, std::uint64_t seed, const run_control& control,
            outcome& made) {
  const capacity_found found = find_capacity(task, p.wanted, seed, control);
  made.capacity = found.capacity;
  made.limited = found.limited;
  made.measured = {found.at};
}
void search(const plan&, const generalise_task&, std::uint64_t, const run_control&, outcome&) {
  throw error(fault::usage,
              "images have no capacity to search for: a number of examples is needed");
}

outcome run_one(const plan& p, std::size_t number, const run_control& control) {
  const trial_id id = trial_at(p, number);
  outcome made;
  made.trial = number;
  const auto run = [&](const auto& cells) {
    const auto& task = cells[id.cell];
    if (id.what == trial_id::kind::measured)
      made.measured = measure_ages(task, id.seed, id.patterns, control);
    else if (id.what == trial_id::kind::searched)
      search(p, task, id.seed, control, made);
    else
      made.measured = measure_null(task, id.seed, patterns_of_null(p, task), control);
  };
  std::visit(run, p.cells);
  return made;
}

std::uint64_t bytes_of_trial(const plan& p, const recall_task& task) {
  const std::uint64_t load = p.points.empty() ? most_searched(task.shape)
                                              : *std::max_element(p.points.begin(), p.points.end());
  const std::uint64_t stored = load * std::max<std::uint64_t>(1, task.instances);
  const memory_size size = size_of_memory(task.memory, shape_of(task));
  return size.footprint_bytes + size.bytes_per_pattern * stored;
}
std::uint64_t bytes_of_trial(const plan&, const generalise_task& task) {
  return generalisation_bytes(task);
}

// Trials that may run side by side: every one has a memory of its own, as large as its load makes
// it.
std::size_t side_by_side(const plan& p) {
  std::uint64_t most = 1;
  const auto look = [&](const auto& cells) {
    for (const auto& task : cells) most = std::max(most, bytes_of_trial(p, task));
  };
  std::visit(look, p.cells);
  return std::clamp<std::size_t>(available_memory() / most, 1, thread_count());
}

constexpr std::size_t most_cells = 10'000;
constexpr std::size_t most_points = 1'000'000;
constexpr std::uint64_t most_patterns = std::uint64_t{1} << 40;

void check_points(const plan& p, const recall_task& task) {
  if (task.lifetime && p.points.size() != 1)
    throw error(fault::usage, "a lifetime without one number of patterns to learn");
}
void check_points(const plan& p, const generalise_task&) {
  if (p.points.empty())
    throw error(fault::usage, "images without a number of examples to learn from");
}

// Whether a tally shows what its task is about.
bool was_asked(const recall_task&, const tally& t) {
  return t.cues > 0;
}
bool was_asked(const generalise_task&, const tally& t) {
  return t.cues > 0 && t.learned_cues > 0;
}

template <class Task>
void check_tallies(const plan& p, const Task& task, const trial_id& id, const outcome& o) {
  const auto refuse = [&](const std::string& why) {
    throw error(fault::bad_input, "trial " + std::to_string(o.trial) + why);
  };
  const std::size_t ages = ages_of(task, p.points.empty() ? 0 : p.points.front()).size();
  if (o.measured.size() != ages)
    refuse(" tells of " + std::to_string(o.measured.size()) + " ages, not " + std::to_string(ages));
  const bool found_none = id.what == trial_id::kind::searched && o.capacity == 0;
  for (const tally& t : o.measured) {
    if (t.exact > t.cues || t.learned_exact > t.learned_cues || t.known > t.cues)
      refuse(": more answers than cues");
    if (!found_none && !was_asked(task, t)) refuse(": nothing was asked");
  }
}

}  // namespace

std::size_t plan::cell_count() const {
  return std::visit([](const auto& list) { return list.size(); }, cells);
}

std::size_t plan::trials() const {
  return cell_count() * trials_per_cell(*this);
}

void check_plan(const plan& p) {
  check_ranges(p);
  if (p.cell_count() < 1 || p.cell_count() > most_cells || p.points.size() > most_points)
    throw error(fault::usage, "an experiment without cells, or with too many of them or of loads");
  for (const std::uint64_t patterns : p.points)
    if (patterns < 1 || patterns > most_patterns)
      throw error(fault::usage, "a number of patterns is out of range");
  const auto check = [&](const auto& cells) {
    for (const auto& task : cells) {
      check_task(task);
      check_points(p, task);
    }
  };
  std::visit(check, p.cells);
}

void check_outcome(const plan& p, const outcome& o) {
  if (o.trial >= p.trials())
    throw error(fault::bad_input, "trial " + std::to_string(o.trial) + ": there are only " +
                                      std::to_string(p.trials()));
  const trial_id id = trial_at(p, o.trial);
  std::visit([&](const auto& cells) { check_tallies(p, cells[id.cell], id, o); }, p.cells);
}

trial_id trial_at(const plan& p, std::size_t number) {
  const std::size_t cell = number / trials_per_cell(p);
  const std::size_t within = number % trials_per_cell(p);
  if (within + 1 == trials_per_cell(p)) return {trial_id::kind::null, cell, 0, p.first_seed};
  const std::uint64_t seed = p.first_seed + within % p.seeds;
  if (p.points.empty()) return {trial_id::kind::searched, cell, 0, seed};
  return {trial_id::kind::measured, cell, p.points[within / p.seeds], seed};
}

void run_trials(const plan& p, std::span<const std::size_t> trials, const run_control& control,
                const std::function<void(const outcome&)>& done) {
  std::mutex guard;
  bool failed = false;
  std::atomic<std::size_t> next{0};
  const auto run_next = [&] {
    const std::size_t i = next++;
    if (i >= trials.size()) return;
    const outcome made = run_one(p, trials[i], control);
    const std::scoped_lock lock(guard);
    if (failed) return;
    failed = true;  // stays so when `done` throws
    done(made);
    failed = false;
  };
  // Each worker takes the next trial in order. A thread that waits inside a trial must not begin
  // another one, with another matrix: trials are isolated.
  const std::size_t workers = std::min(side_by_side(p), trials.size());
  tbb::parallel_for(std::size_t{0}, workers, [&](std::size_t) {
    while (next < trials.size()) tbb::this_task_arena::isolate(run_next);
  });
}

}  // namespace kenyon
