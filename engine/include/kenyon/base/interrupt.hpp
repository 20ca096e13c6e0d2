// How long work is asked to end before it is done: a flag that it looks at between its parts.
#pragma once
#include <atomic>

namespace kenyon {

// Thrown out of work that was asked to end. What it had finished stays as each function says.
struct interrupted {};

// Throws interrupted once the flag is true; without a flag nobody can ask. From any thread.
inline void stop_if_asked(const std::atomic<bool>* flag) {
  if (flag && flag->load()) throw interrupted{};
}

}  // namespace kenyon
