// The exact answers, by looking at every row for every query.
#pragma once
#include <cstdint>
#include <functional>

#include "cli/bench/rows.hpp"

namespace kenyon::cli {

// Fills queries.best, on all cores; `done` is told the pairs compared, from any thread. Throws
// error{usage} for cues with more than two units in a module.
void find_truth(const bench_rows& rows, query_set& queries,
                const std::function<void(std::uint64_t)>& done);

// Pairs that find_truth will compare.
std::uint64_t truth_pairs(const bench_rows& rows, const query_set& queries);

}  // namespace kenyon::cli
