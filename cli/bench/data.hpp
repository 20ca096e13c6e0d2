// The rows and queries of a task: drawn at random, or read from a file.
#pragma once
#include <string>
#include <vector>

#include <kenyon/pattern/noise.hpp>

#include "cli/bench/rows.hpp"

namespace kenyon::cli {

struct bench_data {
  bench_rows rows;
  std::vector<query_set> queries;
  query_set strangers;  // made like the first set, of rows that were never stored
};

// `count` random patterns; for each noise, cues of `queries` of them, picked at random (no pattern
// twice, where there are enough). Without patterns the cues are of strangers.
bench_data random_patterns(const layout& in, std::uint64_t count, const std::vector<noise>& cues,
                           std::size_t queries, std::uint64_t seed);

// `count` random unit vectors; queries at each cosine to some of them, in random directions.
bench_data random_vectors(std::size_t dimensions, std::uint64_t count,
                          const std::vector<double>& cosines, std::size_t queries,
                          std::uint64_t seed);

// The rows of an array file. The queries are the rows of a second file (at most `queries`), or
// rows held out of the first, picked at random. Throws error{bad_input} naming row and column of
// numbers that are not finite, error{usage} where nothing would be left to store.
bench_data vectors_of_files(const std::string& stored, const std::string& asked, likeness how,
                            std::size_t queries, std::uint64_t seed);

}  // namespace kenyon::cli
