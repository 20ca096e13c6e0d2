// The exact answers of `kenyon bench recall`, beside ones found by looking at everything in double.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "cli/bench/data.hpp"
#include "cli/bench/truth.hpp"

using namespace kenyon;
using namespace kenyon::cli;

namespace {

std::vector<double> naive_best(const bench_rows& rows, const query_set& queries, std::size_t i) {
  std::vector<double> all;
  for (std::uint64_t r = 0; r < rows.count; ++r) {
    double like = 0;
    if (rows.are_patterns()) {
      const pattern_batch row = rows.patterns(r, 1);
      for (const unit u : queries.cues[i])
        like += static_cast<double>(std::count(row[0].begin(), row[0].end(), u));
    } else {
      for (std::size_t k = 0; k < rows.dimensions; ++k) {
        const double x = static_cast<double>(rows.values[r * rows.dimensions + k]);
        const double q = static_cast<double>(queries.values[i * rows.dimensions + k]);
        like += rows.how == likeness::euclidean ? -std::pow(x - q, 2) : x * q;
      }
    }
    CHECK(likeness_of(rows, queries, i, r) == Approx(like).margin(1e-9));
    all.push_back(like);
  }
  std::sort(all.begin(), all.end(), std::greater<>());
  all.resize(query_set::depth, -std::numeric_limits<double>::infinity());
  return all;
}

void check_truth(bench_data& data) {
  for (query_set& set : data.queries) {
    find_truth(data.rows, set, [](std::uint64_t) {});
    REQUIRE(set.best.size() == set.count * query_set::depth);
    for (std::size_t i = 0; i < set.count; ++i) {
      const std::vector<double> naive = naive_best(data.rows, set, i);
      for (std::size_t n = 0; n < query_set::depth; ++n) {
        INFO(set.name << ", query " << i << ", " << n);
        const double found = set.best[i * query_set::depth + n];
        CHECK((found == naive[n] || found == Approx(naive[n]).margin(1e-9)));
      }
    }
  }
}

}  // namespace

TEST_CASE("bench truth: patterns, modular and flat, and fewer than ten of them") {
  for (const char* shape : {"16x20", "400/20"}) {
    const layout in = layout::parse(shape);
    for (const std::uint64_t count : {3u, 2500u}) {
      const bool modular = in.is_modular();
      bench_data data = random_patterns(
          in, count, {noise::parse("keep=0.5"), noise::parse(modular ? "flip=4+add=1" : "add=9")},
          5, 1);
      REQUIRE(data.queries.size() == 2);
      CHECK(data.queries[0].share == Approx(0.5));
      check_truth(data);
    }
  }
}

TEST_CASE("bench truth: vectors at a cosine to one that is stored") {
  bench_data data = random_vectors(20, 3000, {0.9, 0.5}, 70, 3);
  check_truth(data);
  std::size_t near = 0;
  for (std::size_t i = 0; i < 70; ++i) {
    double square = 0;
    for (const float x : data.queries[0].vector(i, 20)) square += static_cast<double>(x * x);
    CHECK(square == Approx(1).epsilon(1e-5));
    near += data.queries[0].best[i * query_set::depth] == Approx(0.9).margin(1e-6);
  }
  CHECK(near >= 68);  // a random vector is seldom as near
}

// At 3e4 a float32 squared length is right to 512, and all distances are below 2.
TEST_CASE("bench truth: distances where vectors are long and far from the origin") {
  const struct { float scale, from; } cells[] = {{255, 100}, {1, 300}, {1, 1000}, {1, 3e4F}};
  for (const auto& [scale, from] : cells) {
    bench_data data = random_vectors(7, 2000, {0.9}, 20, 4);
    data.rows.how = likeness::euclidean;
    for (float& x : data.rows.values) x = scale * x + from;
    for (float& x : data.queries[0].values) x = scale * x + from;
    check_truth(data);
  }
}

TEST_CASE("bench truth: more equal rows than are kept by their float32 scores") {
  for (const likeness how : {likeness::dot, likeness::euclidean}) {
    bench_data data = random_vectors(5, 300, {0.9}, 10, 6);
    data.rows.how = how;
    for (std::size_t r = 0; r < 300; ++r)
      for (std::size_t k = 0; k < 5; ++k)
        data.rows.values[r * 5 + k] = data.rows.values[r % 3 * 5 + k];
    check_truth(data);
  }
}
