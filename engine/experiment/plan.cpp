#include <kenyon/experiment/plan.hpp>

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/threads.hpp>

#include "experiment/generalise.hpp"

namespace kenyon {
namespace {

std::size_t points_of(const plan& p) {
  return p.points.empty() ? 1 : p.points.size();
}
std::size_t trials_a_cell(const plan& p) {
  return points_of(p) * p.seeds + 1;
}

// Cues of the null arm: what an empty memory answers needs no large sample.
constexpr std::uint64_t null_patterns = 256;

std::uint64_t patterns_of_null(const plan& p, const cell& what) {
  if (what.images) return *std::max_element(p.points.begin(), p.points.end());
  return what.lifetime ? p.points.front() : null_patterns;
}

outcome run_one(const plan& p, std::size_t number, const run_control& control) {
  const trial_id id = trial_at(p, number);
  const cell& what = p.cells[id.cell];
  outcome made;
  made.trial = number;
  switch (id.what) {
    case trial_id::kind::measured:
      made.measured = measure_ages(what, id.seed, id.patterns, control);
      break;
    case trial_id::kind::searched: {
      const capacity_found found = find_capacity(what, p.wanted, id.seed, control);
      made.capacity = found.capacity;
      made.limited = found.limited;
      made.measured = {found.at};
      break;
    }
    case trial_id::kind::null:
      made.measured = measure_null(what, id.seed, patterns_of_null(p, what), control);
      break;
  }
  return made;
}

// Trials that may run side by side: every one has a memory of its own, as large as its load makes
// it.
std::size_t side_by_side(const plan& p) {
  std::uint64_t most = 1;
  for (const cell& c : p.cells) {
    if (c.images) {
      most = std::max(most, generalisation_bytes(c));
      continue;
    }
    const std::uint64_t load = p.points.empty()
                                   ? most_searched(c.shape)
                                   : *std::max_element(p.points.begin(), p.points.end());
    const std::uint64_t stored = load * std::max<std::uint64_t>(1, c.instances);
    const memory_size size = size_of_memory(c.memory, shape_of(c));
    most = std::max(most, size.footprint_bytes + size.bytes_per_pattern * stored);
  }
  return std::clamp<std::size_t>(available_memory() / most, 1, thread_count());
}

}  // namespace

std::size_t plan::trials() const {
  return cells.size() * trials_a_cell(*this);
}

trial_id trial_at(const plan& p, std::size_t number) {
  const std::size_t cell = number / trials_a_cell(p);
  const std::size_t within = number % trials_a_cell(p);
  if (within + 1 == trials_a_cell(p)) return {trial_id::kind::null, cell, 0, p.first_seed};
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
