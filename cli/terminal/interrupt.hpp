// Ctrl-C and SIGTERM ask for an orderly end: checkpoints are written, then the program exits with
// 130.
#pragma once
#include <atomic>

namespace kenyon::cli {

void catch_signals();
// What run_control::stop points to.
const std::atomic<bool>& stop_requested();
// Throws kenyon::interrupted once it is true.
void stop_if_asked();

// Ends the program as SIGPIPE would have; returns where whoever started it ignores that signal.
void end_by_broken_pipe();

}  // namespace kenyon::cli
