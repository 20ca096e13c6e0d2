// Results of a capacity experiment as a table, JSON, CSV, JSON Lines or a plot.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>

#include <kenyon/experiment/plan.hpp>

#include "cli/capacity/options.hpp"
#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {

// Writes every output asked for; `outcomes` are all of the plan's, in order.
void report_capacity(const plan& p, std::span<const outcome> outcomes,
                     const output_options& outputs, const json& host);

// Draws with gnuplot, as SVG or PNG by the ending of `path`; throws error{io} when gnuplot is
// missing or fails.
void plot_capacity(const plan& p, std::span<const result> rows, const std::string& path);

// A column of the table.
struct column {
  std::string head;
  std::function<std::string(const cell&, const result&)> text;
};

// "0.912 +- 0.004", or "-"; of shares, whose intervals are not symmetric, "0.912 (0.906-0.915)".
std::string interval_text(const std::optional<estimate>& found);
std::string share_interval_text(const std::optional<estimate>& found);
json estimate_json(const std::optional<estimate>& found);

// What rows of one memory and layout vary along, where they do: the flipped units of the cue or
// the age of the patterns asked for.
struct axis {
  std::string label;
  double (*place)(const cell& c, const result& row);
};
std::optional<axis> axis_of(const plan& p);

}  // namespace kenyon::cli
