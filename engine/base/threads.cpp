#include <kenyon/base/threads.hpp>

#include <oneapi/tbb/global_control.h>

#include <algorithm>

#include <oneapi/tbb/info.h>

namespace kenyon {

struct thread_limit::control {
  tbb::global_control limit;
};

thread_limit::thread_limit(unsigned count)
    : control_(new control{{tbb::global_control::max_allowed_parallelism, count}}) {}
thread_limit::~thread_limit() = default;

unsigned thread_count() {
  const auto allowed =
      tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return static_cast<unsigned>(
      std::min<std::size_t>(allowed, static_cast<std::size_t>(tbb::info::default_concurrency())));
}

}  // namespace kenyon
