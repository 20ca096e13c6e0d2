#include <kenyon/experiment/plan.hpp>

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <map>
#include <mutex>

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

outcome run_one(const plan& p, std::size_t number, const run_control& control) {
  const trial_id id = trial_at(p, number);
  const cell& what = p.cells[id.cell];
  outcome made;
  made.trial = number;
  switch (id.what) {
    case trial_id::kind::measured:
      made.measured = measure(what, id.seed, id.patterns, control);
      break;
    case trial_id::kind::searched: {
      const capacity_found found = find_capacity(what, p.wanted, id.seed, control);
      made.capacity = found.capacity;
      made.measured = found.at;
      break;
    }
    case trial_id::kind::null:
      made.measured = measure_null(what, id.seed, null_patterns, control);
      break;
  }
  return made;
}

// Hands outcomes on in the order of `trials`, whatever the order in which they come.
class in_order {
 public:
  in_order(std::span<const std::size_t> trials, const std::function<void(const outcome&)>& done)
      : trials_(trials), done_(done) {}

  void put(outcome made) {
    const std::scoped_lock lock(guard_);
    waiting_.emplace(made.trial, made);
    for (; next_ < trials_.size(); ++next_) {
      const auto ready = waiting_.find(trials_[next_]);
      if (ready == waiting_.end()) return;
      done_(ready->second);
      waiting_.erase(ready);
    }
  }

 private:
  std::mutex guard_;
  std::span<const std::size_t> trials_;
  const std::function<void(const outcome&)>& done_;
  std::map<std::size_t, outcome> waiting_;
  std::size_t next_ = 0;
};

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
  in_order line(trials, done);
  std::atomic<std::size_t> next{0};
  // Each turn takes the next trial in order, so that outcomes can be handed on soon after they are
  // there.
  tbb::parallel_for(std::size_t{0}, trials.size(), [&](std::size_t) {
    const std::size_t number = trials[next++];
    // Isolated: a thread that waits inside a trial must not begin another one, with another matrix.
    tbb::this_task_arena::isolate([&] { line.put(run_one(p, number, control)); });
  });
}

}  // namespace kenyon
