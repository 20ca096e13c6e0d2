#include <kenyon/base/threads.hpp>
#include <kenyon/memory/exemplar/nearest.hpp>
#include <kenyon/pattern/random.hpp>

#include <algorithm>
#include <catch2/catch.hpp>

using namespace kenyon;

namespace {

std::vector<neighbour> naive(const pattern_batch& stored, pattern_view query, std::size_t top) {
  std::vector<neighbour> all;
  for (std::size_t i = 0; i < stored.size(); ++i)
    all.push_back({i, static_cast<std::uint32_t>(overlap(stored[i], query))});
  std::stable_sort(all.begin(), all.end(),
                   [](const neighbour& a, const neighbour& b) { return a.overlap > b.overlap; });
  all.resize(std::min(top, all.size()));
  return all;
}

}  // namespace

TEST_CASE("the nearest patterns are those of a sort, for any number of threads") {
  for (const char* text : {"70/6", "1000/30", "20000/100", "16x16"}) {
    const layout in = layout::parse(text);
    pattern_source source(in, ensemble::random, 3, stream::patterns);
    const pattern_batch stored = source.batch(0, 700);
    pattern_batch queries = source.batch(690, 40);  // some stored, some not
    queries.push_back({});
    for (std::size_t top : {1u, 3u, 1000u}) {
      const auto found = nearest_patterns(in, stored, queries, top);
      REQUIRE(found.size() == queries.size());
      for (std::size_t q = 0; q < queries.size(); ++q)
        CHECK(found[q] == naive(stored, queries[q], top));
      const thread_limit one(1);
      CHECK(nearest_patterns(in, stored, queries, top) == found);
    }
  }
}

TEST_CASE("nothing is near where nothing is stored or asked for") {
  const layout in = layout::flat(100, 5);
  pattern_batch one;
  one.push_back(pattern{1, 2});
  CHECK(nearest_patterns(in, {}, one, 3) == std::vector<std::vector<neighbour>>(1));
  CHECK(nearest_patterns(in, one, {}, 3).empty());
  CHECK(nearest_patterns(in, one, one, 0) == std::vector<std::vector<neighbour>>(1));
}
