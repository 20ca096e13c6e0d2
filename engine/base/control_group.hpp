// What the control groups of a process leave it of memory (Linux, versions 1 and 2).
#pragma once
#include <cstdint>
#include <limits>
#include <string>

namespace kenyon {

inline constexpr std::uint64_t unlimited_memory = std::numeric_limits<std::uint64_t>::max();

// The least that any group from the process's own up to the root leaves: its limit less what is
// used, without pages of files, which the system gives up before it refuses anything.
// `membership` is the content of /proc/self/cgroup, `root` the folder /sys/fs/cgroup. Groups
// outside a container's view are missing there and do not count; unlimited_memory when no group has
// a limit.
std::uint64_t control_group_memory(const std::string& membership, const std::string& root);

}  // namespace kenyon
