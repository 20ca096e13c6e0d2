#include <kenyon/base/available_memory.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

std::uint64_t system_available() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  std::uint64_t kib = 0;
  for (std::string rest; file >> key >> kib; std::getline(file, rest))
    if (key == "MemAvailable:") return kib * 1024;
  return unlimited;  // not Linux: let the allocation itself decide
}

std::uint64_t number_in(const char* path) {
  std::ifstream file(path);
  std::uint64_t value = 0;
  return file >> value ? value : unlimited;  // "max" and a missing file alike
}

std::uint64_t control_group_available() {
  constexpr std::array<std::array<const char*, 2>, 2> versions{
      {{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"},
       {"/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes"}}};
  for (const auto& [limit_file, used_file] : versions) {
    const std::uint64_t limit = number_in(limit_file);
    const std::uint64_t used = number_in(used_file);
    if (limit != unlimited && used != unlimited) return limit - std::min(limit, used);
  }
  return unlimited;
}

std::string size_text(std::uint64_t bytes) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%llu bytes (%.1f GiB)",
                static_cast<unsigned long long>(bytes), static_cast<double>(bytes) / (1u << 30));
  return text.data();
}

}  // namespace

std::uint64_t available_memory() {
  return std::min(system_available(), control_group_available());
}

void require_memory(std::uint64_t bytes, const char* what) {
  const std::uint64_t there = available_memory();
  if (bytes > there)
    throw error(fault::resources, std::string(what) + " needs " + size_text(bytes) + ", " +
                                      size_text(there) + " are available");
}

}  // namespace kenyon
