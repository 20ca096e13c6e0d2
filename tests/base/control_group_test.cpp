// Memory limits of control groups, in a folder that looks like the system's.
#include "base/control_group.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/io/temporary_folder.hpp"

using namespace kenyon;

namespace {

struct groups {
  temporary_folder root;
  void write(const std::string& file, const std::string& text) {
    const std::filesystem::path path = root.path / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  std::uint64_t left(const std::string& membership) {
    return control_group_memory(membership, root.path.string());
  }
};

}  // namespace

TEST_CASE("control groups: pages of files do not count as used") {
  groups g;
  g.write("memory.max", "5000\n");
  g.write("memory.current", "4800\n");
  CHECK(g.left("0::/\n") == 200);
  g.write("memory.stat", "anon 700\nfile 4100\ninactive_file 4000\nactive_file 100\n");
  CHECK(g.left("0::/\n") == 4300);
  CHECK(g.left("") == 4300);  // a container's own group is the root that it sees
  g.write("memory.stat", "inactive_file 9000\n");  // read a moment later than the rest
  CHECK(g.left("0::/\n") == 5000);
}

TEST_CASE("control groups: the tightest from the own one up to the root counts") {
  groups g;
  CHECK(g.left("0::/user/app\n") == unlimited_memory);
  g.write("user/app/memory.max", "max\n");
  g.write("user/app/memory.current", "60\n");
  CHECK(g.left("0::/user/app\n") == unlimited_memory);
  g.write("user/memory.max", "200\n");
  g.write("user/memory.current", "80\n");
  CHECK(g.left("0::/user/app\n") == 120);
  CHECK(g.left("0::/other\n") == unlimited_memory);
  g.write("user/app/memory.max", "100\n");
  CHECK(g.left("0::/user/app\n") == 40);
  g.write("user/app/memory.current", "101\n");
  CHECK(g.left("0::/user/app\n") == 0);
}

TEST_CASE("control groups: version 1") {
  groups g;
  g.write("memory/job/memory.limit_in_bytes", "1000\n");
  g.write("memory/job/memory.usage_in_bytes", "900\n");
  g.write("memory/job/memory.stat", "inactive_file 1\ntotal_inactive_file 300\n");
  CHECK(g.left("4:cpu,memory:/job\n3:pids:/job\n") == 400);
  CHECK(g.left("4:cpu:/job\nnonsense\n5:memory\n") == unlimited_memory);
}
