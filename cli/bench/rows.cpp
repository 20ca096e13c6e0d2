#include "cli/bench/rows.hpp"

#include <algorithm>

namespace kenyon::cli {

const char* name(likeness how) {
  switch (how) {
    case likeness::overlap:
      return "overlap";
    case likeness::dot:
      return "dot";
    case likeness::cosine:
      return "cosine";
    case likeness::euclidean:
      return "euclidean";
  }
  return "";
}

pattern_batch bench_rows::patterns(std::uint64_t first, std::size_t n) const {
  pattern_batch batch = pattern_batch::sized(n, shape.active());
  for (std::size_t i = 0; i < n; ++i) {
    const auto from = units_of(first + i);
    std::copy(from.begin(), from.end(), batch.edit(i).begin());
  }
  return batch;
}

double likeness_of(const bench_rows& rows, const query_set& queries, std::size_t i,
                   std::uint64_t id) {
  if (rows.are_patterns()) {
    const auto stored = rows.units_of(id);
    const pattern_view cue = queries.cues[i];
    std::size_t shared = 0;
    for (std::size_t a = 0, b = 0; a < stored.size() && b < cue.size();) {
      shared += stored[a] == cue[b];
      stored[a]<cue[b] ? ++a : stored[a]> cue[b] ? ++b : (++a, ++b);
    }
    return static_cast<double>(shared);
  }
  const auto stored = rows.vector(id);
  const auto asked = queries.vector(i, rows.dimensions);
  double sum = 0;
  for (std::size_t k = 0; k < stored.size(); ++k) {
    const double x = static_cast<double>(stored[k]);
    const double q = static_cast<double>(asked[k]);
    sum += rows.how == likeness::euclidean ? -(x - q) * (x - q) : x * q;
  }
  return sum;
}

}  // namespace kenyon::cli
