// What the tests of vector_index share: vectors that cluster, brute force, recall.
#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>

#include <kenyon/pattern/random.hpp>
#include <kenyon/vector/vector_index.hpp>

namespace vector_tests {

using namespace kenyon;

// Vectors around `clusters` centres, as real ones lie; the centres alone where `spread` is 0.
inline std::vector<float> clustered(std::size_t n, std::size_t d, std::size_t clusters,
                                    float spread, std::uint64_t seed) {
  const auto numbers = [](random_sequence& r) {
    std::int64_t sum = 0;
    for (int k = 0; k < 4; ++k) sum += r.next() >> 8;
    return static_cast<float>(static_cast<double>(sum) * 0x1p-24 - 2);
  };
  std::vector<float> centres(clusters * d), all(n * d);
  random_sequence of_centres(7, stream::trial, 0);
  for (float& x : centres) x = numbers(of_centres);
  for (std::size_t i = 0; i < n; ++i) {
    random_sequence r(seed, stream::trial, i + 1);
    const std::size_t c = r.below(static_cast<std::uint32_t>(clusters));
    for (std::size_t k = 0; k < d; ++k) all[i * d + k] = centres[c * d + k] + spread * numbers(r);
  }
  return all;
}

inline std::vector<std::uint64_t> ids_from(std::uint64_t first, std::size_t n) {
  std::vector<std::uint64_t> ids(n);
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

inline std::vector<std::uint64_t> ids_of(const std::vector<vector_match>& matches) {
  std::vector<std::uint64_t> ids;
  for (const vector_match& m : matches) ids.push_back(m.id);
  return ids;
}

// In double precision, by the definition of the metric.
inline std::vector<vector_match> brute_force(const std::vector<float>& rows,
                                             std::span<const float> query, metric by,
                                             std::size_t top) {
  const std::size_t d = query.size();
  std::vector<std::pair<double, std::uint64_t>> all;
  for (std::size_t i = 0; i < rows.size() / d; ++i) {
    double dot = 0, qq = 0, xx = 0, apart = 0;
    for (std::size_t k = 0; k < d; ++k) {
      const double q = query[k], x = rows[i * d + k];
      dot += q * x;
      qq += q * q;
      xx += x * x;
      apart += (q - x) * (q - x);
    }
    const double score = by == metric::dot      ? dot
                         : by == metric::cosine ? (qq > 0 && xx > 0 ? dot / std::sqrt(qq * xx) : 0)
                                                : -std::sqrt(apart);
    all.emplace_back(-score, i);
  }
  std::sort(all.begin(), all.end());
  std::vector<vector_match> best;
  for (std::size_t i = 0; i < std::min(top, all.size()); ++i)
    best.push_back({all[i].second,
                    static_cast<float>(by == metric::euclidean ? all[i].first : -all[i].first)});
  return best;
}

inline double recall_of(const vector_index& index, const std::vector<float>& rows,
                        const std::vector<float>& queries, const vector_search& how) {
  const std::size_t d = index.options().dimensions, n = queries.size() / d;
  const auto found = index.search_all(queries, how);
  std::size_t hits = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto right =
        ids_of(brute_force(rows, {queries.data() + i * d, d}, index.options().by, how.top));
    for (const std::uint64_t id : ids_of(found[i]))
      hits += std::count(right.begin(), right.end(), id) ? 1U : 0U;
  }
  return static_cast<double>(hits) / static_cast<double>(n * how.top);
}

inline vector_index_options options_of(std::size_t d, metric by, vector_route route) {
  vector_index_options o;
  o.dimensions = d;
  o.by = by;
  o.route = route;
  o.vectors = 4000;
  o.lists = 40;
  return o;
}

inline constexpr metric metrics[] = {metric::dot, metric::cosine, metric::euclidean};

}  // namespace vector_tests
