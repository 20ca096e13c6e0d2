// Nearest neighbours: against brute force, hostile vectors, and the same answers at every level and
// number of threads.
#include <limits>

#include <kenyon/base/level.hpp>
#include <kenyon/base/threads.hpp>

#include "tests/memory/fault_of.hpp"
#include "tests/vector/fixture.hpp"

using namespace vector_tests;

TEST_CASE("vector_index: a scan is exact, scores too", "[vector_index]") {
  for (const metric by : metrics)
    for (const std::size_t d : {1U, 3U, 16U, 77U}) {
      const auto rows = clustered(300, d, 5, 0.5F, 1), queries = clustered(20, d, 5, 0.5F, 2);
      vector_index index(options_of(d, by, vector_route::flat));
      index.add(ids_from(0, 300), rows);
      for (std::size_t q = 0; q < 20; ++q) {
        CAPTURE(static_cast<int>(by), d, q);
        const std::span<const float> query(queries.data() + q * d, d);
        const auto right = brute_force(rows, query, by, 300);
        auto found = index.search(query, {.top = 300});
        REQUIRE(found.size() == 300);
        for (std::size_t i = 0; i < 300; ++i)
          CHECK(found[i].score == Approx(right[i].score).margin(1e-5));
        if (d > 3) CHECK(found[0].id == right[0].id);
      }
    }
}

TEST_CASE("vector_index: an inverted file finds neighbours, of every shape of code",
          "[vector_index]") {
  // 8: modules of one axis. 65, 100: two axes, the last alone. 150: a learned subspace.
  for (const metric by : metrics)
    for (const std::size_t d : {8U, 65U, 100U, 150U}) {
      const auto rows = clustered(4000, d, 60, 0.4F, 1), queries = clustered(50, d, 60, 0.4F, 2);
      vector_index index(options_of(d, by, vector_route::ivf));
      index.add(ids_from(0, 4000), rows);
      CAPTURE(static_cast<int>(by), d);
      const double recall =
          recall_of(index, rows, queries, {.top = 10, .effort = 300, .probes = 20});
      CHECK(recall > 0.95);
      CHECK(recall_of(index, rows, queries, {.top = 10, .effort = 4000, .probes = 40}) > 0.999);
      std::vector<vector_work> work;
      index.search_all(queries, {.top = 10, .effort = 60, .probes = 4}, &work);
      CHECK(work[0].probed == 4);
      CHECK(work[0].coded < 2000);
      CHECK(work[0].ranked == std::min<std::uint64_t>(60, work[0].coded));
    }
}

TEST_CASE("vector_index: what is kept", "[vector_index]") {
  const std::size_t d = 40;
  const auto rows = clustered(3000, d, 50, 0.5F, 1), queries = clustered(40, d, 50, 0.5F, 2);
  for (const metric by : metrics) {
    CAPTURE(static_cast<int>(by));
    auto o = options_of(d, by, vector_route::ivf);
    o.kept = kept_vectors::int8;
    vector_index bytes(o);
    bytes.add(ids_from(0, 3000), rows);
    CHECK(recall_of(bytes, rows, queries, {.top = 10, .effort = 200, .probes = 40}) > 0.9);
    CHECK(bytes.vector_bytes() < 3000 * 4 * d / 2);
    if (by != metric::cosine)
      for (std::size_t k = 0; k < d; ++k)
        CHECK(bytes.get(17)[k] == Approx(rows[17 * d + k]).margin(0.03));
    const auto exact = brute_force(rows, {queries.data(), d}, by, 1);
    CHECK(bytes.search({queries.data(), d}, {.top = 1, .effort = 3000, .probes = 40})[0].score ==
          Approx(exact[0].score).epsilon(0.02));

    o.kept = kept_vectors::none;
    vector_index codes(o);
    codes.add(ids_from(0, 3000), rows);
    CHECK(recall_of(codes, rows, queries, {.top = 10, .effort = 200, .probes = 40}) > 0.7);
    CHECK(codes.search({queries.data(), d}, {.top = 1, .probes = 40})[0].score ==
          Approx(exact[0].score).epsilon(0.1));
    CHECK(codes.vector_bytes() == 0);
    CHECK(fault_of([&] { codes.get(17); }) == fault::usage);
    CHECK(fault_of([&] { codes.learn(); }) == fault::usage);
  }
}

