#include <algorithm>
#include <ostream>
#include <sstream>

#include <kenyon/memory/activation_text.hpp>

#include "cli/capacity/report.hpp"
#include "cli/terminal/facts.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

double flipped_units(const recall_task& task, const result&) {
  return task.cue.none() ? 0 : task.cue.steps().front().amount;
}

bool meets(const criterion& wanted, const result& row) {
  return wanted.what == criterion::kind::exact
             ? row.exact && row.exact->mean >= wanted.level
             : row.unit_error && row.unit_error->mean <= wanted.level;
}

// The farthest place on the axis up to which the criterion holds without a gap, for each memory and
// layout.
void print_reach(const plan& p, const recall_cells& cells, std::span<const result> rows,
                 std::ostream& out) {
  const auto along = axis_of(p, cells);
  if (!along) return;
  for (std::size_t begin = 0; begin < rows.size();) {
    const recall_task& first = cells[rows[begin].cell];
    std::size_t end = begin;
    std::optional<double> reach;
    bool holds = true;
    for (; end < rows.size(); ++end) {
      const recall_task& task = cells[rows[end].cell];
      if (task.memory != first.memory || task.shape != first.shape) break;
      holds = holds && meets(p.wanted, rows[end]);
      if (holds) reach = along->place(task, rows[end]);
    }
    out << first.memory.text() << ' ' << first.shape.text() << ": " << p.wanted.text()
        << (reach ? " holds up to " + along->label + " " + number(*reach)
                  : " holds nowhere on the axis")
        << ".\n";
    begin = end;
  }
}

// What was varied beside noise and load, in words; "" for plain recall.
std::string task_text(const recall_task& task) {
  std::ostringstream told;
  if (task.similarity > 0)
    told << "Correlated patterns: families of " << family_patterns
         << " take units of a parent with "
         << "chance " << task.similarity << ".\n";
  if (task.instances > 0)
    told << "Prototypes: " << task.instances
         << " noisy instances stored of each pattern, asked with "
         << "another one.\n";
  if (task.prune > 0)
    told << percent(task.prune)
         << " of the synapses (exemplars: units, sdm: locations) taken out before recall.\n";
  if (task.decay > 0)
    told << "After each pattern everything decays by " << percent(task.decay) << ".\n";
  if (task.sleep > 0)
    told << "After each pattern every synapse loses " << task.sleep << " patterns.\n";
  if (task.lifetime) told << "Age 1 is the pattern stored last.\n";
  return told.str();
}

}  // namespace

// Only what differs from row to row, or was asked for, has a column.
std::vector<column> columns_of(const plan& p, const recall_cells& cells) {
  const recall_task& first = cells.front();
  const auto differs = [&](const auto& part) {
    return std::any_of(cells.begin(), cells.end(),
                       [&](const recall_task& task) { return part(task) != part(first); });
  };
  const bool searched = p.points.empty();
  std::vector<column> all;
  const auto add = [&](const char* head, auto text) { all.push_back({head, text}); };
  add("memory", [&](const result& r) { return cells[r.cell].memory.text(); });
  add("layout", [&](const result& r) { return cells[r.cell].shape.text(); });
  if (differs([](const recall_task& task) { return task.cue.text(); }))
    add("cue", [&](const result& r) { return cells[r.cell].cue.text(); });
  if (first.lifetime)
    add("age", [](const result& r) {
      const auto last = std::min(2 * r.age - 1, static_cast<std::uint64_t>(r.patterns.mean));
      return last == r.age ? std::to_string(r.age)
                           : std::to_string(r.age) + "-" + std::to_string(last);
    });
  add(searched ? "capacity" : "patterns",
      [](const result& r) { return (r.limited ? ">= " : "") + interval_text(r.patterns); });
  add("theory", [](const result& r) { return r.theory ? number(*r.theory) : "-"; });
  if (searched)
    add("measured/theory",
        [](const result& r) { return r.theory ? number(r.patterns.mean / *r.theory, 3) : "-"; });
  add("exact", [](const result& r) { return share_interval_text(r.exact); });
  add("unit error", [](const result& r) { return interval_text(r.unit_error); });
  const bool forgets = first.decay > 0 || first.sleep > 0 || first.lifetime;
  if (!forgets) {  // else not all that was stored is held
    add("entropy/synapse", [](const result& r) { return number(r.bits_per_synapse_entropy, 3); });
    add("bits/byte", [](const result& r) { return number(r.bits_per_byte, 3); });
  }
  add("steps", [](const result& r) { return number(r.steps, 3); });
  if (first.recall.assess) add("known", [](const result& r) { return number(r.known, 3); });
  add("untrained exact", [](const result& r) { return number(r.null.exact_share(), 3); });
  return all;
}

void print_notes(const plan& p, const recall_cells& cells, std::span<const result> rows,
                 std::ostream& out) {
  const recall_task& task = cells.front();
  out << '\n'
      << (task.hetero ? "Random cues -> " : "Patterns complete themselves; ")
      << ensemble_text(task.drawn) << (task.hetero ? " answers" : " patterns") << ", cue noise "
      << (cells.back().cue.text() == task.cue.text() ? task.cue.text() : "as told")
      << ", activation " << activation_text(task.recall) << ", at most " << task.recall.steps
      << " step" << (task.recall.steps == 1 ? "" : "s") << "; " << p.seeds << " seeds from "
      << p.first_seed << ", +- and brackets are 95 % confidence intervals.\n";
  out << task_text(task);
  if (task.decay == 0 && task.sleep == 0 && !task.lifetime)
    out << "entropy/synapse: bits of entropy of the patterns stored, a free weight.\n";
  if (p.points.empty())
    out << "Capacity: most patterns with " << p.wanted.text() << ".\n";
  else
    out << "Theory: expected " << (p.wanted.what == criterion::kind::exact ? "exact" : "unit error")
        << ".\n";
  print_reach(p, cells, rows, out);
  for (const scaling& fit : fit_scaling(p, rows)) {
    out << fit.memory << (fit.modular ? ", modular" : ", flat")
        << ": capacity = " << number(fit.law.factor, 3) << " * N^" << number(fit.law.exponent, 3);
    if (fit.law.ci95)
      out << "  (exponent 95 %: " << number(fit.law.ci95->low, 3) << " to "
          << number(fit.law.ci95->high, 3) << ")";
    out << '\n';
  }
}

std::optional<axis> axis_of(const plan& p, const recall_cells& cells) {
  if (p.points.size() != 1) return std::nullopt;
  if (cells.front().lifetime)
    return axis{"age",
                [](const recall_task&, const result& r) { return static_cast<double>(r.age); }};
  if (cells.size() < 2) return std::nullopt;
  const bool only_flips = std::all_of(cells.begin(), cells.end(), [](const recall_task& task) {
    const auto& steps = task.cue.steps();
    return steps.empty() || (steps.size() == 1 && steps.front().what == noise_step::kind::flip);
  });
  if (!only_flips || cells[0].cue.text() == cells[1].cue.text()) return std::nullopt;
  return axis{"flipped units", flipped_units};
}

}  // namespace kenyon::cli
