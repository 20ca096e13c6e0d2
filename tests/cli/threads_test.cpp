#include <catch2/catch.hpp>

#include <filesystem>

#include <kenyon/base/error.hpp>
#include <kenyon/base/threads.hpp>

#include "base/cpu_quota.hpp"
#include "tests/cli/run_kenyon.hpp"

namespace {

namespace fs = std::filesystem;

void put(const std::string& root, const std::string& path, const std::string& text) {
  fs::create_directories(fs::path(root + path).parent_path());
  write_text(root + path, text);
}

}  // namespace

TEST_CASE("threads: a limit of none is refused") {
  CHECK_THROWS_AS(kenyon::thread_limit(0), kenyon::error);
}

TEST_CASE("threads: the least quota of a control group and those around it") {
  const std::string root = scratch("v2");
  CHECK_FALSE(kenyon::cpu_quota(root));
  put(root, "/proc/self/cgroup", "0::/a/b\n");
  put(root, "/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  CHECK_FALSE(kenyon::cpu_quota(root));
  put(root, "/sys/fs/cgroup/a/cpu.max", "150000 100000\n");
  CHECK(kenyon::cpu_quota(root) == 1.5);
  put(root, "/sys/fs/cgroup/a/b/cpu.max", "50000 100000\n");
  CHECK(kenyon::cpu_quota(root) == 0.5);
}

TEST_CASE("threads: the cfs quota of version 1") {
  const std::string root = scratch("v1");
  put(root, "/proc/self/cgroup", "4:cpu,cpuacct:/c\n1:name=systemd:/c\n");
  put(root, "/sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_quota_us", "-1\n");
  put(root, "/sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_period_us", "100000\n");
  CHECK_FALSE(kenyon::cpu_quota(root));
  put(root, "/sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_quota_us", "200000\n");
  CHECK(kenyon::cpu_quota(root) == 2);
}
