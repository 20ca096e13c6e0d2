#include <array>
#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "cli/capacity/report.hpp"
#include "cli/terminal/gnuplot.hpp"

namespace kenyon::cli {
namespace {

// gnuplot's numbers of points that differ in grey too: disc, square, triangles, diamond, and the
// first four hollow.
constexpr std::array<int, 9> marks{7, 5, 9, 11, 13, 6, 4, 8, 10};

// Rows of one curve, as a named gnuplot data block: x measured low high theory ("NaN" where there
// is none).
struct series {
  std::string title;
  const char* style = "yerrorbars";
  std::string beside;  // title of what is drawn dashed; "": theory
  int beside_width = 2;
  std::ostringstream data;
  bool has_theory = false;

  void add(double x, const estimate& y, const std::optional<double>& theory) {
    data << x << ' ' << y.mean << ' ' << (y.ci95 ? y.ci95->low : y.mean) << ' '
         << (y.ci95 ? y.ci95->high : y.mean) << ' ';
    if (theory)
      data << *theory << '\n';
    else
      data << "NaN\n";
    has_theory = has_theory || theory.has_value();
  }
};

struct figure {
  std::ostringstream head;
  std::vector<series> curves;

  void take(std::map<std::string, series>& by_title) {
    for (auto& [title, s] : by_title) {
      s.title = title;
      curves.push_back(std::move(s));
    }
  }
};

// The layouts at each place of the axis.
using place_labels = std::map<double, std::string>;

// Labels, slanted; on a logarithmic axis one that would run into another joins it.
std::string ticks_of(const place_labels& labels, bool is_logarithmic) {
  constexpr double least_apart = 0.05;  // of the axis
  const double length = std::log(labels.rbegin()->first / labels.begin()->first);
  place_labels apart;
  for (const auto& [x, label] : labels) {
    const bool joins = is_logarithmic && !apart.empty() &&
                       std::log(x / apart.rbegin()->first) < least_apart * length;
    if (joins)
      apart.rbegin()->second += ", " + label;
    else
      apart[x] = label;
  }
  std::ostringstream ticks;
  for (const auto& [x, label] : apart)
    ticks << (ticks.tellp() > 0 ? "," : "") << gnuplot_quoted(label) << ' ' << x;
  return "set xtics rotate by -30 (" + ticks.str() + ")\n";
}

// Capacity against N, flat and modular layouts apart; by layout where all have the same N.
figure scaling_figure(const plan& p, const recall_cells& cells, std::span<const result> rows) {
  figure fig;
  std::set<std::uint32_t> sizes;
  std::set<bool> kinds;
  for (const result& row : rows) {
    sizes.insert(cells[row.cell].shape.units());
    kinds.insert(cells[row.cell].shape.is_modular());
  }
  const bool by_size = sizes.size() > 1;
  std::map<std::string, series> curves;
  place_labels labels;
  double place = 0;
  for (const result& row : rows) {
    const recall_task& task = cells[row.cell];
    std::string title = task.memory.text();
    if (by_size && kinds.size() > 1) title += task.shape.is_modular() ? ", modular" : ", flat";
    place += 1;
    const double x = by_size ? task.shape.units() : place;
    curves[title].add(x, row.patterns, row.theory);
    std::string& label = labels[x];
    const std::string shape = task.shape.text();
    if (label.find(shape) == std::string::npos) label += (label.empty() ? "" : ", ") + shape;
  }
  fig.head << "set title 'Capacity (" << p.wanted.text()
           << ")'\nset ylabel 'patterns'\nset logscale y\n";
  if (by_size)
    fig.head << "set logscale x\nset xlabel 'units N'\nset xrange [" << *sizes.begin() * 0.7 << ":"
             << *sizes.rbegin() * 1.5 << "]\n";
  else
    fig.head << "set xlabel 'layout'\nset xrange [0.5:" << rows.size() << ".5]\n";
  fig.head << ticks_of(labels, by_size);
  fig.take(curves);
  return fig;
}

figure curve_figure(const plan& p, const recall_cells& cells, std::span<const result> rows) {
  figure fig;
  const bool exact = p.wanted.what == criterion::kind::exact;
  const auto along = axis_of(p, cells);
  const std::string label = along ? along->label : "patterns stored";
  fig.head << "set title '" << (exact ? "Exact recall" : "Output noise")
           << (along ? " against " + label : " against load") << "'\nset xlabel '" << label
           << "'\nset ylabel '"
           << (exact ? "share of cues recalled exactly" : "wrong units in shares of K") << "'\n"
           << (exact ? "set yrange [-0.02:1.02]\n" : "");
  if (cells.front().lifetime) fig.head << "set logscale x 2\n";
  std::map<std::string, series> curves;
  for (const result& row : rows) {
    const recall_task& task = cells[row.cell];
    std::string title = task.memory.text() + " " + task.shape.text();
    if (!along && task.cue.text() != cells.front().cue.text()) title += " " + task.cue.text();
    const auto& shown = exact ? row.exact : row.unit_error;
    if (shown)
      curves[title].add(along ? along->place(task, row) : row.patterns.mean, *shown, row.theory);
  }
  fig.take(curves);
  return fig;
}

figure figure_of(const plan& p, const recall_cells& cells, std::span<const result> rows) {
  return p.points.empty() ? scaling_figure(p, cells, rows) : curve_figure(p, cells, rows);
}

// Held out against the size of the code, a curve each number of examples; dashed: those learned.
figure figure_of(const plan&, const generalise_cells& cells, std::span<const result> rows) {
  figure fig;
  fig.head << "set title 'Classes told right in "
           << (cells.front().decay > 0 ? "images, with decay'\n" : "images'\n")
           << "set xlabel 'units N of the code'\nset logscale x\n"
           << "set ylabel 'share told right'\nset yrange [0:1.02]\n";
  std::map<double, series> by_examples;
  for (const result& row : rows) {
    if (!row.exact || !row.learned) continue;
    series& s = by_examples[row.patterns.mean];
    const std::string examples = std::to_string(static_cast<std::uint64_t>(row.patterns.mean));
    s.title = examples + " a class, held out";
    s.beside = examples + " a class, learned";
    s.beside_width = 1;
    s.style = "yerrorlines";
    s.add(cells[row.cell].shape.units(), *row.exact, row.learned->mean);
  }
  for (auto& [examples, s] : by_examples) fig.curves.push_back(std::move(s));
  return fig;
}

std::string script_of(const figure& fig) {
  std::ostringstream script;
  script << fig.head.str();
  // Below, the legend would run into the axis title where labels are slanted.
  script << "set key outside right top vertical\n";
  for (std::size_t i = 0; i < fig.curves.size(); ++i)
    script << "$d" << i << " << END\n" << fig.curves[i].data.str() << "END\n";
  script << "plot ";
  for (std::size_t i = 0; i < fig.curves.size(); ++i) {
    const series& s = fig.curves[i];
    const std::string data = "$d" + std::to_string(i);
    script << (i ? ", " : "") << data << " using 1:2:3:4 with "
           << (s.has_theory ? s.style : "yerrorlines") << " lw 2 pt " << marks[i % marks.size()]
           << " ps 1.1 lc " << i % 8 + 1 << " title " << gnuplot_quoted(s.title);
    if (s.has_theory)
      script << ", " << data << " using 1:5 with lines dt 2 lw " << s.beside_width << " lc "
             << i % 8 + 1 << " title "
             << gnuplot_quoted(s.beside.empty() ? s.title + ", theory" : s.beside);
  }
  script << '\n';
  return script.str();
}

}  // namespace

void plot_capacity(const plan& p, std::span<const result> rows, const std::string& path) {
  const figure fig =
      std::visit([&](const auto& cells) { return figure_of(p, cells, rows); }, p.cells);
  draw_with_gnuplot(path, script_of(fig), 960);
}

}  // namespace kenyon::cli
