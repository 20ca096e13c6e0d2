// What `kenyon bench recall` was asked.
#pragma once
#include <string>
#include <vector>

#include <kenyon/pattern/noise.hpp>

#include "cli/bench/competitor.hpp"
#include "cli/bench/measure.hpp"
#include "cli/terminal/options.hpp"

namespace kenyon::cli {

struct bench_request {
  std::string task;                   // patterns, vectors, attention, fashion, data
  std::vector<std::uint64_t> counts;  // rows stored; of files: none
  layout shape;
  std::vector<noise> cues;
  std::size_t dimensions = 0;
  std::vector<double> cosines;
  std::string stored_file;
  std::string asked_file;
  likeness how = likeness::overlap;
  std::size_t queries = 0;
  std::uint64_t seed = 1;
  bench_demand demand;
  measure_options measuring;
  std::vector<entrant> against;
  bool of_patterns() const { return task == "patterns"; }
};

option_page bench_page();
// Throws error{usage}.
bench_request read_bench_options(const option_values& values);

}  // namespace kenyon::cli
