// What `kenyon capacity` was asked: the plan, and where its results go.
#pragma once
#include <optional>
#include <string>

#include <kenyon/experiment/plan.hpp>

#include "cli/terminal/options.hpp"

namespace kenyon::cli {

// --json, --jsonl, --csv, --plot: shared by capacity and merge.
struct output_options {
  bool json = false;
  std::string jsonl;
  std::string csv;
  std::string plot;
};
po::options_description output_group();
// Throws error{usage} unless the path is empty or ends with .svg or .png.
void check_plot_name(const std::string& path);
output_options read_outputs(const po::variables_map& values);

// Tells before the work what could not be written after it: a folder that refuses, one file for two
// outputs (or the journal), a missing gnuplot. Throws error{usage} or error{io}.
void check_outputs(const output_options& outputs, const std::string& journal,
                   const std::vector<std::string>& read = {});

struct shard {
  std::size_t index = 1;  // 1 .. count
  std::size_t count = 1;
};

struct capacity_request {
  plan what;
  output_options outputs;
  std::string resume;  // journal to go on with, or ""
  shard part;
  unsigned threads = 1;
  std::string progress;
};

// nullopt when help was printed; throws error{usage}.
std::optional<capacity_request> read_capacity_options(const arguments& args);

}  // namespace kenyon::cli
