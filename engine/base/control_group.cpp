#include "base/control_group.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

namespace kenyon {
namespace {

struct version {
  const char* limit;
  const char* used;
  const char* inactive_files;  // keys of memory.stat
  const char* active_files;
};
constexpr version first{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file",
                        "total_active_file"};
constexpr version second{"memory.max", "memory.current", "inactive_file", "active_file"};

std::uint64_t number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t value = 0;
  return file >> value ? value : unlimited_memory;  // "max" and a missing file alike
}

std::uint64_t file_pages(const std::string& folder, const version& v) {
  std::ifstream file(folder + "/memory.stat");
  std::uint64_t bytes = 0, value = 0;
  for (std::string key; file >> key >> value;)
    if (key == v.inactive_files || key == v.active_files) bytes += value;
  return bytes;
}

std::uint64_t left_by(const std::string& folder, const version& v) {
  const std::uint64_t limit = number_in(folder + "/" + v.limit);
  const std::uint64_t used = number_in(folder + "/" + v.used);
  if (limit == unlimited_memory || used == unlimited_memory) return unlimited_memory;
  const std::uint64_t held = used - std::min(used, file_pages(folder, v));
  return limit - std::min(limit, held);
}

std::uint64_t least_left(const std::string& root, std::string group, const version& v) {
  std::uint64_t least = left_by(root, v);
  for (; group.size() > 1; group.resize(group.rfind('/')))
    least = std::min(least, left_by(root + group, v));
  return least;
}

// Whether a list like "cpu,memory" names the controller of memory.
bool has_memory(std::string_view controllers) {
  while (!controllers.empty()) {
    const std::string_view one = controllers.substr(0, controllers.find(','));
    if (one == "memory") return true;
    controllers.remove_prefix(std::min(controllers.size(), one.size() + 1));
  }
  return false;
}

}  // namespace

std::uint64_t control_group_memory(const std::string& membership, const std::string& root) {
  // Where a container hides its path, the root folder is the process's own group.
  std::uint64_t least = std::min(left_by(root, second), left_by(root + "/memory", first));
  std::istringstream lines(membership);
  for (std::string line; std::getline(lines, line);) {  // "number:controllers:/path"
    const std::size_t begin = line.find(':');
    const std::size_t end = line.find(':', begin + 1);
    if (begin == std::string::npos || end == std::string::npos) continue;
    const std::string controllers = line.substr(begin + 1, end - begin - 1);
    const std::string group = line.substr(end + 1);
    if (!group.starts_with('/')) continue;
    if (controllers.empty()) least = std::min(least, least_left(root, group, second));
    if (has_memory(controllers))
      least = std::min(least, least_left(root + "/memory", group, first));
  }
  return least;
}

}  // namespace kenyon
