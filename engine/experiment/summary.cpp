#include <algorithm>
#include <cmath>
#include <map>

#include <kenyon/error.hpp>
#include <kenyon/experiment/plan.hpp>
#include <kenyon/memory/willshaw_theory.hpp>

namespace kenyon {
namespace {

// Units a cue keeps when noise only takes units away; nullopt for any other noise.
std::optional<std::uint32_t> units_kept(const cell& what) {
  double left = what.shape.active();
  for (const noise_step& step : what.cue.steps()) {
    if (step.what == noise_step::kind::keep)
      left = static_cast<double>(std::lround(step.amount * left));
    else if (step.what == noise_step::kind::erase)
      left -= step.amount;
    else
      return std::nullopt;
  }
  return left < 1 ? std::nullopt : std::optional(static_cast<std::uint32_t>(left));
}

// The case of willshaw_theory.hpp that this cell is, if it is one.
std::optional<willshaw_case> theory_case(const cell& what) {
  const auto kept = units_kept(what);
  if (what.memory.kind() != "willshaw" || what.recall.how != activation::all_cue ||
      what.recall.steps != 1 || !kept)
    return std::nullopt;
  return willshaw_case{what.shape, what.shape, !what.hetero, what.how, *kept};
}

std::optional<double> theory_of(const plan& p, const result& row) {
  const auto asked = theory_case(p.cells[row.cell]);
  if (!asked) return std::nullopt;
  const bool exact = p.wanted.what == criterion::kind::exact;
  if (row.searched)
    return exact ? capacity_at_exact(*asked, p.wanted.level)
                 : capacity_at_unit_error(*asked, p.wanted.level);
  return exact ? expected_exact(*asked, row.patterns.mean)
               : expected_unit_error(*asked, row.patterns.mean);
}

void add_information(const plan& p, result& row) {
  const cell& what = p.cells[row.cell];
  const memory_size size = size_of_memory(what.memory, shape_of(what));
  const double n = what.shape.units();
  const double formula = n * binary_entropy(what.shape.active() / n);
  const double entropy = row.patterns.mean * what.shape.pattern_bits();
  // The authors' formula divides by all pairs, modular or not.
  const double pairs = what.hetero ? n * n : n * (n - 1) / 2;
  row.bits_per_synapse = row.patterns.mean * formula / pairs;
  row.bits_per_synapse_entropy = entropy / size.free_weights;
  row.footprint_bytes = size.footprint_bytes;
  row.bits_per_byte = entropy / static_cast<double>(row.footprint_bytes);
}

result summarise_row(const plan& p, std::span<const outcome> seeds) {
  const trial_id id = trial_at(p, seeds.front().trial);
  result row;
  row.cell = id.cell;
  row.searched = id.what == trial_id::kind::searched;
  std::vector<double> exact;
  std::vector<double> noise;
  double cues = 0;
  double steps = 0;
  double known = 0;
  for (const outcome& o : seeds) {
    if (row.searched) row.per_seed.push_back(static_cast<double>(o.capacity));
    row.limited = row.limited || o.limited;
    if (o.measured.cues == 0) continue;  // a search that found no capacity measured nothing there
    exact.push_back(o.measured.exact_share());
    noise.push_back(o.measured.unit_error());
    cues += static_cast<double>(o.measured.cues);
    steps += static_cast<double>(o.measured.steps);
    known += static_cast<double>(o.measured.known);
  }
  row.patterns = row.searched ? estimate_mean(row.per_seed)
                              : estimate{static_cast<double>(id.patterns), std::nullopt};
  if (!exact.empty()) row.exact = estimate_mean(exact);
  if (!noise.empty()) row.unit_error = estimate_mean(noise);
  if (cues > 0) {
    row.steps = steps / cues;
    row.known = known / cues;
  }
  add_information(p, row);
  row.theory = theory_of(p, row);
  return row;
}

}  // namespace

std::vector<result> summarise(const plan& p, std::span<const outcome> outcomes) {
  if (outcomes.size() != p.trials())
    throw error(fault::bad_input, std::to_string(outcomes.size()) + " of " +
                                      std::to_string(p.trials()) + " trials are there");
  std::vector<result> rows;
  const std::size_t a_cell = p.trials() / p.cells.size();
  for (std::size_t c = 0; c < p.cells.size(); ++c) {
    const auto of_cell = outcomes.subspan(c * a_cell, a_cell);
    for (std::size_t first = 0; first + 1 < a_cell; first += p.seeds) {
      rows.push_back(summarise_row(p, of_cell.subspan(first, p.seeds)));
      rows.back().null = of_cell.back().measured;
    }
  }
  return rows;
}

std::vector<scaling> fit_scaling(const plan& p, std::span<const result> results) {
  struct points {
    std::vector<double> units;
    std::vector<double> capacity;
  };
  std::map<std::pair<std::string, bool>, points> by_kind;
  for (const result& row : results) {
    if (!row.searched || row.limited) continue;
    const cell& c = p.cells[row.cell];
    points& all = by_kind[{c.memory.text(), c.shape.is_modular()}];
    all.units.push_back(c.shape.units());
    all.capacity.push_back(row.patterns.mean);
  }
  std::vector<scaling> fits;
  for (const auto& [kind, all] : by_kind)
    if (const auto law = fit_power_law(all.units, all.capacity))
      fits.push_back({kind.first, kind.second, *law});
  return fits;
}

}  // namespace kenyon
