// Three entries of one protocol: random patterns, cues with moved units, winners, at most 15
// synchronous steps, weights inside the own module zero, right only if the whole pattern is equal.
#include <array>
#include <cmath>

#include "experiment/reproduce/entries.hpp"
#include "experiment/reproduce/run_plan.hpp"

namespace kenyon::reproduce {
namespace {

constexpr std::array<const char*, 5> rules{"hebb", "covariance", "presynaptic", "willshaw",
                                           "bcpnn"};

struct capacities {
  const char* shape;
  std::array<double, 5> patterns;  // one a rule
};
constexpr std::array<capacities, 3> published_capacities{{
    {"20x20", {138, 270, 289, 368, 501}},
    {"400/20", {109, 209, 233, 267, 427}},
    {"32x32", {527, 1064, 1099, 1271, 1808}},
}};

constexpr std::array<std::uint64_t, 3> prototype_loads{20, 100, 200};
struct prototype_shares {
  const char* rule;
  std::array<double, 3> exact;  // one a load
};
constexpr std::array<prototype_shares, 4> published_prototypes{{
    {"hebb", {1.00, 0.90, 0.20}},
    {"covariance", {1.00, 0.99, 0.91}},
    {"bcpnn", {0.07, 0.92, 1.00}},
    {"willshaw", {0.15, 0, 0}},
}};

curve::point point_of(double x, const estimate& y) {
  return {x, y.mean, y.ci95};
}

}  // namespace

reproduction bcpnn_modular(const reproduce_control& control) {
  plan p;
  p.cells = std::vector{completion("bcpnn", "32x32", "flip=1")};
  p.points = {1775};
  p.seeds = control.full ? 40 : 10;
  const estimate exact = *run_plan(p, control).front().exact;
  reproduction made;
  made.figures = {{"32x32, 1,775 patterns, exact (one seed)", 0.9290, figure_kind::printed,
                   exact.mean, exact.ci95, 0.015},
                  {"32x32, 1,775 patterns, exact (mean over seeds)", 0.919, figure_kind::replica,
                   exact.mean, exact.ci95, 0.015}};
  return made;
}

reproduction hebbian_capacity(const reproduce_control& control) {
  std::vector<recall_task> cells;
  for (const capacities& told : published_capacities)
    for (const char* rule : rules) cells.push_back(completion(rule, told.shape, "flip=1"));
  plan p;
  p.cells = cells;
  p.seeds = control.full ? 20 : 6;
  const std::vector<result> rows = run_plan(p, control);
  reproduction made;
  made.plot = {"Capacity at 90 % exact recall", "units N", "patterns", false, false, {}};
  for (std::size_t r = 0; r < rules.size(); ++r) made.plot.curves.push_back({rules[r], {}, {}});
  for (const result& row : rows) {
    const capacities& told = published_capacities[row.cell / rules.size()];
    const std::size_t r = row.cell % rules.size();
    const double patterns = told.patterns[r];
    made.figures.push_back({std::string(told.shape) + " " + rules[r], patterns,
                            figure_kind::replica, row.patterns.mean, row.patterns.ci95,
                            0.04 * patterns});
    if (!cells[row.cell].shape.is_modular()) continue;
    const double units = cells[row.cell].shape.units();
    made.plot.curves[r].measured.push_back(point_of(units, row.patterns));
    made.plot.curves[r].published.push_back({units, patterns, std::nullopt});
  }
  return made;
}

// Few prototypes a memory: many memories, for the interval. All of a memory share its fate.
reproduction prototypes(const reproduce_control& control) {
  reproduction made;
  made.plot = {
      "Prototypes found from noisy instances", "prototypes", "share found", true, false, {}};
  for (const prototype_shares& told : published_prototypes)
    made.plot.curves.push_back({told.rule, {}, {}});
  for (std::size_t l = 0; l < prototype_loads.size(); ++l) {
    std::vector<recall_task> cells;
    for (const prototype_shares& told : published_prototypes) {
      cells.push_back(completion(told.rule, "20x20", "flip=2"));
      cells.back().instances = 10;
    }
    plan p;
    p.cells = cells;
    p.points = {prototype_loads[l]};
    p.seeds = static_cast<std::uint32_t>((control.full ? 20'000 : 4'000) / prototype_loads[l]);
    for (const result& row : run_plan(p, control)) {
      const prototype_shares& told = published_prototypes[row.cell];
      made.figures.push_back({std::string(told.rule) + ", " + std::to_string(prototype_loads[l]),
                              told.exact[l], figure_kind::replica, row.exact->mean, row.exact->ci95,
                              0.03});
      const auto load = static_cast<double>(prototype_loads[l]);
      made.plot.curves[row.cell].measured.push_back(point_of(load, *row.exact));
      made.plot.curves[row.cell].published.push_back({load, told.exact[l], std::nullopt});
    }
  }
  return made;
}

}  // namespace kenyon::reproduce
