#include "cli/encode/report.hpp"

#include <cmath>
#include <ostream>
#include <set>
#include <sstream>

#include "cli/terminal/facts.hpp"
#include "cli/terminal/gnuplot.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

std::string fixed(double value, int decimals) {
  std::ostringstream text;
  text.setf(std::ios::fixed);
  text.precision(decimals);
  text << value;
  return text.str();
}

const overlap_bin* bin_at(const encode_result& r, double from) {
  for (const overlap_bin& bin : r.curve)
    if (std::abs(bin.from - from) < bin_width / 2) return &bin;
  return nullptr;
}

}  // namespace

void print_report(std::ostream& out, const similarities& alike,
                  const std::vector<encode_result>& results) {
  table use({"encoder", "layout", "", "entropy", "of", "most used", "dead", "empty", "collisions",
             "us/row", "fit s"});
  for (std::size_t i = 0; i < results.size(); ++i) {
    const encode_result& r = results[i];
    use.add({std::to_string(i + 1) + " " + r.encoder, r.shape.text(), r.state,
             fixed(r.entropy_bits, 2), fixed(std::log2(r.shape.units()), 2), percent(r.most_used),
             percent(static_cast<double>(r.dead) / r.shape.units()), std::to_string(r.empty),
             std::to_string(r.collisions), number(r.microseconds, 3),
             r.fit_seconds > 0 ? number(r.fit_seconds, 2) : ""});
  }
  use.print(out);
  std::set<int> places;
  for (const encode_result& r : results)
    for (const overlap_bin& bin : r.curve)
      places.insert(static_cast<int>(std::lround(bin.from / bin_width)));
  out << "\nOverlap as a share of K: mean (10 % to 90 % of the pairs), all pairs of "
      << alike.items.size() << " inputs\n";
  std::vector<std::string> heads{alike.name, "pairs"};
  for (std::size_t i = 0; i < results.size(); ++i) heads.push_back(std::to_string(i + 1));
  table curve(heads);
  for (int place : places) {
    const double from = place * bin_width;
    std::vector<std::string> cells{fixed(from, 1) + " to " + fixed(from + bin_width, 1), ""};
    for (const encode_result& r : results) {
      const overlap_bin* bin = bin_at(r, from);
      if (bin == nullptr) continue;
      cells[1] = std::to_string(bin->pairs);
      cells.push_back(fixed(bin->mean, 3) + " (" + fixed(bin->low, 2) + "-" + fixed(bin->high, 2) +
                      ")");
    }
    curve.add(cells);
  }
  curve.print(out);
}

json report_json(const similarities& alike, const std::vector<encode_result>& results) {
  json list = json::array();
  for (const encode_result& r : results) {
    json curve = json::array();
    for (const overlap_bin& bin : r.curve)
      curve.push_back({{"from", bin.from},
                       {"to", bin.from + bin_width},
                       {"pairs", bin.pairs},
                       {"mean", bin.mean},
                       {"p10", bin.low},
                       {"p90", bin.high}});
    list.push_back({{"encoder", r.encoder},
                    {"layout", r.shape.text()},
                    {"state", r.state},
                    {"entropy_bits", r.entropy_bits},
                    {"most_bits", std::log2(r.shape.units())},
                    {"most_used", r.most_used},
                    {"dead_units", r.dead},
                    {"empty_codes", r.empty},
                    {"collisions", r.collisions},
                    {"overlap", curve}});
  }
  return {{"similarity", alike.name}, {"sample", alike.items.size()}, {"encoders", list}};
}

void plot_report(const similarities& alike, const std::vector<encode_result>& results,
                 const std::string& path) {
  std::ostringstream script;
  script << "set title 'Shared units against " << alike.name
         << ": mean, 10 % to 90 % of the pairs'\n"
         << "set xlabel '" << alike.name << " of two inputs'\n"
         << "set ylabel 'overlap of their codes, share of K'\nset yrange [0:1.02]\n";
  for (std::size_t i = 0; i < results.size(); ++i) {
    script << "$d" << i << " << END\n";
    for (const overlap_bin& bin : results[i].curve)  // side by side, so that bars do not cover
      script << bin.from + bin_width / 2 +
                    (static_cast<double>(i) - static_cast<double>(results.size() - 1) / 2) * 0.005
             << ' ' << bin.mean << ' ' << bin.low << ' ' << bin.high << '\n';
    script << "END\n";
  }
  script << "plot ";
  for (std::size_t i = 0; i < results.size(); ++i) {
    const encode_result& r = results[i];
    script << (i ? ", " : "") << "$d" << i << " using 1:2:3:4 with yerrorlines lw 2 pt 7 ps 0.7 lc "
           << i + 1 << (r.state == std::string("untrained") ? " dt 2" : "") << " title "
           << gnuplot_quoted(r.encoder + " " + r.shape.text() + " " + r.state);
  }
  script << '\n';
  draw_with_gnuplot(path, script.str());
}

}  // namespace kenyon::cli
