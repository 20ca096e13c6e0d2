// Results of `kenyon bench recall` as a table, JSON, CSV or a plot.
#pragma once
#include <string>
#include <vector>

#include "cli/bench/request.hpp"
#include "cli/bench/result.hpp"
#include "cli/terminal/outputs.hpp"
#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {

// Writes every output asked for.
void report_bench(const bench_request& asked, const std::vector<bench_result>& results,
                  const output_options& outputs, const json& host);

// Recall against queries a second, a panel for each number of rows and query set, a curve a
// competitor through the settings that no other of its settings beats in both.
void plot_bench(const std::vector<bench_result>& results, const std::string& path);

}  // namespace kenyon::cli
