// Results of a capacity experiment as a table, JSON, CSV, JSON Lines or a plot.
#pragma once
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kenyon/experiment/journal.hpp>

#include "cli/capacity/options.hpp"
#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {

// Writes every output asked for; needs all trials of the experiment.
void report_capacity(const journal& all, const output_options& outputs, const json& host);

// Draws with gnuplot, as SVG or PNG by the ending of `path`; throws error{io} when gnuplot is
// missing or fails.
void plot_capacity(const plan& p, std::span<const result> rows, const std::string& path);

using recall_cells = std::vector<recall_task>;
using generalise_cells = std::vector<generalise_task>;

// A column of the table, and the columns of each task.
struct column {
  std::string head;
  std::function<std::string(const result&)> text;
};
std::vector<column> columns_of(const plan& p, const recall_cells& cells);
std::vector<column> columns_of(const plan& p, const generalise_cells& cells);

// What stands below the table.
void print_notes(const plan& p, const recall_cells& cells, std::span<const result> rows,
                 std::ostream& out);
void print_notes(const plan& p, const generalise_cells& cells, std::span<const result> rows,
                 std::ostream& out);

// "0.912 +- 0.004", or "-"; of shares, whose intervals are not symmetric, "0.912 (0.906-0.915)".
std::string interval_text(const std::optional<estimate>& found);
std::string share_interval_text(const std::optional<estimate>& found);

// What rows of one memory and layout vary along, where they do: the flipped units of the cue or
// the age of the patterns asked for.
struct axis {
  std::string label;
  double (*place)(const recall_task& task, const result& row);
};
std::optional<axis> axis_of(const plan& p, const recall_cells& cells);

}  // namespace kenyon::cli
