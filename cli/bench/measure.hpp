// Times and recall of one competitor at one setting.
#pragma once
#include <cstddef>
#include <cstdint>

#include "cli/bench/competitor.hpp"

namespace kenyon::cli {

struct measure_options {
  std::size_t top = 1;  // ids asked for while the clock runs
  std::size_t batch = 64;
  double seconds = 3;  // for single queries, and as much again for batches
};

struct measured {
  std::size_t queries = 0;  // that were timed on their own
  double recall1 = 0;       // over all that were asked
  double recall10 = 0;
  double median_us = 0;  // of single queries
  double p99_us = 0;
  double mean_us = 0;   // of single queries, the median over 15 groups of them
  double batch_us = 0;  // a query, in batches
};

// Queries one after another, each different from the others and with the clock around it, then in
// batches, until all were asked or the seconds are over (ten at least); recall at 10 apart, where
// `top` is less. Queries to warm up come from the other end.
measured measure(competitor& of, const bench_rows& rows, const query_set& queries,
                 const measure_options& how);

// What reading the clock twice costs, microseconds; it is in every single time.
double clock_cost_us();

}  // namespace kenyon::cli