TEST_CASE("vector_index: multi-probe finds near copies", "[vector_index]") {
  const std::size_t d = 64;
  const auto rows = clustered(2000, d, 2000, 0.5F, 1);
  auto queries = std::vector<float>(rows.begin(), rows.begin() + 50 * d);
  for (std::size_t i = 0; i < queries.size(); ++i) queries[i] += 0.05F * rows[60 * d + i];
  auto o = options_of(d, metric::cosine, vector_route::multiprobe);
  vector_index index(o);
  index.add(ids_from(0, 2000), rows);
  CHECK(recall_of(index, rows, queries, {.top = 1, .effort = 20}) > 0.97);
  const std::uint64_t gone[] = {3};
  CHECK(index.remove(gone) == 1);
  CHECK(index.search({queries.data() + 3 * d, d}, {.top = 1})[0].id != 3);
}

TEST_CASE("vector_index: the same answers one by one, at every level, on every number of threads",
          "[vector_index]") {
  const std::size_t d = 70;
  const auto rows = clustered(2000, d, 30, 0.5F, 1), queries = clustered(30, d, 30, 0.5F, 2);
  for (const kept_vectors kept : {kept_vectors::float32, kept_vectors::int8, kept_vectors::none}) {
    auto o = options_of(d, metric::euclidean, vector_route::ivf);
    o.kept = kept;
    std::vector<std::vector<vector_match>> first;
    for (const std::string_view level : available_levels())
      for (const unsigned threads : {1U, 3U}) {
        force_level(level);
        const thread_limit limit(threads);
        vector_index index(o);
        index.add(ids_from(0, 2000), rows);
        const auto found = index.search_all(queries, {.top = 7});
        if (first.empty()) first = found;
        CAPTURE(level, threads);
        CHECK(found == first);
        CHECK(index.search({queries.data() + 5 * d, d}, {.top = 7}) == first[5]);
      }
    force_level(available_levels().back());
  }
}

TEST_CASE("vector_index: inserted is found, removed is not, slots are used again",
          "[vector_index]") {
  const std::size_t d = 20;
  const auto rows = clustered(1500, d, 30, 0.5F, 1);
  const auto row = [&](std::size_t i) { return std::span<const float>(rows.data() + i * d, d); };
  for (const vector_route route : {vector_route::ivf, vector_route::flat}) {
    vector_index index(options_of(d, metric::euclidean, route));
    CHECK(index.search(row(0)).empty());
    for (std::size_t i = 0; i < 1500; ++i) {
      const std::uint64_t id[] = {1000000 + i * 7};
      index.add(id, row(i));
      const auto found = index.search(row(i), {.top = 1});
      REQUIRE(found[0].id == id[0]);
      REQUIRE(found[0].score == 0);
    }
    // Every third goes, from the middle of its list as often as from the end.
    std::vector<std::uint64_t> gone;
    for (std::size_t i = 0; i < 1500; i += 3) gone.push_back(1000000 + i * 7);
    CHECK(index.remove(gone) == 500);
    CHECK(index.remove(gone) == 0);
    CHECK(index.size() == 1000);
    for (std::size_t i = 0; i < 1500; ++i) {
      const auto found = index.search(row(i), {.top = 1, .effort = 30, .probes = 40});
      REQUIRE((found[0].id == 1000000 + i * 7) == (i % 3 != 0));
      REQUIRE(index.contains(1000000 + i * 7) == (i % 3 != 0));
    }
    index.remove(ids_from(0, 2000000));
    CHECK(index.size() == 0);
    CHECK(index.search(row(0)).empty());
    index.add(ids_from(5, 1500), rows);
    for (std::size_t i = 0; i < 1500; i += 100)
      CHECK(index.search(row(i), {.top = 1})[0].id == i + 5);
    if (route == vector_route::ivf) {
      index.learn();
      for (std::size_t i = 0; i < 1500; i += 100)
        CHECK(index.search(row(i), {.top = 1})[0].id == i + 5);
    }
  }
}

