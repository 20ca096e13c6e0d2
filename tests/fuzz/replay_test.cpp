// Every input that a fuzzer starts from or once failed on, through the same checks in every
// ordinary build.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "targets.hpp"

namespace {

namespace fs = std::filesystem;

struct tally {
  int accepted = 0;
  int refused = 0;
};

template <class F>
tally replay(const char* folder, const char* name, F target) {
  tally count;
  const fs::path path = fs::path(KENYON_FUZZ_FOLDER) / folder / name;
  if (!fs::exists(path)) return count;
  for (const auto& entry : fs::directory_iterator(path)) {
    INFO(entry.path().string());
    std::ifstream in(entry.path(), std::ios::binary);
    REQUIRE(in);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    // Anything but success and a one-line refusal aborts or throws, and so fails here.
    const bool ok = fuzz::accepted(target, std::as_bytes(std::span(text)));
    ++(ok ? count.accepted : count.refused);
  }
  return count;
}

template <class F>
void replay_all(const char* name, F target) {
  const tally corpus = replay("corpus", name, target);
  // A corpus that is only refused, or not found at all, tests nothing.
  CHECK(corpus.accepted > 0);
  CHECK(corpus.refused > 0);
  CHECK_NOTHROW(replay("crashes", name, target));
}

}  // namespace

TEST_CASE("kept fuzzing inputs of IDX") {
  replay_all("idx", fuzz::idx);
}
TEST_CASE("kept fuzzing inputs of .npy") {
  replay_all("npy", fuzz::npy);
}
TEST_CASE("kept fuzzing inputs of JSON Lines") {
  replay_all("json_lines", fuzz::json_lines);
}
TEST_CASE("kept fuzzing inputs of memory files") {
  replay_all("memory_file", fuzz::memory_file);
}
TEST_CASE("kept fuzzing inputs of graph files") {
  replay_all("graph_file", fuzz::graph_file);
}
TEST_CASE("kept fuzzing inputs of journals") {
  replay_all("journal", fuzz::journal);
}
