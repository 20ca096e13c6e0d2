// The share of the processors that a control group leaves to this process.
#pragma once
#include <optional>
#include <string>

namespace kenyon {

// In processors: the least cpu.max of its group and the groups around it (version 2), or the least
// cfs quota (version 1); nothing where none is set. `root`: "" but in tests, where a folder stands
// for "/".
std::optional<double> cpu_quota(const std::string& root = "");

}  // namespace kenyon