TEST_CASE("vector_index: vectors that all are equal, zeros, duplicates, single ones",
          "[vector_index]") {
  for (const metric by : metrics)
    for (const float value : {0.0F, 3.0F}) {
      CAPTURE(static_cast<int>(by), value);
      vector_index index(options_of(12, by, vector_route::ivf));
      index.add(ids_from(0, 3000), std::vector<float>(3000 * 12, value));
      const std::vector<float> query(12, 1.0F), zeros(12, 0.0F);
      const auto found = index.search(query, {.top = 3, .effort = 10});
      CHECK(ids_of(found) == ids_from(0, 3));  // equal scores: the lower ids
      CHECK(index.search(zeros, {.top = 3}).size() == 3);
    }
  // Two piles of equal vectors: centroids tell them apart although every code is the same.
  vector_index piles(options_of(2, metric::euclidean, vector_route::ivf));
  std::vector<float> rows;
  for (int i = 0; i < 2000; ++i) rows.insert(rows.end(), {i % 2 ? 0.01F : 0.0F, 5.0F});
  piles.add(ids_from(0, 2000), rows);
  for (const auto& m :
       piles.search(std::vector<float>{0.01F, 5.0F}, {.top = 5, .effort = 5, .probes = 40}))
    CHECK(m.id % 2 == 1);

  vector_index one(options_of(2, metric::cosine, vector_route::automatic));
  one.add(ids_from(9, 1), std::vector<float>{0.0F, 1e-30F});
  CHECK(one.search(std::vector<float>{0.0F, 1e15F}) == std::vector<vector_match>{{9, 1.0F}});
}

TEST_CASE("vector_index: what is refused changes nothing", "[vector_index]") {
  vector_index index(options_of(3, metric::euclidean, vector_route::ivf));
  index.add(ids_from(0, 2), std::vector<float>{1, 2, 3, 4, 5, 6});
  const auto refuses = [&](std::vector<std::uint64_t> ids, std::vector<float> rows,
                           const std::string& told) {
    try {
      index.add(ids, rows);
      FAIL("taken");
    } catch (const error& e) {
      CHECK(e.which() == fault::bad_input);
      CHECK_THAT(e.what(), Catch::Contains(told));
    }
    CHECK(index.size() == 2);
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  refuses({5, 6}, {1, 2, 3, 4, nan, 6}, "row 1, column 1");
  refuses({5}, {1, 2, -inf}, "row 0, column 2");
  refuses({5}, {1, 2, 2e15F}, "row 0, column 2");
  refuses({5, 5}, {1, 2, 3, 4, 5, 6}, "row 1 has the id 5");
  refuses({5, 1}, {1, 2, 3, 4, 5, 6}, "row 1 has the id 1");
  refuses({5}, {1, 2}, "2 numbers");
  refuses({}, {1, 2, 3}, "3 numbers");
  CHECK(!index.contains(5));
  CHECK(index.search(std::vector<float>{1, 2, 3}, {.top = 9}).size() == 2);
  CHECK(fault_of([&] { index.search(std::vector<float>{1, nan, 3}); }) == fault::bad_input);
  CHECK(fault_of([&] { index.search(std::vector<float>{1, 2}); }) == fault::bad_input);
  CHECK(fault_of([&] { index.search_all(std::vector<float>{1, 2, 3, 4}); }) == fault::bad_input);
  CHECK(fault_of([&] { index.get(7); }) == fault::bad_input);
  CHECK(index.get(1) == std::vector<float>{4, 5, 6});
  CHECK(index.search_all({}).empty());

  auto o = options_of(0, metric::dot, vector_route::flat);
  CHECK(fault_of([&] { vector_index x(o); }) == fault::usage);
  o.dimensions = 4;
  o.kept = kept_vectors::none;
  CHECK(fault_of([&] { vector_index x(o); }) == fault::usage);
  vector_index scan(options_of(4, metric::dot, vector_route::flat));
  CHECK(fault_of([&] { scan.learn(); }) == fault::usage);
}

TEST_CASE("vector_index: as many matches as are wanted, or all there are, whatever was removed",
          "[vector_index]") {
  const std::size_t d = 16, n = 8000, kinds = 40;
  const auto centres = clustered(kinds, d, kinds, 0, 9);
  std::vector<float> rows = clustered(n, d, 1, 0.4F, 1);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < d; ++k) rows[i * d + k] += 8 * centres[i % kinds * d + k];
  for (const vector_route route : {vector_route::ivf, vector_route::multiprobe, vector_route::flat})
    for (const kept_vectors kept : {kept_vectors::float32, kept_vectors::none})
      for (const metric by : metrics) {
        if (route == vector_route::flat && kept == kept_vectors::none) continue;
        auto o = options_of(d, by, route);
        o.kept = kept;
        vector_index index(o);
        index.add(ids_from(0, n), rows);
        for (const std::size_t left : {10U, 4U, 1U}) {  // kinds
          std::vector<std::uint64_t> gone;
          for (std::size_t i = 0; i < n; ++i)
            if (i % kinds >= left) gone.push_back(i);
          index.remove(gone);
          for (const std::uint32_t probes : {0U, 1U})
            for (std::size_t q = 0; q < kinds; ++q) {
              CAPTURE(static_cast<int>(route), static_cast<int>(kept), static_cast<int>(by), left,
                      probes, q);
              const std::span<const float> query(rows.data() + q * d, d);
              REQUIRE(index.search(query, {.top = 30, .probes = probes}).size() == 30);
              if (q == 0) REQUIRE(index.search(query, {.top = n}).size() == index.size());
            }
        }
      }
}

