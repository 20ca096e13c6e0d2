// Published figures, measured again here. Each entry runs its own protocol and yields rows of
// published beside measured; whether they agree is worked out from the numbers, never written down.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/experiment/statistics.hpp>
#include <kenyon/experiment/trial.hpp>

namespace kenyon {

// Where a published value comes from.
enum class figure_kind {
  printed,  // read in the authors' paper, code or table
  derived,  // exact arithmetic from a stated formula
  replica   // an independent simulation of the stated protocol
};
std::string_view name(figure_kind kind);

struct figure {
  std::string cell;  // which number of the entry: "20x20 hebb"
  double published = 0;
  figure_kind kind = figure_kind::printed;
  double measured = 0;
  std::optional<interval> ci95;  // of `measured`; none for arithmetic
  double tolerance = 0;          // absolute, > 0

  bool agrees() const;  // |measured - published| <= tolerance; false for anything not finite
};

// A curve for the plot of an entry: measured points, with their intervals where known, beside
// published ones.
struct curve {
  struct point {
    double x = 0;
    double y = 0;
    std::optional<interval> ci95;
  };
  std::string title;
  std::vector<point> measured;
  std::vector<point> published;
};
struct curve_plot {
  std::string title, x_label, y_label;
  bool log_x = false, log_y = false;
  std::vector<curve> curves;  // none: the entry has no plot
};

struct reproduction {
  std::vector<figure> figures;
  curve_plot plot;
  std::string note;  // how the run differed from the published protocol, if it did; one paragraph
  std::string not_run;  // why nothing was measured, where something is missing on this machine
};

struct reproduce_control {
  bool full = false;  // the published size where the default run is a smaller one
  run_control run;    // stop is looked at between trials; stored counts work done
};

struct reproduce_entry {
  std::string_view id;
  std::string_view summary;   // what is claimed, one line
  std::string_view citation;  // one line
  // Throws interrupted.
  reproduction (*run)(const reproduce_control&);
};

// In the order in which `reproduce all` runs them.
std::span<const reproduce_entry> reproduce_entries();

}  // namespace kenyon
