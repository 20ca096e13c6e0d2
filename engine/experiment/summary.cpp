#include <algorithm>
#include <cmath>
#include <map>

#include <kenyon/base/error.hpp>
#include <kenyon/experiment/plan.hpp>

#include "experiment/theory.hpp"

namespace kenyon {
namespace {

// Mean over the seeds of what the memories took; what an empty one takes where nothing was
// measured.
memory_size size_measured(const recall_task& task, std::span<const tally> seeds) {
  double bytes = 0;
  double weights = 0;
  double measured = 0;
  for (const tally& t : seeds) {
    if (t.cues == 0) continue;
    bytes += static_cast<double>(t.footprint_bytes);
    weights += t.free_weights;
    ++measured;
  }
  if (measured == 0) return size_of_memory(task.memory, shape_of(task));
  return {static_cast<std::uint64_t>(bytes / measured), weights / measured, 0};
}

double ratio(double a, double b) {
  return b > 0 ? a / b : 0;
}

void add_information(const recall_task& task, const memory_size& size, result& row) {
  const double n = task.shape.units();
  const double formula = n * binary_entropy(task.shape.active() / n);
  const double entropy = row.patterns.mean * task.shape.pattern_bits();
  // The authors' formula divides by all pairs, modular or not.
  const double pairs = task.hetero ? n * n : n * (n - 1) / 2;
  row.bits_per_synapse = row.patterns.mean * formula / pairs;
  row.bits_per_synapse_entropy = ratio(entropy, size.free_weights);
  row.footprint_bytes = size.footprint_bytes;
  row.bits_per_byte = ratio(entropy, static_cast<double>(row.footprint_bytes));
}

// What the seeds' memories answered, of one age.
void add_answers(std::span<const tally> seeds, result& row) {
  std::vector<double> exact;
  std::vector<double> noise;
  std::vector<double> learned;
  double cues = 0;
  double learned_cues = 0;
  double steps = 0;
  double known = 0;
  for (const tally& t : seeds) {
    if (t.cues == 0) continue;  // a search that found no capacity measured nothing there
    exact.push_back(t.exact_share());
    noise.push_back(t.unit_error());
    if (t.learned_cues > 0) learned.push_back(t.learned_share());
    learned_cues += static_cast<double>(t.learned_cues);
    cues += static_cast<double>(t.cues);
    steps += static_cast<double>(t.steps);
    known += static_cast<double>(t.known);
  }
  if (cues == 0) return;
  row.exact = estimate_share(exact, cues);
  if (!learned.empty()) row.learned = estimate_share(learned, learned_cues);
  row.unit_error = estimate_mean(noise);
  if (row.unit_error->ci95) row.unit_error->ci95->low = std::max(0.0, row.unit_error->ci95->low);
  row.steps = steps / cues;
  row.known = known / cues;
}

// What follows from the task: what the memories held, and what theory expects.
void complete(const plan& p, const recall_task& task, std::span<const tally> measured,
              result& row) {
  const bool holds_all = task.decay == 0 && task.sleep == 0 && !task.lifetime;
  if (holds_all) add_information(task, size_measured(task, measured), row);
  row.theory =
      row.searched ? theory_capacity(task, p.wanted) : theory_at(task, p.wanted, row.patterns.mean);
}
void complete(const plan&, const generalise_task&, std::span<const tally> measured, result& row) {
  row.footprint_bytes = measured.front().footprint_bytes;
}

// The outcomes of one cell at one number of patterns, those of age number `a` of each.
template <class Task>
result summarise_row(const plan& p, const Task& task, std::span<const outcome> seeds, std::size_t a,
                     std::uint64_t age) {
  const trial_id id = trial_at(p, seeds.front().trial);
  result row;
  row.cell = id.cell;
  row.searched = id.what == trial_id::kind::searched;
  row.age = age;
  std::vector<tally> measured;
  for (const outcome& o : seeds) {
    if (row.searched) row.per_seed.push_back(static_cast<double>(o.capacity));
    row.limited = row.limited || o.limited;
    measured.push_back(o.measured[a]);
  }
  row.patterns = row.searched ? estimate_mean(row.per_seed)
                              : estimate{static_cast<double>(id.patterns), std::nullopt};
  add_answers(measured, row);
  complete(p, task, measured, row);
  return row;
}

template <class Task>
void summarise_cell(const plan& p, const Task& task, std::span<const outcome> trials,
                    std::vector<result>& rows) {
  const auto ages = ages_of(task, p.points.empty() ? 0 : p.points.front());
  for (std::size_t first = 0; first + 1 < trials.size(); first += p.seeds)
    for (std::size_t a = 0; a < ages.size(); ++a) {
      rows.push_back(summarise_row(p, task, trials.subspan(first, p.seeds), a, ages[a]));
      rows.back().null = trials.back().measured[a];
    }
}

}  // namespace

std::vector<result> summarise(const plan& p, std::span<const outcome> outcomes) {
  if (outcomes.size() != p.trials())
    throw error(fault::bad_input, std::to_string(outcomes.size()) + " of " +
                                      std::to_string(p.trials()) + " trials are there");
  for (const outcome& o : outcomes) check_outcome(p, o);
  std::vector<result> rows;
  const auto add_rows = [&](const auto& cells) {
    const std::size_t per_cell = p.trials() / cells.size();
    for (std::size_t c = 0; c < cells.size(); ++c)
      summarise_cell(p, cells[c], outcomes.subspan(c * per_cell, per_cell), rows);
  };
  std::visit(add_rows, p.cells);
  return rows;
}

std::vector<scaling> fit_scaling(const plan& p, std::span<const result> results) {
  struct points {
    std::vector<double> units;
    std::vector<double> capacity;
  };
  std::map<std::pair<std::string, bool>, points> by_kind;
  const auto* cells = std::get_if<std::vector<recall_task>>(&p.cells);
  if (!cells) return {};
  for (const result& row : results) {
    if (!row.searched || row.limited) continue;
    const recall_task& task = (*cells)[row.cell];
    points& all = by_kind[{task.memory.text(), task.shape.is_modular()}];
    all.units.push_back(task.shape.units());
    all.capacity.push_back(row.patterns.mean);
  }
  std::vector<scaling> fits;
  for (const auto& [kind, all] : by_kind)
    if (const auto law = fit_power_law(all.units, all.capacity))
      fits.push_back({kind.first, kind.second, *law});
  return fits;
}

}  // namespace kenyon
