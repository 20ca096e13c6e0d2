#include <kenyon/base/available_memory.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include <kenyon/base/error.hpp>

#include "base/control_group.hpp"

namespace kenyon {
namespace {

std::uint64_t system_available() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  std::uint64_t kib = 0;
  for (std::string rest; file >> key >> kib; std::getline(file, rest))
    if (key == "MemAvailable:") return kib * 1024;
  return unlimited_memory;  // not Linux: let the allocation itself decide
}

std::uint64_t control_groups_available() {
  std::ifstream file("/proc/self/cgroup");
  const std::string membership(std::istreambuf_iterator<char>(file), {});
  return control_group_memory(membership, "/sys/fs/cgroup");
}

std::string size_text(std::uint64_t bytes) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%llu bytes (%.1f GiB)",
                static_cast<unsigned long long>(bytes), static_cast<double>(bytes) / (1u << 30));
  return text.data();
}

}  // namespace

std::uint64_t available_memory() {
  return std::min(system_available(), control_groups_available());
}

void require_memory(std::uint64_t bytes, const char* what) {
  const std::uint64_t there = available_memory();
  if (bytes > there)
    throw error(fault::resources, std::string(what) + " needs " + size_text(bytes) + ", " +
                                      size_text(there) + " are available");
}

}  // namespace kenyon
