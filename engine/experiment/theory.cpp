#include "experiment/theory.hpp"

#include <cmath>

#include <kenyon/memory/clique/theory.hpp>
#include <kenyon/memory/exemplar/theory.hpp>
#include <kenyon/memory/willshaw/theory.hpp>

#include "memory/pattern_index/demand_of.hpp"

namespace kenyon {
namespace {

// The units of a cue.
struct cue_units {
  std::uint32_t right;
  std::uint32_t wrong;
};

// nullopt for noise that leaves no fixed numbers, or no right unit.
std::optional<cue_units> units_of_cue(const recall_task& task) {
  double right = task.shape.active();
  double wrong = 0;
  for (const noise_step& step : task.cue.steps()) {
    if (wrong > 0) return std::nullopt;  // later steps would pick among right and wrong
    if (step.what == noise_step::kind::keep)
      right = static_cast<double>(std::lround(step.amount * right));
    else if (step.what == noise_step::kind::erase)
      right -= step.amount;
    else if (step.what == noise_step::kind::add)
      wrong = step.amount;
    else if (step.what == noise_step::kind::flip)
      right -= step.amount, wrong = step.amount;
    else
      return std::nullopt;
  }
  if (right < 1) return std::nullopt;
  return cue_units{static_cast<std::uint32_t>(right), static_cast<std::uint32_t>(wrong)};
}

// Independent random or balanced patterns, learnt once and asked as they are.
bool plain(const recall_task& task) {
  return task.similarity == 0 && task.instances == 0 && task.prune == 0 && task.decay == 0 &&
         task.sleep == 0;
}

std::optional<willshaw_case> willshaw_case_of(const recall_task& task) {
  const auto cue = units_of_cue(task);
  if (task.memory.kind() != "willshaw" || task.recall.how != activation::all_cue ||
      task.recall.steps != 1 || !plain(task) || !cue || cue->wrong > 0)
    return std::nullopt;
  return willshaw_case{task.shape, task.shape, !task.hetero, task.drawn, cue->right};
}

std::optional<clique_case> clique_case_of(const recall_task& task) {
  const auto cue = units_of_cue(task);
  if (task.memory.kind() != "clique" || task.recall.steps != 1 || task.drawn != ensemble::random ||
      !plain(task) || !cue || cue->wrong > 0)
    return std::nullopt;
  return clique_case{task.shape, task.shape.modules(), cue->right, false};
}

// Chance that a random exemplar shares as many units with the cue as the right one.
std::optional<double> rival_chance(const recall_task& task) {
  const auto cue = units_of_cue(task);
  const bool nearest = task.memory.kind() == "topk" && task.memory.get("k") == 1;
  if (!nearest || task.shape.is_modular() || task.drawn != ensemble::random || !plain(task) || !cue)
    return std::nullopt;
  return false_match_chance(task.shape.units(), task.shape.active(), cue->right + cue->wrong,
                            cue->right);
}

// Chance that the index looks at the right exemplar; a rival that shares as many units is left out.
// None where wrong units of a flat cue come before right ones.
std::optional<double> exact_indexed(const recall_task& task) {
  const auto cue = units_of_cue(task);
  if (task.memory.kind() != "indexed" || task.recall.steps != 1 || task.drawn != ensemble::random ||
      !plain(task) || !cue)
    return std::nullopt;
  const index_plan plan = plan_index(task.shape, demand_of(task.memory));
  if (plan.scan_unknown || (!task.shape.is_modular() && cue->wrong > 0)) return std::nullopt;
  return predicted_recall(task.shape, plan, static_cast<double>(cue->right) / task.shape.active());
}

// Each of the missing modules is right when no false unit comes before the right one, which is
// equally likely to be any: ties go to the lower unit.
std::optional<double> exact_clique(const clique_case& asked, double patterns) {
  const auto falsely = clique_false_unit_chance(asked, patterns);
  if (!falsely) return std::nullopt;
  const double l = asked.in.module_units();
  const double module = *falsely > 0 ? -std::expm1(l * std::log1p(-*falsely)) / (l * *falsely) : 1;
  return std::pow(module, asked.active - asked.known);
}

std::optional<double> exact_at(const recall_task& task, double patterns) {
  if (const auto asked = willshaw_case_of(task)) return expected_exact(*asked, patterns);
  if (const auto asked = clique_case_of(task)) return exact_clique(*asked, patterns);
  if (const auto seen = exact_indexed(task)) return seen;
  if (const auto rival = rival_chance(task)) return std::exp((patterns - 1) * std::log1p(-*rival));
  return std::nullopt;
}

// The most patterns at which exact recall, which falls with the load, reaches the level.
std::optional<double> capacity_by_bisection(const recall_task& task, double level) {
  constexpr double most = 1e12;
  const auto holds = [&](double patterns) { return exact_at(task, patterns).value_or(0) >= level; };
  if (!exact_at(task, 1)) return std::nullopt;
  if (!holds(1)) return 0;
  double low = 1;
  double high = 2;
  while (high < most && holds(high)) low = high, high *= 2;
  if (high >= most) return std::nullopt;
  while (high / low > 1 + 1e-9) {
    const double middle = std::sqrt(low * high);
    (holds(middle) ? low : high) = middle;
  }
  return low;
}

}  // namespace

std::optional<double> theory_at(const recall_task& task, const criterion& wanted, double patterns) {
  if (wanted.what == criterion::kind::exact) return exact_at(task, patterns);
  const auto asked = willshaw_case_of(task);
  return asked ? expected_unit_error(*asked, patterns) : std::nullopt;
}

std::optional<double> theory_capacity(const recall_task& task, const criterion& wanted) {
  const auto asked = willshaw_case_of(task);
  if (wanted.what != criterion::kind::exact)
    return asked ? capacity_at_unit_error(*asked, wanted.level) : std::nullopt;
  return asked ? capacity_at_exact(*asked, wanted.level)
               : capacity_by_bisection(task, wanted.level);
}

}  // namespace kenyon
