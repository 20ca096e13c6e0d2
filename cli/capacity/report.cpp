#include "cli/capacity/report.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>

#include <kenyon/io/file.hpp>

#include "cli/capacity/generalise.hpp"
#include "cli/capacity/journal.hpp"
#include "cli/capacity/plan_json.hpp"
#include "cli/terminal/facts.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

const char* measure_name(const criterion& c) {
  return c.what == criterion::kind::exact ? "exact" : "unit_error";
}

json result_json(const plan& p, const result& row) {
  const cell& c = p.cells[row.cell];
  if (c.images) return generalised_json(c, row);
  json j{{"memory", c.memory.text()},
         {"layout", c.shape.text()},
         {"units", c.shape.units()},
         {"active", c.shape.active()},
         {"hetero", c.hetero},
         {"ensemble", ensemble_text(c.how)},
         {"cue", c.cue.text()},
         {"activation", activation_text(c.recall)},
         {"steps", c.recall.steps},
         {"similarity", c.similarity},
         {"instances", c.instances},
         {"prune", c.prune},
         {"decay", c.decay},
         {"sleep", c.sleep},
         {"age", row.age}};
  if (row.searched) {
    j["criterion"] = p.wanted.text();
    j["capacity"] = estimate_json(row.patterns);
    j["capacity"]["per_seed"] = row.per_seed;
    j["capacity"]["at_least"] = row.limited;  // the search ended before the criterion failed
  } else {
    j["patterns"] = static_cast<std::uint64_t>(row.patterns.mean);
  }
  j["exact"] = estimate_json(row.exact);
  j["unit_error"] = estimate_json(row.unit_error);
  j["theory"] = nullptr;
  if (row.theory) j["theory"] = {{row.searched ? "capacity" : measure_name(p.wanted), *row.theory}};
  j["bits_per_synapse"] = row.bits_per_synapse;
  j["bits_per_synapse_entropy"] = row.bits_per_synapse_entropy;
  j["bits_per_byte"] = row.bits_per_byte;
  j["footprint_bytes"] = row.footprint_bytes;
  j["mean_steps"] = row.steps;
  if (c.recall.assess) j["known"] = row.known;
  j["null"] = {{"exact", row.null.exact_share()}, {"unit_error", row.null.unit_error()}};
  return j;
}

json report_json(const plan& p, std::span<const result> rows, const json& host) {
  json results = json::array();
  for (const result& row : rows) results.push_back(result_json(p, row));
  json fits = json::array();
  for (const scaling& fit : fit_scaling(p, rows)) {
    json j{{"memory", fit.memory},
           {"modular", fit.modular},
           {"factor", fit.law.factor},
           {"exponent", fit.law.exponent},
           {"ci95", nullptr}};
    if (fit.law.ci95) j["ci95"] = {fit.law.ci95->low, fit.law.ci95->high};
    fits.push_back(j);
  }
  return {{"experiment", plan_to_json(p)}, {"results", results}, {"fits", fits}, {"host", host}};
}

double flipped_units(const cell& c, const result&) {
  return c.cue.none() ? 0 : c.cue.steps().front().amount;
}

// Only what differs from row to row, or was asked for, has a column.
std::vector<column> columns_of(const plan& p) {
  const cell& first = p.cells.front();
  if (first.images) return generalised_columns();
  const auto differs = [&](const auto& part) {
    return std::any_of(p.cells.begin(), p.cells.end(),
                       [&](const cell& c) { return part(c) != part(first); });
  };
  const bool searched = p.points.empty();
  std::vector<column> all;
  const auto add = [&](const char* head, auto text) { all.push_back({head, text}); };
  add("memory", [](const cell& c, const result&) { return c.memory.text(); });
  add("layout", [](const cell& c, const result&) { return c.shape.text(); });
  if (differs([](const cell& c) { return c.cue.text(); }))
    add("cue", [](const cell& c, const result&) { return c.cue.text(); });
  if (first.lifetime)
    add("age", [](const cell&, const result& r) {
      const auto last = std::min(2 * r.age - 1, static_cast<std::uint64_t>(r.patterns.mean));
      return last == r.age ? std::to_string(r.age)
                           : std::to_string(r.age) + "-" + std::to_string(last);
    });
  add(searched ? "capacity" : "patterns", [](const cell&, const result& r) {
    return (r.limited ? ">= " : "") + interval_text(r.patterns);
  });
  add("theory", [](const cell&, const result& r) { return r.theory ? number(*r.theory) : "-"; });
  if (searched)
    add("measured/theory", [](const cell&, const result& r) {
      return r.theory ? number(r.patterns.mean / *r.theory, 3) : "-";
    });
  add("exact", [](const cell&, const result& r) { return share_interval_text(r.exact); });
  add("unit error", [](const cell&, const result& r) { return interval_text(r.unit_error); });
  const bool forgets = first.decay > 0 || first.sleep > 0 || first.lifetime;
  if (!forgets) {  // else not all that was stored is held
    add("entropy/synapse",
        [](const cell&, const result& r) { return number(r.bits_per_synapse_entropy, 3); });
    add("bits/byte", [](const cell&, const result& r) { return number(r.bits_per_byte, 3); });
  }
  add("steps", [](const cell&, const result& r) { return number(r.steps, 3); });
  if (first.recall.assess)
    add("known", [](const cell&, const result& r) { return number(r.known, 3); });
  add("untrained exact",
      [](const cell&, const result& r) { return number(r.null.exact_share(), 3); });
  return all;
}

