// Where a figure comes from: what ran, where and when. The fields that differ from machine to
// machine and from run to run stand together, apart from the results.
#pragma once
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command.hpp"

namespace kenyon::cli {

using json = nlohmann::ordered_json;

class stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// One line, or indented; bytes that are not UTF-8 (from file names) are replaced.
std::string dump_text(const json& j, int indent = -1);

// version, command, date, cpu, level, threads.
json host_json(const run_context& run);

}  // namespace kenyon::cli
