// What `kenyon capacity` was asked: the plan, and where its results go.
#pragma once
#include <optional>
#include <string>

#include <kenyon/experiment/plan.hpp>

#include "cli/options.hpp"

namespace kenyon::cli {

// --json, --jsonl, --csv, --plot: shared by capacity and merge.
struct output_options {
  bool json = false;
  std::string jsonl;
  std::string csv;
  std::string plot;
};
po::options_description output_group();
output_options read_outputs(const po::variables_map& values);

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
