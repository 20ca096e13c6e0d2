// Random cues -> balanced random answers, one step, complete cues, threshold = units of the cue. At
// the load where the finite-size theory expects false units of 1 % of k, that is what is measured.
#include <kenyon/memory/willshaw/theory.hpp>

#include <algorithm>

#include "experiment/reproduce/entries.hpp"

namespace kenyon::reproduce {
namespace {

struct published {
  std::uint32_t units;
  std::uint32_t active;
  double patterns;
  double bits_per_synapse;
};
constexpr published cases[] = {
    {1000, 12, 4431, 0.402}, {2048, 13, 16020, 0.422}, {10000, 15, 288000, 0.458}};
constexpr double noise = 0.01;
constexpr std::uint32_t least_seeds = 6;

void add_case(const published& told, const reproduce_control& control, reproduction& made) {
  recall_task task;
  task.shape = layout::flat(told.units, told.active);
  task.hetero = true;
  task.drawn = ensemble::balanced;
  task.recall = {.how = activation::all_cue, .assess = false};
  task.max_cues = 16384;
  const std::string title = task.shape.text();

  const double capacity =
      *capacity_at_unit_error({task.shape, task.shape, false, task.drawn, told.active}, noise);
  made.figures.push_back({title + " patterns at 1 % noise", told.patterns, figure_kind::derived,
                          capacity, std::nullopt, 0.002 * told.patterns});
  const double n = told.units;
  made.figures.push_back({title + " bits per synapse", told.bits_per_synapse, figure_kind::derived,
                          capacity * task.shape.pattern_bits() / (n * n), std::nullopt,
                          0.05 * told.bits_per_synapse});

  std::vector<double> measured;
  const std::uint32_t seeds = control.full ? 4 * least_seeds : least_seeds;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    measured.push_back(
        measure(task, seed, static_cast<std::uint64_t>(told.patterns), control.run).unit_error());
  const estimate found = estimate_mean(measured);
  // "1 % within its interval", and an interval wider than 5 % of that is none.
  const double within = std::min(0.05 * noise, (found.ci95->high - found.ci95->low) / 2);
  made.figures.push_back({title + " noise at " + std::to_string(static_cast<int>(told.patterns)),
                          noise, figure_kind::derived, found.mean, found.ci95, within});
}

}  // namespace

reproduction willshaw_finite(const reproduce_control& control) {
  reproduction made;
  for (const published& told : cases) add_case(told, control, made);
  made.note =
      "Answers use every unit equally often, as the theory presumes; independently drawn patterns "
      "do not, and give 1.6 times the noise at n = 1,000 (see docs/willshaw.md).";
  return made;
}

}  // namespace kenyon::reproduce
