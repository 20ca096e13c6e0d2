// The multiprobe route of a vector_index: recall as predicted, the same answers everywhere,
// vectors beyond the plan, removal, vectors that are all equal.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <kenyon/base/level.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/pattern/random.hpp>
#include <kenyon/vector/vector_index.hpp>

#include "tests/memory/fault_of.hpp"

using namespace kenyon;

namespace {

double length(const float* v, std::size_t d) {
  double square = 0;
  for (std::size_t k = 0; k < d; ++k) square += double{v[k]} * v[k];
  return std::sqrt(square);
}

// Numbers that are nearly normal.
std::vector<float> random_rows(std::size_t n, std::size_t d, std::uint64_t seed) {
  std::vector<float> rows(n * d);
  random_sequence r(seed, stream::trial, 0);
  for (float& x : rows) {
    std::int64_t sum = 0;
    for (int k = 0; k < 4; ++k) sum += r.next() >> 8;
    x = static_cast<float>(static_cast<double>(sum) * 0x1p-24 - 2);
  }
  return rows;
}

std::vector<float> unit_rows(std::size_t n, std::size_t d, std::uint64_t seed) {
  auto rows = random_rows(n, d, seed);
  for (std::size_t i = 0; i < n; ++i) {
    const auto by = static_cast<float>(1 / length(rows.data() + i * d, d));
    for (std::size_t k = 0; k < d; ++k) rows[i * d + k] *= by;
  }
  return rows;
}

// A query at this cosine to each of the first n rows.
std::vector<float> queries_near(const std::vector<float>& rows, std::size_t n, std::size_t d,
                                double cosine, std::uint64_t seed) {
  auto queries = random_rows(n, d, seed);
  for (std::size_t i = 0; i < n; ++i) {
    const float* const row = rows.data() + i * d;
    float* const q = queries.data() + i * d;
    const double of_row = length(row, d);
    double along = 0;
    for (std::size_t k = 0; k < d; ++k) along += double{q[k]} * row[k] / of_row / of_row;
    for (std::size_t k = 0; k < d; ++k) q[k] -= static_cast<float>(along * row[k]);
    const double across = length(q, d);
    for (std::size_t k = 0; k < d; ++k)
      q[k] = static_cast<float>(cosine * row[k] / of_row +
                                std::sqrt(1 - cosine * cosine) * q[k] / across);
  }
  return queries;
}

std::vector<std::uint64_t> ids_from(std::uint64_t first, std::size_t n) {
  std::vector<std::uint64_t> ids(n);
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

vector_index_options options_of(std::size_t d, std::uint64_t vectors) {
  vector_index_options o;
  o.dimensions = d;
  o.route = vector_route::multiprobe;
  o.vectors = vectors;
  return o;
}

struct outcome {
  double found = 0, predicted = 0, probed = 0;
};
outcome ask(const vector_index& index, const std::vector<float>& queries,
            const vector_search& how) {
  std::vector<vector_work> work;
  const auto matches = index.search_all(queries, how, &work);
  outcome mean;
  const auto n = static_cast<double>(matches.size());
  for (std::size_t i = 0; i < matches.size(); ++i) {
    mean.found += (!matches[i].empty() && matches[i][0].id == i) / n;
    mean.predicted += work[i].predicted / n;
    mean.probed += static_cast<double>(work[i].probed) / n;
  }
  return mean;
}

}  // namespace

TEST_CASE("multiprobe: recall is what was predicted", "[multiprobe]") {
  constexpr std::size_t d = 64, n = 20000, asked = 2000;
  const auto rows = random_rows(n, d, 1);
  for (const double cosine : {0.8, 0.7}) {
    auto o = options_of(d, n);
    o.similarity = cosine;
    vector_index index(o);
    index.add(ids_from(0, n), rows);
    const auto queries = queries_near(rows, asked, d, cosine, 2);
    double probed = 0;
    for (const double recall : {0.8, 0.9, 0.97}) {
      const outcome got =
          ask(index, queries, {.top = 1, .probes = 100'000, .wanted_recall = recall});
      CAPTURE(cosine, recall, got.found, got.predicted, got.probed);
      CHECK(got.predicted >= recall);
      CHECK(got.predicted < recall + 0.04);
      // Chance alone: 99.9 %. What the theory leaves out: two in a hundred.
      const double error = 3.3 * std::sqrt(recall * (1 - recall) / asked);
      CHECK(std::abs(got.found - got.predicted) < error + 0.02);
      CHECK(got.probed > probed);
      probed = got.probed;
    }
  }
}

TEST_CASE("multiprobe: a match that is enough ends the search", "[multiprobe]") {
  constexpr std::size_t d = 64, n = 20000, asked = 1000;
  const auto rows = unit_rows(n, d, 1);
  const auto queries = queries_near(rows, asked, d, 0.7, 2);
  for (const metric by : {metric::cosine, metric::euclidean}) {
    auto o = options_of(d, n);
    o.by = by;
    o.similarity = 0.7;
    vector_index index(o);
    index.add(ids_from(0, n), rows);
    const outcome all = ask(index, queries, {.top = 1});
    // Nothing else is that near: as much is found with fewer probes.
    const float enough = by == metric::cosine ? 0.69F : 0.79F;  // sqrt(2 - 2*0.7) = 0.775
    const outcome sooner = ask(index, queries, {.top = 1, .enough = enough});
    CAPTURE(static_cast<int>(by), all.probed, sooner.probed);
    CHECK(sooner.found >= all.found - 0.002);
    CHECK(sooner.probed < 0.7 * all.probed);
    // Any stored vector will do: what is met first.
    const float anything = by == metric::cosine ? -1.0F : 2.0F;
    CHECK(ask(index, queries, {.top = 1, .enough = anything}).probed < 0.8 * sooner.probed);
  }
}

TEST_CASE("multiprobe: the same answers at every level, on every number of threads",
          "[multiprobe]") {
  struct setting {
    std::size_t d;
    kept_vectors kept;
    metric by;
    const char* codes;
  };
  for (const auto& [d, kept, by, codes] :
       {setting{20, kept_vectors::int8, metric::euclidean, "64x128"},
        setting{64, kept_vectors::float32, metric::cosine, "64x128"},
        setting{100, kept_vectors::none, metric::dot, "50x256"}}) {
    const auto rows = unit_rows(2100, d, 3);
    const auto queries = queries_near(rows, 40, d, 0.8, 4);
    auto o = options_of(d, 1100);  // two parts
    o.kept = kept;
    o.by = by;
    o.codes = layout::parse(codes);
    std::vector<std::vector<vector_match>> first;
    std::vector<vector_work> first_work;
    for (const std::string_view level : available_levels())
      for (const unsigned threads : {1U, 3U}) {
        force_level(level);
        const thread_limit limit(threads);
        vector_index index(o);
        index.add(ids_from(0, 2100), rows);
        std::vector<vector_work> work;
        const auto found = index.search_all(queries, {.top = 3}, &work);
        if (first.empty()) first = found, first_work = work;
        CAPTURE(level, threads, codes);
        CHECK(found == first);
        for (std::size_t i = 0; i < work.size(); ++i) {
          CHECK(work[i].probed == first_work[i].probed);
          CHECK(work[i].predicted == first_work[i].predicted);
        }
        CHECK(index.search({queries.data() + 5 * d, d}, {.top = 3}) == first[5]);
      }
    force_level(available_levels().back());
    std::size_t right = 0;
    for (std::size_t i = 0; i < first.size(); ++i) right += first[i].at(0).id == i;
    CHECK(right > 30);
  }
}

TEST_CASE("multiprobe: scores are exact, and a stored vector finds itself at once",
          "[multiprobe]") {
  constexpr std::size_t d = 24;
  const auto rows = random_rows(6000, d, 5);
  const auto row = [&](std::size_t i) { return std::span<const float>(rows.data() + i * d, d); };
  auto o = options_of(d, 1100);  // three parts in the end
  o.by = metric::dot;
  vector_index index(o);
  for (std::size_t i = 0; i < 6000; i += 3) {
    index.add(ids_from(100 + i, 3), {rows.data() + i * d, 3 * d});
    for (std::size_t k = i; k < i + 3; ++k) {
      // All its units are those of the query, which come first.
      const auto found = index.search(row(k), {.top = 200, .effort = 200});
      const auto self = std::find_if(found.begin(), found.end(),
                                     [&](const vector_match& m) { return m.id == 100 + k; });
      REQUIRE(self != found.end());
      double square = 0;
      for (const float x : row(k)) square += double{x} * x;
      REQUIRE(self->score == Approx(square).epsilon(1e-5));
    }
  }
  // Every third goes; its room is used again.
  std::vector<std::uint64_t> gone;
  for (std::size_t i = 0; i < 6000; i += 3) gone.push_back(100 + i);
  CHECK(index.remove(gone) == 2000);
  const auto finds = [&](std::size_t i, std::uint64_t id) {
    const auto found = index.search(row(i), {.top = 200, .effort = 200});
    return std::any_of(found.begin(), found.end(), [&](const auto& m) { return m.id == id; });
  };
  for (std::size_t i = 0; i < 6000; ++i) REQUIRE(finds(i, 100 + i) == (i % 3 != 0));
  const std::uint64_t bytes = index.table_bytes();
  for (std::size_t i = 0; i < 6000; i += 3)
    index.add(std::vector<std::uint64_t>{20000 + i}, row(i));
  CHECK(index.table_bytes() == bytes);
  for (std::size_t i = 0; i < 6000; i += 3) REQUIRE(finds(i, 20000 + i));
  index.remove(ids_from(0, 30000));
  CHECK(index.size() == 0);
  vector_work work;
  CHECK(index.search(row(0), {}, &work).empty());
  CHECK(work.coded == 0);
}

TEST_CASE("multiprobe: vectors that all are equal, zeros", "[multiprobe]") {
  constexpr std::size_t d = 16, n = 5000;
  for (const float value : {0.0F, 2.0F}) {
    vector_index index(options_of(d, 4000));
    index.add(ids_from(0, n), std::vector<float>(n * d, value));
    const std::vector<float> query(d, 1.0F), zeros(d, 0.0F);
    const auto found = index.search(query, {.top = 3});
    REQUIRE(found.size() == 3);
    // Equal scores: the lower ids, of those that were met. Zeros resemble nothing.
    if (value != 0)
      for (std::size_t i = 0; i < 3; ++i) CHECK(found[i].id == i);
    CHECK(index.search(zeros, {.top = 3}).size() == 3);
    // Lists are full: those that were not listed are found too.
    CHECK(index.remove(ids_from(0, n - 1)) == n - 1);
    CHECK(index.search(query, {.top = 3}) ==
          std::vector<vector_match>{{n - 1, value == 0 ? 0.0F : 1.0F}});
    CHECK(index.remove(ids_from(n - 1, 1)) == 1);
    CHECK(index.search(query, {.top = 3}).empty());
    // Nor do they stay in the way of others.
    const auto rows = random_rows(n, d, 6);
    index.add(ids_from(0, n), rows);
    std::size_t right = 0;
    for (std::size_t i = 0; i < 200; ++i)
      right += index.search({rows.data() + i * d, d}, {.top = 1}).at(0).id == i;
    CHECK(right == 200);
  }
}

TEST_CASE("multiprobe: doubles fill several lines, and stay when others before them go",
          "[multiprobe]") {
  constexpr std::size_t d = 32, doubles = 60;  // a line holds 16, a kind 64
  const auto rows = random_rows(2000, d, 7);
  const std::span<const float> one(rows.data(), d);
  vector_index index(options_of(d, 2100));
  for (std::size_t i = 0; i < doubles; ++i) index.add(ids_from(i, 1), one);
  index.add(ids_from(100, 1999), {rows.data() + d, 1999 * d});
  const auto doubles_found = [&] {
    std::size_t n = 0;
    for (const vector_match& m : index.search(one, {.top = doubles})) n += m.id < doubles;
    return n;
  };
  CHECK(doubles_found() == doubles);
  CHECK(index.remove(ids_from(0, 20)) == 20);
  CHECK(doubles_found() == doubles - 20);
  index.add(ids_from(0, 1), one);
  CHECK(doubles_found() == doubles - 19);
}

TEST_CASE("multiprobe: the index costs at most three times the codes", "[multiprobe]") {
  for (const char* const codes : {"64x128", "64x256", "128x32", "8x64"})
    for (const std::uint64_t n : {5000U, 100'000U}) {
      auto o = options_of(32, n);
      o.codes = layout::parse(codes);
      vector_index index(o);
      const float one[32] = {1};
      index.add(ids_from(0, 1), one);
      CAPTURE(codes, n);
      const double bytes = static_cast<double>(index.table_bytes());
      CHECK(bytes < 3.02 * static_cast<double>(n * o.codes.modules()) + 16 * 64 * 24);
    }
}

TEST_CASE("multiprobe: what is refused", "[multiprobe]") {
  auto o = options_of(8, 100);
  const auto refused = [](const vector_index_options& with) {
    return fault_of([&] { vector_index index(with); }) == fault::usage;
  };
  for (const double similarity : {0.0, 1.0, std::nan("")}) {
    o.similarity = similarity;
    CHECK(refused(o));
  }
  o.similarity = 0.5;
  for (const double recall : {0.0, 1.0, std::nan("")}) {
    o.wanted_recall = recall;
    CHECK(refused(o));
  }
  o.wanted_recall = 0.5;
  for (const char* const codes : {"64x258", "64x127", "7x64", "1024/16"}) {
    o.codes = layout::parse(codes);
    CHECK(refused(o));
  }
  o.codes = layout::modular(16, 64);
  vector_index index(o);
  CHECK(index.search(std::vector<float>(8, 1.0F)).empty());
  CHECK(fault_of([&] { index.search(std::vector<float>(8, 1.0F), {.wanted_recall = 1}); }) ==
        fault::usage);
}
