#include "experiment/reproduce/run_plan.hpp"

#include <algorithm>
#include <numeric>

namespace kenyon::reproduce {

std::vector<result> run_plan(const plan& p, const reproduce_control& control) {
  std::vector<std::size_t> numbers(p.trials());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  std::vector<outcome> outcomes(p.trials());
  run_trials(p, numbers, control.run, [&](const outcome& o) { outcomes[o.trial] = o; });
  return summarise(p, outcomes);
}

recall_task completion(std::string_view memory, std::string_view shape, std::string_view cue) {
  recall_task task;
  task.memory = memory_spec(memory);
  task.shape = layout::parse(shape);
  task.cue = noise::parse(cue);
  task.recall = {.steps = 15, .assess = false};
  return task;
}

}  // namespace kenyon::reproduce
