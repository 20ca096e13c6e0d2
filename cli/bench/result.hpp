// The results of `kenyon bench recall`, and what is worked out from them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include <kenyon/experiment/statistics.hpp>

#include "cli/bench/competitor.hpp"
#include "cli/bench/measure.hpp"

namespace kenyon::cli {

struct bench_result {
  std::string competitor;
  std::string setting;
  std::string given;
  bool ours = false;
  std::uint64_t rows = 0;
  std::string queries;  // name of the query set
  std::string skipped;  // why nothing was measured, or ""
  std::size_t top = 1;
  measured times;
  told facts;
  double build_seconds = 0;
  row_bytes bytes;

  double recall() const { return top == 1 ? times.recall1 : times.recall10; }
  double inserts_a_second() const {
    return build_seconds > 0 ? static_cast<double>(rows) / build_seconds : 0;
  }
};

// At a level of recall: our fastest setting, by the mean time of a single query, that reaches it,
// and the fastest of each of the others whose recall is no lower than ours.
struct comparison {
  double level = 0;
  const bench_result* ours = nullptr;
  std::vector<const bench_result*> others;  // slowest last
};
std::vector<comparison> compare(const std::vector<bench_result>& results);

// Mean time of a single query against the number of rows, of one competitor, setting and query
// set; where there are two numbers of rows or more.
struct growth {
  std::string competitor;
  std::string setting;
  std::string queries;
  power_law law;
};
std::vector<growth> fit_growth(const std::vector<bench_result>& results);

}  // namespace kenyon::cli
