// What the runs of `kenyon graph run` came to: tables, JSON, the plot of a sweep.
#pragma once
#include <string>
#include <vector>

#include "cli/graph/request.hpp"
#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {

struct one_run {
  std::string value;  // of a sweep
  std::uint64_t seed;
  run_score score;
};

// `complete`: false when it was interrupted, and these are the runs that were finished. Prints,
// then draws; throws where that fails.
void report(const std::vector<one_run>& all, const graph_request& asked,
            const output_options& outputs, const json& host, bool complete);

}  // namespace kenyon::cli
