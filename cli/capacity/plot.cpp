#include <map>
#include <set>
#include <sstream>
#include <string>

#include "cli/capacity/report.hpp"
#include "cli/terminal/gnuplot.hpp"

namespace kenyon::cli {
namespace {

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
};

figure scaling_figure(const plan& p, std::span<const result> rows) {
  figure fig;
  std::set<std::uint32_t> sizes;
  for (const result& row : rows) sizes.insert(p.cells[row.cell].shape.units());
  fig.head << "set title 'Capacity (" << p.wanted.text()
           << ")'\nset ylabel 'patterns'\nset logscale y\n";
  if (sizes.size() > 1)
    fig.head << "set logscale x\nset xlabel 'units N'\nset xrange [" << *sizes.begin() * 0.7 << ":"
             << *sizes.rbegin() * 1.5 << "]\n";
  else
    fig.head << "set xlabel 'layout'\nset xrange [0.5:" << rows.size() << ".5]\n";
  std::map<std::string, series> by_memory;
  std::ostringstream ticks;
  double place = 0;
  for (const result& row : rows) {
    const cell& c = p.cells[row.cell];
    place += 1;
    series& s = by_memory[c.memory.text()];
    s.title = c.memory.text();
    const double x = sizes.size() > 1 ? c.shape.units() : place;
    s.add(x, row.patterns, row.theory);
    ticks << (place > 1 ? "," : "") << gnuplot_quoted(c.shape.text()) << ' ' << x;
  }
  fig.head << "set xtics rotate by -30 (" << ticks.str() << ")\n";
  for (auto& [name, s] : by_memory) fig.curves.push_back(std::move(s));
  return fig;
}

figure curve_figure(const plan& p, std::span<const result> rows) {
  figure fig;
  const bool exact = p.wanted.what == criterion::kind::exact;
  const auto along = axis_of(p);
  const std::string label = along ? along->label : "patterns stored";
  fig.head << "set title '" << (exact ? "Exact recall" : "Output noise")
           << (along ? " against " + label : " against load") << "'\nset xlabel '" << label
           << "'\nset ylabel '"
           << (exact ? "share of cues recalled exactly" : "wrong units in shares of K") << "'\n"
           << (exact ? "set yrange [-0.02:1.02]\n" : "");
  if (p.cells.front().lifetime) fig.head << "set logscale x 2\n";
  std::map<std::string, series> by_title;
  for (const result& row : rows) {
    const cell& c = p.cells[row.cell];
    std::string title = c.memory.text() + " " + c.shape.text();
    if (!along && c.cue.text() != p.cells.front().cue.text()) title += " " + c.cue.text();
    series& s = by_title[title];
    s.title = title;
    s.add(along ? along->place(c, row) : row.patterns.mean, *(exact ? row.exact : row.unit_error),
          row.theory);
  }
  for (auto& [title, s] : by_title) fig.curves.push_back(std::move(s));
  return fig;
}

// Held out against the size of the code, a curve each number of examples; dashed: those learned.
figure generalised_figure(const plan& p, std::span<const result> rows) {
  figure fig;
  fig.head << "set title 'Classes told right in "
           << (p.cells.front().decay > 0 ? "images, with decay'\n" : "images'\n")
           << "set xlabel 'units N of the code'\nset logscale x\n"
           << "set ylabel 'share told right'\nset yrange [0:1.02]\n";
  std::map<double, series> by_examples;
  for (const result& row : rows) {
    series& s = by_examples[row.patterns.mean];
    const std::string of = std::to_string(static_cast<std::uint64_t>(row.patterns.mean));
    s.title = of + " a class, held out";
    s.beside = of + " a class, learned";
    s.beside_width = 1;
    s.style = "yerrorlines";
    s.add(p.cells[row.cell].shape.units(), *row.exact, row.learned->mean);
  }
  for (auto& [examples, s] : by_examples) fig.curves.push_back(std::move(s));
  return fig;
}

std::string script_of(const figure& fig) {
  std::ostringstream script;
  script << "set rmargin 6\n" << fig.head.str();
  for (std::size_t i = 0; i < fig.curves.size(); ++i)
    script << "$d" << i << " << END\n" << fig.curves[i].data.str() << "END\n";
  script << "plot ";
  for (std::size_t i = 0; i < fig.curves.size(); ++i) {
    const series& s = fig.curves[i];
    const std::string data = "$d" + std::to_string(i);
    script << (i ? ", " : "") << data << " using 1:2:3:4 with "
           << (s.has_theory ? s.style : "yerrorlines") << " lw 2 pt " << (i < 8 ? 7 : 4)
           << " ps 0.9 lc " << i % 8 + 1 << " title " << gnuplot_quoted(s.title);
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
  const figure fig = p.cells.front().images ? generalised_figure(p, rows)
                     : p.points.empty()     ? scaling_figure(p, rows)
                                            : curve_figure(p, rows);
  draw_with_gnuplot(path, script_of(fig));
}

}  // namespace kenyon::cli
