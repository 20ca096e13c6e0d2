#include "cli/capacity_report.hpp"

#include <iostream>
#include <sstream>

#include <kenyon/io/file.hpp>

#include "cli/journal.hpp"
#include "cli/plan_json.hpp"
#include "cli/table.hpp"

namespace kenyon::cli {
namespace {

json estimate_json(const std::optional<estimate>& found) {
  if (!found) return nullptr;
  const estimate& e = *found;

  json j{{"mean", e.mean}, {"ci95", nullptr}};
  if (e.ci95) j["ci95"] = {e.ci95->low, e.ci95->high};
  return j;
}

const char* measure_name(const criterion& c) {
  return c.what == criterion::kind::exact ? "exact" : "unit_error";
}

json result_json(const plan& p, const result& row) {
  const cell& c = p.cells[row.cell];
  json j{{"memory", c.memory.text()}, {"layout", c.shape.text()},
         {"units", c.shape.units()},  {"active", c.shape.active()},
         {"hetero", c.hetero},        {"ensemble", ensemble_text(c.how)},
         {"cue", c.cue.text()},       {"activation", activation_text(c.recall)},
         {"steps", c.recall.steps}};
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

std::string interval_text(const std::optional<estimate>& found) {
  if (!found) return "-";
  const estimate& e = *found;
  return e.ci95 ? number(e.mean) + " +- " + number((e.ci95->high - e.ci95->low) / 2, 2)
                : number(e.mean);
}

void print_table(const plan& p, std::span<const result> rows) {
  const bool searched = p.points.empty();
  const bool assessed = p.cells.front().recall.assess;
  std::vector<std::string> heads{"memory",          "layout",    searched ? "capacity" : "patterns",
                                 "theory",          "exact",     "unit error",
                                 "entropy/synapse", "bits/byte", "steps"};
  if (searched) heads.insert(heads.begin() + 4, "measured/theory");
  if (assessed) heads.push_back("known");
  heads.push_back("untrained exact");
  table shown(heads);
  for (const result& row : rows) {
    const cell& c = p.cells[row.cell];
    std::vector<std::string> cells{c.memory.text(),
                                   c.shape.text(),
                                   (row.limited ? ">= " : "") + interval_text(row.patterns),
                                   row.theory ? number(*row.theory) : "-",
                                   interval_text(row.exact),
                                   interval_text(row.unit_error),
                                   number(row.bits_per_synapse_entropy, 3),
                                   number(row.bits_per_byte, 3),
                                   number(row.steps, 3)};
    if (searched)
      cells.insert(cells.begin() + 4,
                   row.theory ? number(row.patterns.mean / *row.theory, 3) : "-");
    if (assessed) cells.push_back(number(row.known, 3));
    cells.push_back(number(row.null.exact_share(), 3));
    shown.add(cells);
  }
  shown.print(std::cout);
}

void print_notes(const plan& p, std::span<const result> rows) {
  const cell& c = p.cells.front();
  std::cout << '\n'
            << (c.hetero ? "Random cues -> " : "Patterns complete themselves; ")
            << ensemble_text(c.how) << (c.hetero ? " answers" : " patterns") << ", cue noise "
            << c.cue.text() << ", activation " << activation_text(c.recall) << ", at most "
            << c.recall.steps << " step" << (c.recall.steps == 1 ? "" : "s") << "; " << p.seeds
            << " seeds from " << p.first_seed << ", +- is the 95 % confidence interval.\n";
  std::cout << "entropy/synapse: bits of pattern entropy a free weight holds.\n";
  if (p.points.empty())
    std::cout << "Capacity: most patterns with " << p.wanted.text() << ".\n";
  else
    std::cout << "Theory: expected "
              << (p.wanted.what == criterion::kind::exact ? "exact" : "unit error") << ".\n";
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
  std::ostringstream out;
  out.precision(17);
  out << "memory,layout,units,active,hetero,ensemble,cue,activation,steps,searched,patterns,"
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
    out << c.memory.text() << ',' << c.shape.text() << ',' << c.shape.units() << ','
        << c.shape.active() << ',' << c.hetero << ',' << ensemble_text(c.how) << ',' << c.cue.text()
        << ',' << activation_text(c.recall) << ',' << c.recall.steps << ',' << row.searched;
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
