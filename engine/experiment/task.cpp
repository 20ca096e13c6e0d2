#include <kenyon/experiment/task.hpp>

#include <algorithm>
#include <sstream>
#include <string>

#include <kenyon/base/error.hpp>

#include "experiment/fly_model.hpp"
#include "experiment/ranges.hpp"

namespace kenyon {
namespace {

[[noreturn]] void refuse_task(const std::string& why) {
  throw error(fault::usage, why);
}

void check_instances(const recall_task& task) {
  if (task.instances == 0) return;
  if (task.hetero) refuse_task("prototypes: patterns complete themselves");
  for (const noise_step& step : task.cue.steps())
    if (step.what != noise_step::kind::flip)
      refuse_task("prototypes: instances are made by flip, which keeps the number of active units");
}

}  // namespace

void refuse_range(const field& f) {
  std::ostringstream why;
  why.precision(15);
  const field_range& range = f.range;
  why << (*f.option.name ? f.option.name : f.name) << ": is " << range.noun << " from "
      << range.low;
  if (range.high < std::numeric_limits<double>::infinity())
    why << " to " << (range.below ? "below " : "") << range.high;
  else
    why << " up";
  refuse_task(why.str());
}

memory_shape shape_of(const recall_task& task) {
  return {task.shape, task.shape, !task.hetero};
}

void check_task(const recall_task& task) {
  size_of_memory(task.memory, shape_of(task));  // refuses shapes that the kind does not take
  task.cue.check(task.shape);
  if (task.recall.how == activation::module_winners && !task.shape.is_modular())
    refuse_task("activation module-winners: layout " + task.shape.text() + " has no modules");
  if (task.shape.active() > max_cue_units)
    refuse_task("layout " + task.shape.text() + ": at most " + std::to_string(max_cue_units) +
                " active units are possible");
  if (task.hetero && task.recall.steps > 1)
    refuse_task("steps: only patterns that complete themselves take more than one");
  check_ranges(task);
  if (task.similarity > 0 && task.drawn != ensemble::random)
    refuse_task("correlated: such patterns are drawn at random, not balanced (--ensemble random)");
  check_instances(task);
}

void check_task(const generalise_task& task) {
  if (task.shape.is_modular())
    refuse_task("layout " + task.shape.text() +
                ": images are learned from graded codes of a flat layout, as 10000/100");
  check_ranges(task);
  const std::uint64_t most = std::min<std::uint64_t>(task.inputs, fly_encoder::max_fan_in);
  if (task.fan_in > most)
    refuse_task("fan-in: a unit sums 1 to " + std::to_string(most) + " of " +
                std::to_string(task.inputs) + " inputs");
}

std::vector<std::uint64_t> ages_of(const recall_task& task, std::uint64_t patterns) {
  if (!task.lifetime) return {0};
  std::vector<std::uint64_t> ages;
  for (std::uint64_t age = 1; age <= patterns; age *= 2) ages.push_back(age);
  return ages;
}

std::vector<std::uint64_t> ages_of(const generalise_task&, std::uint64_t) {
  return {0};
}

}  // namespace kenyon
