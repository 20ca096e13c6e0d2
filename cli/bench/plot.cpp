#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <vector>

#include <kenyon/base/error.hpp>

#include "cli/bench/report.hpp"
#include "cli/terminal/gnuplot.hpp"

namespace kenyon::cli {
namespace {

struct point {
  double recall;
  double rate;  // queries a second
};

// Settings that no other beats in recall and speed, by recall.
std::vector<point> frontier(std::vector<point> points) {
  std::sort(points.begin(), points.end(), [](const point& a, const point& b) {
    return a.recall > b.recall || (a.recall == b.recall && a.rate > b.rate);
  });
  std::vector<point> kept;
  for (const point& p : points)
    if (kept.empty() || p.rate > kept.back().rate) kept.push_back(p);
  std::reverse(kept.begin(), kept.end());
  return kept;
}

struct panel {
  std::string title;
  std::map<std::string, std::vector<point>> curves;
};

std::vector<panel> panels_of(const std::vector<bench_result>& results) {
  std::vector<panel> panels;
  for (const bench_result& r : results) {
    if (!r.skipped.empty() || !std::isfinite(r.recall())) continue;
    const std::string title = std::to_string(r.rows) + " rows, " + r.queries;
    auto at = std::find_if(panels.begin(), panels.end(),
                           [&](const panel& p) { return p.title == title; });
    if (at == panels.end()) at = panels.insert(panels.end(), {title, {}});
    at->curves[r.competitor].push_back({r.recall(), 1e6 / r.times.mean_us});
  }
  return panels;
}

}  // namespace

void plot_bench(const std::vector<bench_result>& results, const std::string& path) {
  const std::vector<panel> panels = panels_of(results);
  if (panels.empty()) throw error(fault::usage, "--plot: nothing was measured that can be drawn");
  std::map<std::string, int> colours;
  for (const bench_result& r : results) colours.emplace(r.competitor, 0);
  int next = 1;
  for (auto& [name, colour] : colours) colour = next++;

  const auto columns =
      static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(panels.size()))));
  const std::size_t lines = (panels.size() + columns - 1) / columns;
  double least = 1;
  for (const panel& p : panels)
    for (const auto& [name, points] : p.curves)
      for (const point& at : points) least = std::min(least, at.recall);
  std::ostringstream script;
  script << "set key outside right top noenhanced\nset logscale y\nset format y '10^{%L}'\n"
         << "set xlabel 'recall@" << results.front().top << "' noenhanced\n"
         << "set ylabel 'queries a second, one by one'\n"
         << "set xrange [" << std::max(0.0, least - 0.03) << ":1.01]\n"
         << "set multiplot layout " << lines << ',' << columns << '\n';
  int block = 0;
  for (const panel& p : panels) {
    std::ostringstream drawn;
    for (const auto& [name, points] : p.curves) {
      const std::string data = "$d" + std::to_string(block++);
      script << data << " << END\n";
      for (const point& at : frontier(points)) script << at.recall << ' ' << at.rate << '\n';
      script << "END\n";
      drawn << (drawn.tellp() > 0 ? ", " : "plot ") << data
            << " with linespoints lw 2 pt 7 ps 0.8 lc " << colours[name] << " title "
            << gnuplot_quoted(name);
    }
    script << "set title " << gnuplot_quoted(p.title) << " noenhanced\n" << drawn.str() << '\n';
  }
  script << "unset multiplot\n";
  draw_with_gnuplot(path, script.str(), 760 * columns, 460 * lines);
}

}  // namespace kenyon::cli