void print_table(const plan& p, std::span<const result> rows) {
  const std::vector<column> columns = columns_of(p);
  std::vector<std::string> heads;
  for (const column& c : columns) heads.push_back(c.head);
  table shown(heads);
  for (const result& row : rows) {
    std::vector<std::string> cells;
    for (const column& c : columns) cells.push_back(c.text(p.cells[row.cell], row));
    shown.add(cells);
  }
  shown.print(std::cout);
}

bool meets(const criterion& wanted, const result& row) {
  return wanted.what == criterion::kind::exact
             ? row.exact && row.exact->mean >= wanted.level
             : row.unit_error && row.unit_error->mean <= wanted.level;
}

// The farthest place on the axis up to which the criterion holds without a gap, for each memory and
// layout.
void print_reach(const plan& p, std::span<const result> rows) {
  const auto along = axis_of(p);
  if (!along) return;
  for (std::size_t begin = 0; begin < rows.size();) {
    const cell& first = p.cells[rows[begin].cell];
    std::size_t end = begin;
    std::optional<double> reach;
    bool holds = true;
    for (; end < rows.size(); ++end) {
      const cell& c = p.cells[rows[end].cell];
      if (c.memory != first.memory || c.shape != first.shape) break;
      holds = holds && meets(p.wanted, rows[end]);
      if (holds) reach = along->place(c, rows[end]);
    }
    std::cout << first.memory.text() << ' ' << first.shape.text() << ": " << p.wanted.text()
              << (reach ? " holds up to " + along->label + " " + number(*reach)
                        : " holds nowhere on the axis")
              << ".\n";
    begin = end;
  }
}

// What was varied beside noise and load, in words; "" for plain recall.
std::string task_text(const cell& c) {
  std::ostringstream told;
  if (c.similarity > 0)
    told << "Correlated patterns: families of " << family_patterns
         << " take units of a parent with "
         << "chance " << c.similarity << ".\n";
  if (c.instances > 0)
    told << "Prototypes: " << c.instances << " noisy instances stored of each pattern, asked with "
         << "another one.\n";
  if (c.prune > 0)
    told << percent(c.prune)
         << " of the synapses (exemplars: units, sdm: locations) taken out before recall.\n";
  if (c.decay > 0) told << "After each pattern everything decays by " << percent(c.decay) << ".\n";
  if (c.sleep > 0) told << "After each pattern every synapse loses " << c.sleep << " patterns.\n";
  if (c.lifetime) told << "Age 1 is the pattern stored last.\n";
  return told.str();
}

void print_notes(const plan& p, std::span<const result> rows) {
  const cell& c = p.cells.front();
  if (c.images) return print_generalised_notes(p, std::cout);
  std::cout << '\n'
            << (c.hetero ? "Random cues -> " : "Patterns complete themselves; ")
            << ensemble_text(c.how) << (c.hetero ? " answers" : " patterns") << ", cue noise "
            << (p.cells.back().cue.text() == c.cue.text() ? c.cue.text() : "as told")
            << ", activation " << activation_text(c.recall) << ", at most " << c.recall.steps
            << " step" << (c.recall.steps == 1 ? "" : "s") << "; " << p.seeds << " seeds from "
            << p.first_seed << ", +- and brackets are 95 % confidence intervals.\n";
  std::cout << task_text(c);
  if (c.decay == 0 && c.sleep == 0 && !c.lifetime)
    std::cout << "entropy/synapse: bits of entropy of the patterns stored, a free weight.\n";
  if (p.points.empty())
    std::cout << "Capacity: most patterns with " << p.wanted.text() << ".\n";
  else
    std::cout << "Theory: expected "
              << (p.wanted.what == criterion::kind::exact ? "exact" : "unit error") << ".\n";
  print_reach(p, rows);
  for (const scaling& fit : fit_scaling(p, rows)) {
    std::cout << fit.memory << (fit.modular ? ", modular" : ", flat")
              << ": capacity = " << number(fit.law.factor, 3) << " * N^"
              << number(fit.law.exponent, 3);
    if (fit.law.ci95)
      std::cout << "  (exponent 95 %: " << number(fit.law.ci95->low, 3) << " to "
                << number(fit.law.ci95->high, 3) << ")";
    std::cout << '\n';
  }
}

