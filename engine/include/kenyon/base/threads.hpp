// How many threads batches may use. Results never depend on it.
#pragma once
#include <memory>

namespace kenyon {

// While it lives, the whole process uses at most `count` threads (oneTBB global_control); count
// >= 1.
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

// Threads in use now.
unsigned thread_count();

}  // namespace kenyon
