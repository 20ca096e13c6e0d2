// What `kenyon reproduce` shows: a table or one JSON object, and plots.
#pragma once
#include <array>
#include <iosfwd>
#include <string>
#include <vector>

#include <kenyon/experiment/reproduce.hpp>

#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {

struct reproduced {
  const reproduce_entry* entry;
  reproduction result;  // empty where there is nothing to run yet
  double seconds = 0;
};

void list_entries(std::ostream& out, bool as_json);

// Prints each entry's table as it comes, or everything as one JSON object at the end.
class reproduce_report {
 public:
  reproduce_report(bool as_json, json host) : as_json_(as_json), host_(std::move(host)) {}
  void add(const reproduced& made);
  void end(bool complete);  // false: interrupted, and these were finished
  // At least one figure was measured, and none disagrees.
  bool all_agree() const;

 private:
  void print(const reproduced& made) const;

  // Values that somebody printed or simulated, and formulas held against our own counting, are told
  // apart: agreeing with a formula is a check of ourselves.
  struct count {
    std::size_t figures = 0;
    std::size_t agreeing = 0;
  };
  json counts_json() const;
  std::string counts_text() const;

  bool as_json_;
  json host_;
  json results_ = json::array();
  json entries_ = json::array();
  std::array<count, 3> counts_;  // by figure_kind
  double seconds_ = 0;
  std::vector<std::string> not_run_;  // with the reason
};

// Throws error{io} when nothing can be written into the folder (made if missing) or gnuplot is
// missing.
void check_plot_folder(const std::string& folder);
// FOLDER/ID.svg, where the entry has curves.
void plot_entry(const reproduced& made, const std::string& folder);

}  // namespace kenyon::cli