std::string csv_text(const plan& p, std::span<const result> rows) {
  if (p.cells.front().images) return generalised_csv(p, rows);
  std::ostringstream out;
  out.precision(17);
  out << "memory,layout,units,active,hetero,ensemble,cue,activation,steps,similarity,instances,"
         "prune,"
         "decay,sleep,age,searched,patterns,"
         "patterns_low,"
         "patterns_high,exact,exact_low,exact_high,unit_error,unit_error_low,unit_error_high,"
         "theory,"
         "bits_per_synapse,bits_per_synapse_entropy,bits_per_byte,footprint_bytes,null_exact\n";
  const auto put = [&](const std::optional<estimate>& e) {
    out << ',';
    if (e) out << e->mean;
    out << ',';
    if (e && e->ci95) out << e->ci95->low << ',' << e->ci95->high;
    if (!e || !e->ci95) out << ',';
  };
  for (const result& row : rows) {
    const cell& c = p.cells[row.cell];
    out << '"' << c.memory.text() << "\"," << c.shape.text() << ',' << c.shape.units() << ','
        << c.shape.active() << ',' << c.hetero << ',' << ensemble_text(c.how) << ',' << c.cue.text()
        << ',' << activation_text(c.recall) << ',' << c.recall.steps << ',' << c.similarity << ','
        << c.instances << ',' << c.prune << ',' << c.decay << ',' << c.sleep << ',' << row.age
        << ',' << row.searched;
    put(row.patterns);
    put(row.exact);
    put(row.unit_error);
    out << ',';
    if (row.theory) out << *row.theory;
    out << ',' << row.bits_per_synapse << ',' << row.bits_per_synapse_entropy << ','
        << row.bits_per_byte << ',' << row.footprint_bytes << ',' << row.null.exact_share() << '\n';
  }
  return out.str();
}

}  // namespace

json estimate_json(const std::optional<estimate>& found) {
  if (!found) return nullptr;
  const estimate& e = *found;
  json j{{"mean", e.mean}, {"ci95", nullptr}};
  if (e.ci95) j["ci95"] = {e.ci95->low, e.ci95->high};
  return j;
}

std::string interval_text(const std::optional<estimate>& found) {
  if (!found) return "-";
  const estimate& e = *found;
  return e.ci95 ? number(e.mean) + " +- " + number((e.ci95->high - e.ci95->low) / 2, 2)
                : number(e.mean);
}

std::string share_interval_text(const std::optional<estimate>& found) {
  if (!found || !found->ci95) return interval_text(found);
  return number(found->mean) + " (" + number(found->ci95->low, 3) + "-" +
         number(found->ci95->high, 3) + ")";
}

std::optional<axis> axis_of(const plan& p) {
  if (p.points.size() != 1 || p.cells.front().images) return std::nullopt;
  if (p.cells.front().lifetime)
    return axis{"age", [](const cell&, const result& r) { return static_cast<double>(r.age); }};
  if (p.cells.size() < 2) return std::nullopt;
  const bool only_flips = std::all_of(p.cells.begin(), p.cells.end(), [](const cell& c) {
    const auto& steps = c.cue.steps();
    return steps.empty() || (steps.size() == 1 && steps.front().what == noise_step::kind::flip);
  });
  if (!only_flips || p.cells[0].cue.text() == p.cells[1].cue.text()) return std::nullopt;
  return axis{"flipped units", flipped_units};
}

void report_capacity(const plan& p, std::span<const outcome> outcomes,
                     const output_options& outputs, const json& host) {
  const std::vector<result> rows = summarise(p, outcomes);
  // The report first: a full disk must not cost the results.
  if (outputs.json) {
    std::cout << dump_text(report_json(p, rows, host), 2) << '\n';
  } else {
    print_table(p, rows);
    print_notes(p, rows);
  }
  std::cout.flush();
  if (!outputs.jsonl.empty()) {
    std::string lines = provenance_line(plan_to_json(p), host);
    for (const outcome& o : outcomes) lines += dump_text(outcome_to_json(o)) + "\n";
    write_file(outputs.jsonl, lines);
  }
  if (!outputs.csv.empty()) write_file(outputs.csv, csv_text(p, rows));
  if (!outputs.plot.empty()) plot_capacity(p, rows, outputs.plot);
}

}  // namespace kenyon::cli
