// What a vector_index learns: from which vectors, of which size, and when.
#include <limits>

#include "tests/memory/fault_of.hpp"
#include "tests/vector/fixture.hpp"

using namespace vector_tests;

TEST_CASE("vector_index: a sample is learned from before vectors that arrive in an order",
          "[vector_index]") {
  const std::size_t d = 30, n = 4000;
  auto rows = clustered(n, d, 60, 0.2F, 1);
  const auto queries = clustered(60, d, 60, 0.2F, 2);
  // Far apart on the first axis, and sorted along it: what comes first tells little of the rest.
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return rows[a * d] < rows[b * d]; });
  std::vector<float> sorted;
  for (const std::size_t i : order)
    sorted.insert(sorted.end(), rows.begin() + std::ptrdiff_t(i * d),
                  rows.begin() + std::ptrdiff_t((i + 1) * d));
  const auto filled = [&](bool sampled, kept_vectors kept) {
    auto o = options_of(d, metric::euclidean, vector_route::ivf);
    o.kept = kept;
    vector_index index(o);
    if (sampled) {
      index.learn(sorted);
      CHECK(index.size() == 0);
      CHECK(index.search({queries.data(), d}).empty());
    }
    for (std::size_t i = 0; i < n; i += 100)
      index.add(ids_from(i, 100), std::span<const float>(sorted).subspan(i * d, 100 * d));
    return index;
  };
  const vector_search how{.top = 10, .effort = 60, .probes = 3};
  const double from_first = recall_of(filled(false, kept_vectors::float32), sorted, queries, how);
  vector_index index = filled(true, kept_vectors::float32);
  const double from_sample = recall_of(index, sorted, queries, how);
  CHECK(from_sample > 0.95);
  CHECK(from_first < from_sample - 0.03);
  // What is stored is listed anew, and the same that way.
  vector_index late = filled(false, kept_vectors::float32);
  late.learn(sorted);
  CHECK(recall_of(late, sorted, queries, how) == from_sample);
  CHECK(late.search({queries.data(), d}, how) == index.search({queries.data(), d}, how));

  CHECK(recall_of(filled(true, kept_vectors::none), sorted, queries, how) > 0.7);
  const std::span<const float> all = sorted;
  vector_index codes = filled(true, kept_vectors::none);
  CHECK(fault_of([&] { codes.learn(sorted); }) == fault::usage);
  CHECK(fault_of([&] { index.learn(std::span<const float>{}); }) == fault::usage);
  CHECK(fault_of([&] { index.learn(all.first(39 * d)); }) == fault::usage);
  CHECK(fault_of([&] { index.learn(all.first(60 * d + 1)); }) == fault::bad_input);
  sorted[5] = std::numeric_limits<float>::infinity();
  CHECK(fault_of([&] { index.learn(sorted); }) == fault::bad_input);
  CHECK(index.search({queries.data(), d}, how) == late.search({queries.data(), d}, how));
  vector_index scan(options_of(d, metric::dot, vector_route::flat));
  CHECK(fault_of([&] { scan.learn(queries); }) == fault::usage);
}

TEST_CASE("vector_index: with a sample learned, few that are stored are all found",
          "[vector_index]") {
  const std::size_t d = 20;
  const auto rows = clustered(2000, d, 60, 0.5F, 1), queries = clustered(30, d, 60, 0.5F, 2);
  for (const kept_vectors kept : {kept_vectors::float32, kept_vectors::none})
    for (const std::size_t stored : {1U, 10U, 300U, 600U}) {
      CAPTURE(static_cast<int>(kept), stored);
      auto o = options_of(d, metric::euclidean, vector_route::ivf);
      o.kept = kept;
      vector_index index(o);
      index.learn(rows);
      index.add(ids_from(0, stored), std::span<const float>(rows).first(stored * d));
      const std::vector<float> here(rows.begin(), rows.begin() + std::ptrdiff_t(stored * d));
      for (const auto& found : index.search_all(queries, {.top = 10}))
        CHECK(found.size() == std::min<std::size_t>(10, stored));
      if (kept == kept_vectors::float32 && stored >= 10)
        CHECK(recall_of(index, here, queries, {.top = 10}) == 1);
    }
}

namespace {

// Of 200 stored vectors of this size, those that a search for themselves finds.
std::size_t found_again(std::size_t d, float size, std::uint32_t effort) {
  std::vector<float> rows = clustered(2000, d, 50, 0.5F, 4);
  for (float& x : rows) x *= size;
  vector_index index(
      {.dimensions = d, .by = metric::euclidean, .route = vector_route::ivf, .lists = 32});
  index.add(ids_from(0, 2000), rows);
  std::size_t right = 0;
  for (std::size_t i = 0; i < 2000; i += 10) {
    const auto found = index.search({rows.data() + i * d, d}, {.top = 1, .effort = effort});
    right += !found.empty() && found[0].id == i;
  }
  return right;
}

}  // namespace

TEST_CASE("vector_index: as small as 1e-16, vectors are told apart", "[vector_index]") {
  for (const float size : {1.0F, 1e-10F, 1e-16F}) {
    CAPTURE(size);
    CHECK(found_again(8, size, 400) == 200);
  }
}

TEST_CASE("vector_index: axes are learned from numbers of any size", "[vector_index]") {
  for (const float size : {1.0F, 1e-10F, 1e10F, 1e14F}) {  // 200: more than there are axes
    CAPTURE(size);
    CHECK(found_again(200, size, 64) == 200);
  }
}

namespace {

// Recall@10 under euclidean distance at this effort.
double recall_at(std::uint32_t effort, const std::vector<float>& rows,
                 const std::vector<float>& queries, std::size_t d) {
  auto o = options_of(d, metric::euclidean, vector_route::ivf);
  o.lists = 90;
  vector_index index(o);
  index.add(ids_from(0, rows.size() / d), rows);
  return recall_of(index, rows, queries, {.top = 10, .effort = effort});
}

}  // namespace

TEST_CASE("vector_index: vectors of very different lengths are told apart", "[vector_index]") {
  const std::size_t d = 32, n = 8000;
  auto rows = clustered(n, d, 200, 1, 1), queries = clustered(50, d, 200, 1, 2);
  const auto stretch = [&](std::vector<float>& vectors) {
    for (std::size_t i = 0; i < vectors.size() / d; ++i) {
      const float length = std::exp2(static_cast<float>(i * 37 % 15) - 7);  // 2^-7 to 2^7
      for (std::size_t k = 0; k < d; ++k) vectors[i * d + k] *= length;
    }
  };
  stretch(rows);
  stretch(queries);
  CHECK(recall_at(256, rows, queries, d) > 0.95);
}

TEST_CASE("vector_index: where half of the vectors are equal, the others are found",
          "[vector_index]") {
  const std::size_t d = 32, n = 8000;
  auto rows = clustered(n, d, 200, 0.5F, 1);
  const auto queries = clustered(50, d, 200, 0.5F, 2);
  for (std::size_t i = 0; i < n; i += 2)
    std::copy_n(rows.begin() + std::ptrdiff_t{d}, d, rows.begin() + std::ptrdiff_t(i * d));
  CHECK(recall_at(64, rows, queries, d) > 0.98);
}