TEST_CASE("vector_index: equal scores go to the lower id, also where sums round apart",
          "[vector_index]") {
  // A point's coordinates in another order: the same distance to zero, added up another way.
  const std::size_t d = 3, copies = 6;
  std::size_t ties = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    vector_index index(options_of(d, metric::euclidean, vector_route::flat));
    std::vector<float> point = clustered(1, d, 1, 1, seed), rows;
    for (std::size_t i = 0; i < copies; ++i) {
      std::swap(point[i % 3], point[(i + 1) % 3]);
      rows.insert(rows.end(), point.begin(), point.end());
    }
    index.add(ids_from(0, copies), rows);
    const auto found = index.search(std::vector<float>(d, 0.0F), {.top = copies});
    for (std::size_t i = 1; i < copies; ++i) {
      if (found[i - 1].score != found[i].score) continue;
      ++ties;
      REQUIRE(found[i - 1].id < found[i].id);
    }
  }
  CHECK(ties > 300);
}

TEST_CASE("vector_index: bytes tell vectors apart that lie to one side of zero", "[vector_index]") {
  const std::size_t d = 32, n = 1000;
  for (const float offset : {0.0F, 10.0F, 100.0F, 1000.0F})
    for (const metric by : metrics)
      for (const bool one_first : {false, true}) {
        auto rows = clustered(n, d, 50, 0.7F, 1), queries = clustered(30, d, 50, 0.7F, 2);
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i] += offset * float(1 + i % d % 2);
        for (std::size_t i = 0; i < queries.size(); ++i)
          queries[i] += offset * float(1 + i % d % 2);
        auto o = options_of(d, by, vector_route::flat);
        o.kept = kept_vectors::int8;
        vector_index index(o);
        std::size_t first = 0;
        if (one_first) index.add(ids_from(0, first = 1), {rows.data(), d});
        index.add(ids_from(first, n - first), {rows.data() + first * d, (n - first) * d});
        CAPTURE(offset, static_cast<int>(by), one_first);
        // Beyond that cosines differ in the last bits of a float.
        if (by != metric::cosine || offset < 1000)
          CHECK(recall_of(index, rows, queries, {.top = 10}) > 0.9);
        const auto right = brute_force(rows, {queries.data(), d}, by, n);
        std::vector<float> told(n);
        for (const auto& m : index.search({queries.data(), d}, {.top = n})) told[m.id] = m.score;
        for (const auto& m : right)
          REQUIRE(told[m.id] == Approx(m.score).epsilon(0.02).margin(0.2));
      }
}
