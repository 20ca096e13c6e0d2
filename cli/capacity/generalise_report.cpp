#include <ostream>

#include "cli/capacity/report.hpp"
#include "cli/terminal/facts.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {

std::vector<column> columns_of(const plan&, const generalise_cells& cells) {
  return {
      {"layout", [&](const result& r) { return cells[r.cell].shape.text(); }},
      {"examples", [](const result& r) { return number(r.patterns.mean, 9); }},
      {"held out", [](const result& r) { return share_interval_text(r.exact); }},
      {"learned", [](const result& r) { return share_interval_text(r.learned); }},
      {"gap",
       [](const result& r) {
         return r.exact && r.learned ? number(r.learned->mean - r.exact->mean, 2) : "-";
       }},
      {"shuffled labels", [](const result& r) { return number(r.null.exact_share(), 3); }},
      {"bytes", [](const result& r) { return bytes_text(r.footprint_bytes); }},
  };
}

void print_notes(const plan& p, const generalise_cells& cells, std::span<const result>,
                 std::ostream& out) {
  const generalise_task& task = cells.front();
  out << "\nShares of images whose class is told right: those held out, and those learned. "
      << task.source << ", " << task.classes << " classes learned one after another from so many "
      << "examples each, every one seen once; units sum " << task.fan_in << " of " << task.inputs
      << " inputs, rate " << task.rate << "; at most " << task.max_cues << " images asked; "
      << p.seeds << " seeds from " << p.first_seed
      << ", in brackets the 95 % confidence interval.\n";
  if (task.decay > 0)
    out << "After each image everything decays by " << percent(task.decay) << ".\n";
  out << "Shuffled labels: held out, after learning the largest number of examples with wrong "
         "labels; chance is "
      << number(1 / static_cast<double>(task.classes), 3) << ".\n";
}

}  // namespace kenyon::cli
