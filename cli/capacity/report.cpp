#include "cli/capacity/report.hpp"

#include <iostream>

#include <kenyon/experiment/journal.hpp>
#include <kenyon/experiment/results.hpp>
#include <kenyon/io/file.hpp>

#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

void print_table(const plan& p, std::span<const result> rows) {
  const auto columns = std::visit([&](const auto& cells) { return columns_of(p, cells); }, p.cells);
  std::vector<std::string> heads;
  for (const column& c : columns) heads.push_back(c.head);
  table shown(heads);
  for (const result& row : rows) {
    std::vector<std::string> cells;
    for (const column& c : columns) cells.push_back(c.text(row));
    shown.add(cells);
  }
  shown.print(std::cout);
}

}  // namespace

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

void report_capacity(const journal& all, const output_options& outputs, const json& host) {
  const plan& p = all.experiment;
  std::vector<outcome> outcomes;
  for (const auto& [number, o] : all.trials) outcomes.push_back(o);
  const std::vector<result> rows = summarise(p, outcomes);
  // The report first: a full disk must not cost the results.
  if (outputs.json) {
    std::cout << results_json(p, rows, dump_text(host));
  } else {
    print_table(p, rows);
    std::visit([&](const auto& cells) { print_notes(p, cells, rows, std::cout); }, p.cells);
  }
  std::cout.flush();
  if (!outputs.jsonl.empty()) write_file(outputs.jsonl, journal_text(all, dump_text(host)));
  if (!outputs.csv.empty()) write_file(outputs.csv, results_csv(p, rows));
  if (!outputs.plot.empty()) plot_capacity(p, rows, outputs.plot);
}

}  // namespace kenyon::cli
