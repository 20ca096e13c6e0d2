#include "experiment/crossing.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace kenyon {
namespace {

constexpr std::uint64_t most_memories = 16;
constexpr int loads_aside = 4;  // on either side of the middle

std::uint64_t memories_for(const recall_task& task, std::uint64_t patterns) {
  const std::uint64_t cues = std::min<std::uint64_t>(patterns, task.max_cues);
  return std::clamp<std::uint64_t>((least_cues + cues - 1) / cues, 1, most_memories);
}

// Far from the seeds that people count up from.
std::uint64_t seed_of(std::uint64_t seed, std::uint64_t memory) {
  return seed ^ memory << 48;
}

void add(tally& sums, const tally& more) {
  sums.patterns = more.patterns;
  sums.cues += more.cues;
  sums.exact += more.exact;
  sums.false_units += more.false_units;
  sums.missed_units += more.missed_units;
  sums.right_units += more.right_units;
  sums.steps += more.steps;
  sums.known += more.known;
  sums.footprint_bytes = more.footprint_bytes;
  sums.free_weights = more.free_weights;
}

// Where the least-squares line through (load, measured) reaches the level.
std::optional<double> crossing_of(const criterion& wanted, const std::vector<std::uint64_t>& loads,
                                  const std::vector<tally>& measured) {
  const bool exact = wanted.what == criterion::kind::exact;
  const auto n = static_cast<double>(loads.size());
  double x = 0;
  double y = 0;
  double xx = 0;
  double xy = 0;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    const auto load = static_cast<double>(loads[i] - loads.front());
    const double value = exact ? measured[i].exact_share() : -measured[i].unit_error();
    x += load;
    y += value;
    xx += load * load;
    xy += load * value;
  }
  const double slope = (n * xy - x * y) / (n * xx - x * x);
  if (!(slope < 0)) return std::nullopt;
  const double level = exact ? wanted.level : -wanted.level;
  const double at = (level - (y - slope * x) / n) / slope;
  return std::clamp(at, 0.0, static_cast<double>(loads.back() - loads.front()));
}

}  // namespace

growing_memory::growing_memory(const recall_task& task, std::uint64_t seed,
                               const run_control& control)
    : task_(task), seed_(seed), control_(control), memory_(task, seed, control) {}

tally growing_memory::test(std::uint64_t patterns, std::uint32_t cues) {
  if (task_.prune > 0) {
    subject fresh(task_, seed_, control_);
    fresh.grow_to(patterns);
    fresh.prune();
    return fresh.test(patterns, cues);
  }
  memory_.grow_to(patterns);
  return memory_.test(patterns, cues);
}

tally measure_several(const recall_task& task, std::uint64_t seed, std::uint64_t patterns,
                      const run_control& control) {
  tally sums;
  for (std::uint64_t m = 0; m < memories_for(task, patterns); ++m)
    add(sums, measure(task, seed_of(seed, m), patterns, control));
  return sums;
}

std::uint64_t smoothed_crossing(const recall_task& task, const criterion& wanted,
                                std::uint64_t seed, std::uint64_t middle,
                                const run_control& control) {
  const std::uint64_t apart = std::max<std::uint64_t>(1, middle / 80);
  std::vector<std::uint64_t> loads;
  for (int k = -loads_aside; k <= loads_aside; ++k) {
    const std::int64_t load =
        static_cast<std::int64_t>(middle) + k * static_cast<std::int64_t>(apart);
    if (load >= 1) loads.push_back(static_cast<std::uint64_t>(load));
  }
  std::vector<tally> measured(loads.size());
  for (std::uint64_t m = 0; m < memories_for(task, middle); ++m) {
    growing_memory memory(task, seed_of(seed, m), control);
    for (std::size_t i = 0; i < loads.size(); ++i)
      add(measured[i], memory.test(loads[i], task.max_cues));
  }
  const auto found = crossing_of(wanted, loads, measured);
  return found ? loads.front() + static_cast<std::uint64_t>(*found) : middle;
}

}  // namespace kenyon
