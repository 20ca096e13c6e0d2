// Loops on plain threads, for the thread sanitizer: see tests/tsan/README.md.
#pragma once
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "oneapi/tbb/blocked_range.h"
#include "oneapi/tbb/global_control.h"

namespace tbb {

struct task_group_context {
  enum kind { isolated };
  explicit task_group_context(kind) {}
};
struct auto_partitioner {};

// A loop inside a loop's task runs on the thread of that task.
inline thread_local bool inside_a_loop = false;

template <class Index, class Body>
void parallel_for(const blocked_range<Index>& whole, const Body& body) {
  if (whole.empty()) return;
  if (inside_a_loop) {
    body(whole);
    return;
  }
  std::atomic<Index> next = whole.begin();
  std::exception_ptr thrown;
  std::mutex thrown_mutex;
  const auto work = [&] {
    inside_a_loop = true;
    try {
      // Relaxed: the order of the parts must not look like synchronisation.
      for (;;) {
        const Index begin = next.fetch_add(whole.grainsize(), std::memory_order_relaxed);
        if (begin >= whole.end()) break;
        const Index rest = static_cast<Index>(whole.end() - begin);
        body(blocked_range<Index>(begin, begin + std::min(rest, whole.grainsize())));
      }
    } catch (...) {
      next.store(whole.end(), std::memory_order_relaxed);
      const std::lock_guard lock(thrown_mutex);
      if (!thrown) thrown = std::current_exception();
    }
    inside_a_loop = false;
  };
  std::vector<std::thread> others;
  const std::size_t threads = global_control::active_value(global_control::max_allowed_parallelism);
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  for (std::thread& t : others) t.join();
  if (thrown) std::rethrow_exception(thrown);
}

template <class Index, class Body>
void parallel_for(Index first, Index last, const Body& body) {
  if (first >= last) return;
  parallel_for(blocked_range<Index>(first, last), [&](const blocked_range<Index>& range) {
    for (Index i = range.begin(); i != range.end(); ++i) body(i);
  });
}

template <class Index, class Body>
void parallel_for(const blocked_range<Index>& whole, const Body& body, const auto_partitioner&,
                  task_group_context&) {
  parallel_for(whole, body);
}

}  // namespace tbb
