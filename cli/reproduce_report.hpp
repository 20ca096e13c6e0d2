// What `kenyon reproduce` shows: a table or one JSON object, and plots.
#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include <kenyon/experiment/reproduce.hpp>

#include "cli/provenance.hpp"

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
  void end();
  // At least one figure was measured, and none disagrees.
  bool all_agree() const { return figures_ > 0 && agreeing_ == figures_; }

 private:
  void print(const reproduced& made) const;

  bool as_json_;
  json host_;
  json results_ = json::array();
  json entries_ = json::array();
  std::size_t figures_ = 0;
  std::size_t agreeing_ = 0;
  double seconds_ = 0;
  std::vector<std::string> not_yet_;
};

// Throws error{io} when nothing can be written into the folder (made if missing) or gnuplot is
// missing.
void check_plot_folder(const std::string& folder);
// FOLDER/ID.svg, where the entry has curves.
void plot_entry(const reproduced& made, const std::string& folder);

}  // namespace kenyon::cli
