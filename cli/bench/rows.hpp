// What is stored and asked in `kenyon bench recall`: rows (patterns or vectors), and sets of
// queries with the exact answers.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kenyon/pattern/layout.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon::cli {

// What "best" means; of cosine, vectors are normalised first and it is their dot product.
enum class likeness { overlap, dot, cosine, euclidean };
const char* name(likeness how);

// Patterns are kept as 16-bit units, one after another, which is what the exact answers are made
// from; no competitor is given these.
struct bench_rows {
  std::uint64_t count = 0;
  likeness how = likeness::overlap;
  layout shape;                      // of patterns
  std::vector<std::uint16_t> units;  // of patterns, shape.active() each
  std::size_t dimensions = 0;        // of vectors; 0 for patterns
  std::vector<float> values;

  bool are_patterns() const { return dimensions == 0; }
  std::span<const std::uint16_t> units_of(std::uint64_t row) const {
    return {units.data() + row * shape.active(), shape.active()};
  }
  std::span<const float> vector(std::uint64_t row) const {
    return {values.data() + row * dimensions, dimensions};
  }
  // Rows first .. first+n.
  pattern_batch patterns(std::uint64_t first, std::size_t n) const;
};

// The n-th best likeness to a query that any row has is best[n-1]: a row is a right answer among
// the first n when it is as like as that, so that equals count alike.
struct query_set {
  static constexpr std::size_t depth = 10;

  std::string name;  // "keep=0.5", "cosine=0.8", "test"
  std::size_t count = 0;
  double share = 0;    // of patterns: mean share of its units that a cue still has
  double cosine = 0;   // of vectors made at a cosine to a row; 0 for others
  pattern_batch cues;  // of patterns
  std::vector<float> values;
  std::vector<std::uint64_t> of;  // the row that each is made of; empty where of none
  std::vector<double> best;  // count * depth, descending; where there are fewer rows, -infinity

  std::span<const float> vector(std::size_t i, std::size_t dimensions) const {
    return {values.data() + i * dimensions, dimensions};
  }
};

// How like row `id` is to query i, larger is better: shared units, the dot product, minus the
// squared distance; exact, in double.
double likeness_of(const bench_rows& rows, const query_set& queries, std::size_t i,
                   std::uint64_t id);

}  // namespace kenyon::cli
