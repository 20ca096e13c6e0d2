// How many threads batches may use. Results never depend on it.
#pragma once
#include <memory>

namespace kenyon {

// While it lives, the whole process uses at most `count` threads (oneTBB global_control). Throws
// error{usage} for 0.
class thread_limit {
 public:
  explicit thread_limit(unsigned count);
  ~thread_limit();
  thread_limit(const thread_limit&) = delete;
  thread_limit& operator=(const thread_limit&) = delete;

 private:
  struct control;
  std::unique_ptr<control> control_;
};

// Threads worth using now: the limit, the cores, a CPU quota of the control group.
unsigned thread_count();

}  // namespace kenyon
