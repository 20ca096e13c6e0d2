#include "cli/bench/report.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <sstream>

#include <kenyon/io/file.hpp>

#include "cli/terminal/facts.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

json maybe(const std::optional<double>& value) {
  return value ? json(*value) : json(nullptr);
}

json finite(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

double a_row(std::uint64_t bytes, std::uint64_t rows) {
  return rows == 0 ? 0 : static_cast<double>(bytes) / static_cast<double>(rows);
}

json result_json(const bench_result& r) {
  json j{{"competitor", r.competitor},
         {"setting", r.setting},
         {"given", r.given},
         {"ours", r.ours},
         {"rows", r.rows},
         {"queries", r.queries}};
  if (!r.skipped.empty()) {
    j["skipped"] = r.skipped;
    return j;
  }
  j["top"] = r.top;
  j["recall1"] = finite(r.times.recall1);
  j["recall10"] = finite(r.times.recall10);
  j["predicted"] = maybe(r.facts.predicted);
  j["queries_timed"] = r.times.queries;
  j["median_us"] = r.times.median_us;
  j["p99_us"] = r.times.p99_us;
  j["mean_us"] = r.times.mean_us;
  j["batch_us"] = r.times.batch_us;
  j["build_seconds"] = r.build_seconds;
  j["inserts_a_second"] = r.inserts_a_second();
  j["bytes_a_row"] = a_row(r.bytes.all, r.rows);
  j["index_bytes_a_row"] = a_row(r.bytes.index, r.rows);
  j["scanned"] = maybe(r.facts.scanned);
  j["candidates"] = maybe(r.facts.candidates);
  j["known"] = maybe(r.facts.known);
  j["null_known"] = maybe(r.facts.null_known);
  j["plan"] = r.facts.plan;
  return j;
}

json setting_json(const bench_result& r) {
  return {{"competitor", r.competitor},     {"setting", r.setting},
          {"recall", finite(r.recall())},   {"mean_us", r.times.mean_us},
          {"median_us", r.times.median_us}, {"build_seconds", r.build_seconds}};
}

json comparison_json(const comparison& c) {
  json others = json::array();
  for (const bench_result* r : c.others) {
    json j = setting_json(*r);
    j["times_ours"] = r->times.mean_us / c.ours->times.mean_us;
    j["median_times_ours"] = r->times.median_us / c.ours->times.median_us;
    j["batch_times_ours"] = r->times.batch_us / c.ours->times.batch_us;
    j["build_times_ours"] = r->build_seconds / c.ours->build_seconds;
    others.push_back(j);
  }
  return {{"rows", c.ours->rows},
          {"queries", c.ours->queries},
          {"level", c.level},
          {"ours", setting_json(*c.ours)},
          {"others", others}};
}

json report_json(const bench_request& asked, const std::vector<bench_result>& results,
                 const json& host) {
  json rows = json::array();
  for (const bench_result& r : results) rows.push_back(result_json(r));
  json comparisons = json::array();
  for (const comparison& c : compare(results)) comparisons.push_back(comparison_json(c));
  json fits = json::array();
  for (const growth& g : fit_growth(results)) {
    fits.push_back({{"competitor", g.competitor},
                    {"setting", g.setting},
                    {"queries", g.queries},
                    {"exponent", g.law.exponent},
                    {"ci95", nullptr}});
    if (g.law.ci95) fits.back()["ci95"] = {g.law.ci95->low, g.law.ci95->high};
  }
  json experiment{{"task", asked.task},
                  {"top", asked.measuring.top},
                  {"seed", asked.seed},
                  {"batch", asked.measuring.batch},
                  {"recall", asked.demand.recall}};
  if (asked.of_patterns())
    experiment["layout"] = asked.shape.text();
  else if (asked.stored_file.empty())
    experiment["dimensions"] = asked.dimensions;
  else
    experiment["metric"] = name(asked.how);
  return {{"experiment", experiment},
          {"results", rows},
          {"comparisons", comparisons},
          {"fits", fits},
          {"host", host}};
}

std::string told_or_dash(const std::optional<double>& value, int digits = 3) {
  return value ? number(*value, digits) : "-";
}
std::string share_or_dash(double share) {
  return std::isfinite(share) ? number(share, 4) : "-";
}

struct column {
  const char* head;
  std::function<std::string(const bench_result&)> text;
};

// A column in which nobody has anything is left out.
std::vector<column> columns() {
  using row = const bench_result&;
  return {{"rows", [](row r) { return number(static_cast<double>(r.rows), 12); }},
          {"queries", [](row r) { return r.queries; }},
          {"competitor", [](row r) { return r.competitor; }},
          {"setting", [](row r) { return r.setting.empty() ? "-" : r.setting; }},
          {"recall@1", [](row r) { return share_or_dash(r.times.recall1); }},
          {"predicted", [](row r) { return told_or_dash(r.facts.predicted, 4); }},
          {"recall@10", [](row r) { return share_or_dash(r.times.recall10); }},
          {"mean us", [](row r) { return number(r.times.mean_us, 4); }},
          {"median us", [](row r) { return number(r.times.median_us, 4); }},
          {"p99 us", [](row r) { return number(r.times.p99_us, 4); }},
          {"batch us", [](row r) { return number(r.times.batch_us, 4); }},
          {"build s", [](row r) { return number(r.build_seconds, 3); }},
          {"rows/s", [](row r) { return number(r.inserts_a_second(), 3); }},
          {"bytes/row", [](row r) { return number(a_row(r.bytes.all, r.rows), 4); }},
          {"index", [](row r) { return number(a_row(r.bytes.index, r.rows), 4); }},
          {"scanned", [](row r) { return told_or_dash(r.facts.scanned); }},
          {"candidates", [](row r) { return told_or_dash(r.facts.candidates); }},
          {"known", [](row r) { return told_or_dash(r.facts.known); }},
          {"null known", [](row r) { return told_or_dash(r.facts.null_known); }}};
}

void print_table(const std::vector<bench_result>& results) {
  std::vector<const bench_result*> rows;
  for (const bench_result& r : results)
    if (r.skipped.empty()) rows.push_back(&r);
  if (rows.empty()) return;
  std::vector<column> shown;
  for (column& c : columns())
    if (std::any_of(rows.begin(), rows.end(), [&](const auto* r) { return c.text(*r) != "-"; }))
      shown.push_back(std::move(c));
  std::vector<std::string> heads;
  for (const column& c : shown) heads.emplace_back(c.head);
  table all(heads);
  for (const bench_result* r : rows) {
    std::vector<std::string> cells;
    for (const column& c : shown) cells.push_back(c.text(*r));
    all.add(cells);
  }
  all.print(std::cout);
}

std::string named(const bench_result& r) {
  return r.setting.empty() ? r.competitor : r.competitor + " " + r.setting;
}

void print_comparisons(const std::vector<bench_result>& results) {
  for (const comparison& c : compare(results)) {
    const bench_result& our = *c.ours;
    std::cout << '\n'
              << our.rows << " rows, " << our.queries << ", recall of " << c.level
              << " or more: " << named(our) << ' ' << number(our.times.mean_us, 3) << " us at "
              << number(our.recall(), 4) << ". At as much recall or more:\n";
    for (const bench_result* r : c.others)
      std::cout << "  " << named(*r) << ' ' << number(r->times.mean_us, 3) << " us at "
                << number(r->recall(), 4) << ": " << number(r->times.mean_us / our.times.mean_us, 3)
                << " times ours, median " << number(r->times.median_us / our.times.median_us, 3)
                << ", batch " << number(r->times.batch_us / our.times.batch_us, 3) << ", build "
                << number(r->build_seconds / our.build_seconds, 3) << '\n';
    if (c.others.empty()) std::cout << "  nobody\n";
  }
}

void print_notes(const bench_request& asked, const std::vector<bench_result>& results,
                 const json& host) {
  for (const bench_result& r : results)
    if (!r.skipped.empty())
      std::cout << r.competitor << ", " << r.rows << " rows, " << r.queries
                << ": not run: " << r.skipped << '\n';
  print_comparisons(results);
  const auto fits = fit_growth(results);
  if (!fits.empty()) std::cout << "\nMean time of a query grows as rows to the power of:\n";
  for (const growth& g : fits) {
    std::cout << "  " << g.competitor << (g.setting.empty() ? "" : " " + g.setting) << ", "
              << g.queries << ": " << number(g.law.exponent, 3);
    if (g.law.ci95)
      std::cout << " (95 %: " << number(g.law.ci95->low, 3) << " to " << number(g.law.ci95->high, 3)
                << ")";
    std::cout << '\n';
  }
  std::cout << '\n';
  std::string before;
  for (const bench_result& r : results) {
    const std::string plan = r.competitor + ", " + std::to_string(r.rows) + " rows, " + r.queries +
                             ": " + r.facts.plan + "\n";
    if (!r.facts.plan.empty() && plan != before) std::cout << plan;
    before = plan;
  }
  std::cout << "Single queries, each asked for the first time at its setting; two readings of the "
               "clock are in each: "
            << number(host["clock_us"].get<double>(), 2) << " us. Batches of "
            << asked.measuring.batch << ". " << asked.demand.threads << " thread"
            << (asked.demand.threads == 1 ? "" : "s") << ", top " << asked.measuring.top << ".\n"
            << host["cpu"].get<std::string>() << ", " << host["level"].get<std::string>() << '\n';
}

std::string csv_text(const std::vector<bench_result>& results) {
  std::ostringstream out;
  bool headed = false;
  for (const bench_result& r : results) {
    if (!r.skipped.empty()) continue;
    const json j = result_json(r);
    const char* between = "";
    if (!headed)
      for (const auto& [key, value] : j.items()) {
        out << between << key;
        between = ",";
      }
    if (!headed) out << '\n';
    headed = true;
    between = "";
    for (const auto& [key, value] : j.items()) {
      out << between << (value.is_null() ? "" : dump_text(value));
      between = ",";
    }
    out << '\n';
  }
  return out.str();
}

}  // namespace

void report_bench(const bench_request& asked, const std::vector<bench_result>& results,
                  const output_options& outputs, const json& host) {
  if (outputs.json) {
    std::cout << dump_text(report_json(asked, results, host), 2) << '\n';
  } else {
    print_table(results);
    print_notes(asked, results, host);
  }
  std::cout.flush();
  if (!outputs.csv.empty()) write_file(outputs.csv, csv_text(results));
  if (!outputs.plot.empty()) plot_bench(results, outputs.plot);
}

}  // namespace kenyon::cli
