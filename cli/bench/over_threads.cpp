#include "cli/bench/over_threads.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "cli/terminal/interrupt.hpp"

namespace kenyon::cli {

void over_threads(std::size_t count, std::size_t part,
                  const std::function<void(std::size_t, std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::exception_ptr failed;
  const auto worker = [&] {
    try {
      for (std::size_t begin; (begin = next.fetch_add(part)) < count;) {
        stop_if_asked();
        work(begin, std::min(begin + part, count));
      }
    } catch (...) {
      const std::scoped_lock lock(guard);
      if (!failed) failed = std::current_exception();
      next = count;
    }
  };
  const std::size_t parts = part ? (count + part - 1) / part : 0;
  const std::size_t cores = std::max<std::size_t>(1, std::thread::hardware_concurrency());
  std::vector<std::thread> others;
  try {
    for (std::size_t t = 1; t < std::min(parts, cores); ++t) others.emplace_back(worker);
  } catch (const std::system_error&) {
    // No further thread can be started: those there are do the work.
  }
  worker();
  for (std::thread& other : others) other.join();
  if (failed) std::rethrow_exception(failed);
}

}  // namespace kenyon::cli
