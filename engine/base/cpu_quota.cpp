#include "base/cpu_quota.hpp"

#include <algorithm>
#include <fstream>

namespace kenyon {
namespace {

void take_least(std::optional<double>& least, double quota, double period) {
  if (quota <= 0 || period <= 0) return;  // version 1 writes -1 for none
  least = std::min(least.value_or(quota / period), quota / period);
}

// "max 100000" where there is none: no number, and nothing is taken.
void read_v2(const std::string& folder, std::optional<double>& least) {
  std::ifstream file(folder + "/cpu.max");
  double quota = 0, period = 0;
  if (file >> quota >> period) take_least(least, quota, period);
}

void read_v1(const std::string& folder, std::optional<double>& least) {
  std::ifstream quota_file(folder + "/cpu.cfs_quota_us"),
      period_file(folder + "/cpu.cfs_period_us");
  double quota = 0, period = 0;
  if (quota_file >> quota && period_file >> period) take_least(least, quota, period);
}

template <class Read>
void read_up(const std::string& mount, std::string group, const Read& read,
             std::optional<double>& least) {
  for (;;) {
    read(mount + group, least);
    const std::size_t slash = group.rfind('/');
    if (group.empty() || slash == std::string::npos) break;
    group.resize(slash);
  }
}

bool names_cpu(const std::string& controllers) {
  return ("," + controllers + ",").find(",cpu,") != std::string::npos;
}

}  // namespace

std::optional<double> cpu_quota(const std::string& root) {
  std::ifstream groups(root + "/proc/self/cgroup");  // a line: NUMBER:CONTROLLERS:GROUP
  std::optional<double> least;
  const std::string mounts = root + "/sys/fs/cgroup";
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) {
      read_up(mounts, group, read_v2, least);
      read_up(mounts + "/unified", group, read_v2, least);
    } else if (names_cpu(controllers)) {
      read_up(mounts + "/" + controllers, group, read_v1, least);
      read_up(mounts + "/cpu", group, read_v1, least);
    }
  }
  return least;
}

}  // namespace kenyon
