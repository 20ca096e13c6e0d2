#include "cli/terminal/interrupt.hpp"

#include <csignal>

#include <kenyon/base/interrupt.hpp>

namespace kenyon::cli {
namespace {

std::atomic<bool> stop{false};
bool pipes_ignored = false;  // by whoever started the program
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
  // A closed pipe is an output error: what was stored before is told in words.
  pipes_ignored = std::signal(SIGPIPE, SIG_IGN) == SIG_IGN;
}

const std::atomic<bool>& stop_requested() {
  return stop;
}

void stop_if_asked() {
  kenyon::stop_if_asked(&stop);
}

void end_by_broken_pipe() {
  if (pipes_ignored) return;
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
}

}  // namespace kenyon::cli
