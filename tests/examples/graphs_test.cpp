// Every graph of examples/graphs meets its figure, and its null arms do not: exit code 0, and 1.
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "tests/cli/run_kenyon.hpp"

namespace {

void check_example(const std::string& name) {
  for (const char* arm : {"none", "untrained", "shuffled"}) {
    const finished run = run_kenyon(
        {"graph", "run", KENYON_GRAPHS "/" + name + ".toml", "--null", arm, "--lines", "0"});
    INFO("--null " << arm << "\n" << run.out << run.err);
    CHECK(run.code == (std::string(arm) == "none" ? 0 : 1));
  }
}

}  // namespace

TEST_CASE("graphs assembly") {
  check_example("assembly");
}
TEST_CASE("graphs automaton") {
  check_example("automaton");
}
TEST_CASE("graphs diversion") {
  check_example("diversion");
}
TEST_CASE("graphs facts") {
  check_example("facts");
}
TEST_CASE("graphs functions") {
  check_example("functions");
}
TEST_CASE("graphs latching") {
  check_example("latching");
}
TEST_CASE("graphs machine") {
  check_example("machine");
}
TEST_CASE("graphs product") {
  check_example("product");
}
TEST_CASE("graphs songs") {
  check_example("songs");
}
TEST_CASE("graphs stroop") {
  check_example("stroop");
}

TEST_CASE("graphs: none is without its test") {
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(KENYON_GRAPHS))
    if (entry.path().extension() == ".toml") there.insert(entry.path().stem().string());
  CHECK(there == std::set<std::string>{"assembly", "automaton", "diversion", "facts", "functions",
                                       "latching", "machine", "product", "songs", "stroop"});
}
