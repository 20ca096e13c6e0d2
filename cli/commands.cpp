#include <array>

#include "cli/command.hpp"

namespace kenyon::cli {
namespace {

constexpr std::array<command, 9> table{{
    {"bench", "measure speed beside others", run_bench},
    {"capacity", "measure how many patterns a memory holds, beside theory", run_capacity},
    {"encode", "turn inputs into codes, or compare encoders", run_encode},
    {"graph", "check, draw, run or trace networks from a file", run_graph},
    {"info", "show this machine's kernels, or what a memory file holds", run_info},
    {"learn", "store images, vectors or patterns in a memory file", run_learn},
    {"merge", "put the shards of a capacity experiment together", run_merge},
    {"recall", "complete noisy cues with a memory file", run_recall},
    {"reproduce", "measure published figures again", run_reproduce},
}};

}  // namespace

std::span<const command> commands() {
  return table;
}

}  // namespace kenyon::cli
