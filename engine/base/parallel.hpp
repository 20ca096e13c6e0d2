// Private: loops over the threads of the calling thread's arena. An application may run the library
// inside a group of tasks of its own, and cancel that: a loop here has a context of its own, so
// that its bodies run all the same, and an exception of one of them comes out behind the loop.
#pragma once
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <cstddef>

namespace kenyon {

// body(begin, end) for parts of [0, count) of at least `grain` each.
template <class Body>
void parallel_ranges(std::size_t count, std::size_t grain, const Body& body) {
  tbb::task_group_context own(tbb::task_group_context::isolated);
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, count, grain),
      [&](const tbb::blocked_range<std::size_t>& part) { body(part.begin(), part.end()); },
      tbb::auto_partitioner(), own);
}

// body(i) for each i of [0, count).
template <class Body>
void parallel_each(std::size_t count, const Body& body, std::size_t grain = 1) {
  parallel_ranges(count, grain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i != end; ++i) body(i);
  });
}

}  // namespace kenyon
