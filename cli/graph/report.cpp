#include "cli/graph/report.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

#include <kenyon/base/error.hpp>
#include <kenyon/experiment/statistics.hpp>

#include "cli/graph/sweep.hpp"
#include "cli/terminal/gnuplot.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

double share_of(const run_score& s) {
  return s.expected == 0 ? 0 : static_cast<double>(s.right) / static_cast<double>(s.expected);
}

std::string rms_text(const run_score& s) {
  return s.numbers == 0 ? "-"
                        : number(std::sqrt(s.square_error / static_cast<double>(s.numbers)), 3);
}

void print_scores(const std::vector<one_run>& all, const graph_request& asked) {
  std::vector<std::string> heads{"run"};
  if (asked.sweep) heads.push_back(keys_text(*asked.sweep));
  for (const char* h : {"seed", "episodes", "steps", "expected", "right", "share", "exact",
                        "rms error", "as required"})
    heads.emplace_back(h);
  table out(heads);
  for (const one_run& r : all) {
    const run_score& s = r.score;
    std::vector<std::string> cells{s.name};
    if (asked.sweep) cells.push_back(r.value);
    for (const std::string& cell :
         {std::to_string(r.seed), std::to_string(s.episodes), std::to_string(s.steps),
          std::to_string(s.expected), std::to_string(s.right),
          s.expected == 0 ? std::string("-") : number(share_of(s), 5), std::to_string(s.exact),
          rms_text(s), std::string(s.met() ? "yes" : "no")})
      cells.push_back(cell);
    out.add(cells);
  }
  out.print(std::cout);
}

// The share right of each run and swept value over all seeds. Within a run what is right hangs
// together, so a single one has no interval.
struct summary {
  std::string name, value;
  std::uint64_t seeds;            // that were run
  std::optional<estimate> share;  // none where nothing was expected
};

std::vector<summary> summaries(const std::vector<one_run>& all) {
  std::vector<summary> made;
  for (const one_run& first : all) {
    const auto same = [&](const auto& r, const std::string& name) {
      return r.value == first.value && name == first.score.name;
    };
    if (std::any_of(made.begin(), made.end(), [&](const summary& s) { return same(s, s.name); }))
      continue;
    std::vector<double> shares;
    double expected = 0;
    std::uint64_t seeds = 0;
    for (const one_run& r : all) {
      if (!same(r, r.score.name)) continue;
      ++seeds;
      if (r.score.expected == 0) continue;
      shares.push_back(share_of(r.score));
      expected += static_cast<double>(r.score.expected);
    }
    summary s{first.score.name, first.value, seeds, std::nullopt};
    if (!shares.empty()) s.share = estimate_share(shares, expected);
    made.push_back(s);
  }
  return made;
}

void print_summaries(const std::vector<one_run>& all, const graph_request& asked) {
  table out(
      {"run", asked.sweep ? keys_text(*asked.sweep) : "seeds", "mean share", "95 % interval"});
  for (const summary& s : summaries(all))
    out.add({s.name, asked.sweep ? s.value : std::to_string(s.seeds),
             s.share ? number(s.share->mean, 5) : "-",
             s.share && s.share->ci95
                 ? number(s.share->ci95->low, 5) + " - " + number(s.share->ci95->high, 5)
                 : "-"});
  std::cout << '\n';
  out.print(std::cout);
}

json summaries_json(const std::vector<one_run>& all, const graph_request& asked) {
  json made = json::array();
  for (const summary& s : summaries(all)) {
    json j{{"run", s.name}, {"seeds", s.seeds}, {"share", s.share ? json(s.share->mean) : json()}};
    if (asked.sweep) j["value"] = s.value;
    if (s.share && s.share->ci95) j["ci95"] = {s.share->ci95->low, s.share->ci95->high};
    made.push_back(j);
  }
  return made;
}

