#include <filesystem>
#include <sstream>

#include <kenyon/base/error.hpp>

#include "cli/reproduce/report.hpp"
#include "cli/terminal/gnuplot.hpp"
#include "cli/terminal/outputs.hpp"

namespace kenyon::cli {
namespace {

void put_points(std::ostream& out, const std::string& block,
                const std::vector<curve::point>& points) {
  out << block << " << END\n";
  for (const curve::point& p : points)
    out << p.x << ' ' << p.y << ' ' << (p.ci95 ? p.ci95->low : p.y) << ' '
        << (p.ci95 ? p.ci95->high : p.y) << '\n';
  out << "END\n";
}

std::string script_of(const curve_plot& plot) {
  std::ostringstream script;
  script << "set title " << gnuplot_quoted(plot.title) << "\nset xlabel "
         << gnuplot_quoted(plot.x_label) << "\nset ylabel " << gnuplot_quoted(plot.y_label) << '\n';
  if (plot.log_x) script << "set logscale x\n";
  if (plot.log_y) script << "set logscale y\n";
  std::ostringstream drawn;
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    const curve& c = plot.curves[i];
    const std::string colour = " lc " + std::to_string(i + 1);
    const auto add = [&](const char* kind, const std::vector<curve::point>& points,
                         const std::string& style, const std::string& title) {
      if (points.empty()) return;
      const std::string block = "$" + std::string(kind) + std::to_string(i);
      put_points(script, block, points);
      drawn << (drawn.tellp() > 0 ? ", " : "plot ") << block << style << colour << " title "
            << gnuplot_quoted(title);
    };
    add("m", c.measured, " using 1:2:3:4 with yerrorlines lw 2 pt 7 ps 0.7", c.title);
    add("p", c.published, " using 1:2 with points pt 4 ps 1.6 lw 2", c.title + ", published");
  }
  script << drawn.str() << '\n';
  return script.str();
}

}  // namespace

void check_plot_folder(const std::string& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) throw error(fault::io, folder + ": " + code.message());
  check_writable(folder + "/probe.svg");
  need_gnuplot("--plots");
}

void plot_entry(const reproduced& made, const std::string& folder) {
  if (made.result.plot.curves.empty()) return;
  draw_with_gnuplot(folder + "/" + std::string(made.entry->id) + ".svg",
                    script_of(made.result.plot));
}

}  // namespace kenyon::cli
