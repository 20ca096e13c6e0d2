#include "cli/terminal/interrupt.hpp"

#include <csignal>

namespace kenyon::cli {
namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_signal(int) {
  stop = true;
  // A second signal ends the program at once.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

void catch_signals() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an output error, told in words
}

const std::atomic<bool>& stop_requested() {
  return stop;
}

}  // namespace kenyon::cli