json score_json(const one_run& r, const graph_request& asked) {
  const run_score& s = r.score;
  json j{{"run", s.name}, {"seed", r.seed}};
  if (asked.sweep) j["value"] = r.value;
  j.update({{"episodes", s.episodes},
            {"steps", s.steps},
            {"expected", s.expected},
            {"right", s.right},
            {"share", s.expected > 0 ? json(share_of(s)) : json()},
            {"exact", s.exact},
            {"required", s.required},
            {"met", s.met()}});
  if (s.numbers > 0) j["rms_error"] = std::sqrt(s.square_error / static_cast<double>(s.numbers));
  return j;
}

// Values that are all numbers have an axis of numbers; others stand side by side under their names.
bool are_numbers(const std::vector<std::string>& values) {
  return std::all_of(values.begin(), values.end(), [](const std::string& v) {
    return !is_layout(v) && size_of_swept(v).has_value();
  });
}

// "place share name" a line, the mean over seeds, of the values for which something was expected.
std::string points_of(const std::vector<one_run>& all, const std::string& name,
                      const graph_sweep& over) {
  const bool as_numbers = are_numbers(over.values);
  std::string points;
  for (std::size_t v = 0; v < over.values.size(); ++v) {
    const std::string& value = over.values[v];
    double sum = 0;
    std::uint64_t n = 0;
    for (const one_run& r : all)
      if (r.value == value && r.score.name == name && r.score.expected > 0)
        sum += share_of(r.score), ++n;
    if (n > 0)
      points += (as_numbers ? value : std::to_string(v + 1)) + " " +
                number(sum / static_cast<double>(n), 9) + "\n";
  }
  return points;
}

std::string axis_of(const graph_sweep& over) {
  std::string script = "set xlabel " + gnuplot_quoted(keys_text(over)) + "\n";
  if (are_numbers(over.values)) return script;
  script += "set xtics (";
  for (std::size_t v = 0; v < over.values.size(); ++v)
    script += (v ? ", " : "") + gnuplot_quoted(over.values[v]) + " " + std::to_string(v + 1);
  return script + ")\nset xrange [0.5:" + std::to_string(over.values.size()) + ".5]\n";
}

// Share right against the swept value, a line a run.
void plot_sweep(const std::vector<one_run>& all, const graph_request& asked,
                const std::string& path) {
  std::vector<std::string> names;
  for (const one_run& r : all)
    if (std::find(names.begin(), names.end(), r.score.name) == names.end())
      names.push_back(r.score.name);
  const std::string style = are_numbers(asked.sweep->values) ? "linespoints" : "points pt 7";
  std::string data, plots;
  for (const std::string& name : names) {
    const std::string points = points_of(all, name, *asked.sweep);
    if (points.empty()) continue;
    plots += std::string(plots.empty() ? "plot" : ",") + " '-' with " + style + " title " +
             gnuplot_quoted(name);
    data += points + "e\n";
  }
  if (data.empty()) throw error(fault::usage, "--plot: nothing was expected that could be drawn");
  draw_with_gnuplot(
      path, axis_of(*asked.sweep) +
                "set ylabel 'share right'\nset yrange [0:1.05]\nset key bottom left\nset grid\n" +
                plots + "\n" + data);
}

void print(const std::vector<one_run>& all, const graph_request& asked, bool as_json,
           const json& host, bool complete) {
  if (!as_json) {
    print_scores(all, asked);
    if (asked.seeds > 1) print_summaries(all, asked);
    return;
  }
  json results = json::array();
  for (const one_run& r : all) results.push_back(score_json(r, asked));
  json whole{{"graph", asked.file}, {"null", arm_name(asked.arm)},           {"complete", complete},
             {"results", results},  {"summary", summaries_json(all, asked)}, {"host", host}};
  if (asked.sweep) whole["swept"] = asked.sweep->keys;
  std::cout << dump_text(whole, 2) << '\n';
}

}  // namespace

void report(const std::vector<one_run>& all, const graph_request& asked,
            const output_options& outputs, const json& host, bool complete) {
  print(all, asked, outputs.json, host, complete);
  std::cout << std::flush;  // before what may fail
  if (outputs.plot.empty()) return;
  if (complete)
    plot_sweep(all, asked, outputs.plot);
  else
    std::cerr << "kenyon: " << outputs.plot << " is not drawn: the sweep was interrupted\n";
}

}  // namespace kenyon::cli
