#include <kenyon/base/threads.hpp>

#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <cmath>

#include <oneapi/tbb/info.h>

#include <kenyon/base/error.hpp>

#include "base/cpu_quota.hpp"

namespace kenyon {
namespace {

std::size_t checked(unsigned count) {
  if (count == 0) throw error(fault::usage, "a limit of 0 threads: at least one is needed");
  return count;
}

// More threads than processors would only be stopped in turn.
std::size_t usable_processors() {
  const auto cores = static_cast<std::size_t>(tbb::info::default_concurrency());
  const std::optional<double> quota = cpu_quota();
  if (!quota) return cores;
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(*quota)), 1, cores);
}

}  // namespace

struct thread_limit::control {
  tbb::global_control limit;
};

thread_limit::thread_limit(unsigned count)
    : control_(new control{{tbb::global_control::max_allowed_parallelism, checked(count)}}) {}
thread_limit::~thread_limit() = default;

unsigned thread_count() {
  static const std::size_t processors = usable_processors();
  const auto allowed =
      tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return static_cast<unsigned>(std::min(allowed, processors));
}

}  // namespace kenyon
