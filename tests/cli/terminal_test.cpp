// What all commands do alike: help, closed descriptors and pipes, full disks.
#include <unistd.h>

#include <catch2/catch.hpp>

#include <filesystem>

#include "tests/cli/run_kenyon.hpp"

namespace {

std::string patterns_file() {
  const std::string path = scratch("patterns.jsonl");
  write_text(path, "[1,17,33,49]\n[2,18,34,50]\n");
  return path;
}

}  // namespace

TEST_CASE("help COMMAND is COMMAND --help, whatever KENYON_LEVEL says") {
  for (const char* name :
       {"bench", "capacity", "encode", "graph", "info", "learn", "merge", "recall", "reproduce"}) {
    const finished asked = run_kenyon({name, "--help"});
    const finished helped = run_kenyon({"help", name});
    const finished wrong_level = run_kenyon({name, "--help"}, {{"KENYON_LEVEL", "bad"}});
    INFO(name);
    CHECK(asked.code == 0);
    CHECK(helped.out == asked.out);
    CHECK(wrong_level.code == 0);
    CHECK(wrong_level.out == asked.out);
  }
  CHECK(run_kenyon({"help", "bench", "recall"}).out ==
        run_kenyon({"bench", "recall", "--help"}).out);
  CHECK(run_kenyon({"help", "nonsense"}).code == 2);
  CHECK(run_kenyon({"info"}, {{"KENYON_LEVEL", "bad"}}).code == 2);
}

TEST_CASE("a closed standard output is not the next file opened") {
  const std::string journal = scratch("j.jsonl");
  const std::string command = "\"$KENYON\" capacity --layout 8x8 --patterns 5 --seeds 2 ";
  const finished run = run_shell(command + "--resume " + journal + " >&-");
  CHECK(run.code == 4);
  CHECK(run.err.find("standard output") != std::string::npos);
  const std::string kept = content_of(journal);
  CHECK(kept.rfind("{\"record\":\"provenance\"", 0) == 0);
  for (std::size_t at = 0; at < kept.size(); at = kept.find('\n', at) + 1) CHECK(kept[at] == '{');
  const std::string lines = scratch("l.jsonl");
  CHECK(run_shell(command + "--progress always --resume " + lines + " 2>&-").code == 0);
  CHECK(content_of(lines).find("capacity:") == std::string::npos);
}

TEST_CASE("a pipe that nobody reads ends the program quietly") {
  const finished run = run_shell("{ sleep 0.2; \"$KENYON\" info; echo $? >&2; } | true");
  CHECK(run.err == "141\n");
}

TEST_CASE("learn: what is stored and cannot be told has an exit code of its own") {
  const std::string input = patterns_file(), memory = scratch("m.kyn");
  const std::string learn = "\"$KENYON\" learn " + memory + " " + input + " --layout 64/4";
  const finished run = run_shell("{ sleep 0.2; " + learn + "; echo $? >&2; } | true");
  CHECK(run.err.find("is stored") != std::string::npos);
  CHECK(run.err.find("\n5\n") != std::string::npos);
  CHECK(run_kenyon({"info", memory}).out.find("patterns stored") != std::string::npos);
  CHECK(run_shell(learn + " >/dev/full").code == 5);
}

TEST_CASE("a plot that cannot be written is told") {
  const std::string plot = scratch("full.svg");
  std::filesystem::create_symlink("/dev/full", plot);
  const std::vector<std::string> args{"capacity", "--layout", "8x8",    "--patterns", "5",
                                      "--seeds",  "2",        "--plot", plot};
  const finished run = run_kenyon(args);
  if (run.err.find("gnuplot is missing") != std::string::npos) {
    WARN("skipped: gnuplot is missing");
    return;
  }
  CHECK(run.code == 4);
  CHECK(run.err.find(plot) != std::string::npos);
}

TEST_CASE("one thread needs no further thread") {
  // The limit does not hold for root.
  const std::string user = geteuid() == 0 ? "setpriv --reuid=65534 --clear-groups " : "";
  const finished run =
      run_shell("cd / && " + user + "prlimit --nproc=1 \"$KENYON\" capacity --layout 8x8 " +
                "--patterns 5 --seeds 2 --threads 1");
  if (run.code == 126 || run.code == 127) {
    WARN("skipped: " << run.err);
    return;
  }
  INFO(run.err);
  CHECK(run.code == 0);
}
