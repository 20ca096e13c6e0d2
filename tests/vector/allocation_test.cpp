// Every allocation of add() and learn() fails once: nothing has changed then.
#include <atomic>
#include <cstdlib>
#include <new>

#include <kenyon/base/threads.hpp>

#include "tests/memory/fault_of.hpp"
#include "tests/vector/fixture.hpp"

namespace {
std::atomic<long> allocations_left{-1};  // negative: all succeed
}

// Not inlined: g++ 12 would take free() for a mistake.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  if (allocations_left >= 0 && allocations_left-- == 0) throw std::bad_alloc();
  if (void* const p = std::malloc(bytes == 0 ? 1 : bytes)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept {
  std::free(p);
}
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}

using namespace vector_tests;

TEST_CASE("vector_index: an allocation that fails leaves everything as it was", "[vector_index]") {
  const std::size_t d = 8, before = 700, n = 60;
  const auto rows = clustered(before + n, d, 30, 0.5F, 1), queries = clustered(20, d, 30, 0.5F, 2);
  const thread_limit one(1);
  for (const vector_route route : {vector_route::ivf, vector_route::multiprobe, vector_route::flat})
    for (const bool learned : {false, true}) {
      auto o = options_of(d, metric::euclidean, route);
      o.lists = learned ? 40 : 46;  // 16 vectors per list: learned before, or while adding
      vector_index index(o);
      index.add(ids_from(0, before), {rows.data(), before * d});
      index.remove(ids_from(3, 5));
      const auto answers = index.search_all(queries, {.top = 12});
      bool done = false;
      for (long left = 0; !done; ++left) {
        CAPTURE(static_cast<int>(route), learned, left);
        allocations_left = left;
        try {
          index.add(ids_from(1000, n), {rows.data() + before * d, n * d});
          done = true;
        } catch (const std::bad_alloc&) {
        }
        allocations_left = -1;
        if (done) break;
        REQUIRE(index.size() == before - 5);
        REQUIRE(!index.contains(1000));
        REQUIRE(index.search_all(queries, {.top = 12}) == answers);
      }
      for (std::size_t i = 0; i < n; ++i)
        REQUIRE(index.search({rows.data() + (before + i) * d, d}, {.top = 1})[0].id == 1000 + i);
    }
}
