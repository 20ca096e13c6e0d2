// Ctrl-C and SIGTERM ask for an orderly end: checkpoints are written, then the program exits with
// 130.
#pragma once
#include <atomic>

namespace kenyon::cli {

void catch_signals();
const std::atomic<bool>& stop_requested();

}  // namespace kenyon::cli
