#include <array>

#include "cli/command.hpp"

namespace kenyon::cli {

command bench_recall_command();  // cli/bench/recall.cpp

namespace {

option_page bench_group_page() {
  return {"kenyon bench WHAT [OPTIONS]",
          "Measures speed beside others, on this machine.",
          {},
          {},
          {"kenyon bench recall --patterns 1e6 --cue keep=0.5"}};
}

}  // namespace

command bench_command() {
  static const std::array parts{bench_recall_command()};
  return {"bench", "measure speed beside others", bench_group_page, nullptr, parts};
}

}  // namespace kenyon::cli
