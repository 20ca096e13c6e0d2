#include <signal.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/run_kenyon.hpp"

using nlohmann::json;

namespace {

const std::string automaton = KENYON_GRAPHS "/automaton.toml";
const std::string one_cell =
    "run.0.clamp={ \"cell[*]@0\" = \"" + std::string(32, '0') + "1" + std::string(31, '0') + "\" }";
const std::string diversion = KENYON_GRAPHS "/diversion.toml";

finished graph(std::vector<std::string> args, const std::map<std::string, std::string>& env = {}) {
  args.insert(args.begin(), "graph");
  return run_kenyon(args, env);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

json parsed(const finished& run, int code = 0) {
  INFO(run.err);
  REQUIRE(run.code == code);
  return json::parse(run.out);
}

}  // namespace

TEST_CASE("graph check: what a file amounts to") {
  const finished run = graph({"check", automaton});
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  const auto lines = lines_of(run.out);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].find(automaton + ": 2 areas (128 copies), 4 projections, 4 memories, ") == 0);
  CHECK(has(lines[2], "train  cases         8           2                       4"));
  CHECK(has(lines[3], "run     ring         1        1000                       -"));
}

TEST_CASE("graph draw: to standard output, to a file, and what it does not draw") {
  const finished run = graph({"draw", automaton});
  CHECK(run.code == 0);
  CHECK(run.out.find("digraph \"") == 0);
  CHECK(has(run.out, "\"case\" -> \"cell\""));
  CHECK(has(run.out, "512/16, 64 copies"));
  const std::string path = scratch("a.dot");
  CHECK(graph({"draw", automaton, "--out", path}).out.empty());
  CHECK(content_of(path) == run.out);
  CHECK(graph({"draw", automaton, "--set", "projection.left.gain=2147483647"}).code == 3);
  const std::string picture = scratch("a.svg");
  const finished drawn = graph({"draw", automaton, "--out", picture});
  if (drawn.code == 0)
    CHECK(has(content_of(picture), "<svg"));
  else  // graphviz may be missing
    CHECK((drawn.code == 4 && has(drawn.err, "graphviz (dot) is not installed")));
}

TEST_CASE("graph run: the first steps and the score, as a table and as JSON") {
  const std::vector<std::string> asked{"run",           automaton, "--set",
                                       "run.0.steps=6", "--set",   one_cell};
  auto few = asked;
  few.insert(few.end(), {"--lines", "2"});
  const finished run = graph(few);
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  const auto lines = lines_of(run.out);
  REQUIRE(lines.size() == 5);
  const std::string side(31, '0');
  CHECK(lines[0] == "ring 0.0  cell 0" + side + "1" + side);
  CHECK(lines[1] == "ring 0.1  cell " + side + "101" + side.substr(1));
  CHECK(lines[2] == "...");
  CHECK(lines[4] ==
        "ring     1         1      6       320    320      1      0          -          yes");
  auto as_json = asked;
  as_json.emplace_back("--json");
  const json j = parsed(graph(as_json));
  CHECK(j["null"] == "none");
  CHECK(j["graph"] == automaton);
  REQUIRE(j["results"].size() == 1);
  CHECK(j["results"][0]["run"] == "ring");
  CHECK(j["results"][0]["expected"] == 320);
  CHECK(j["results"][0]["right"] == 320);
  CHECK(j["results"][0]["met"] == true);
  CHECK(j["host"]["threads"].get<int>() >= 1);
}

TEST_CASE("graph run: null arms fail, and their exit code says so") {
  for (const char* arm : {"untrained", "shuffled"}) {
    const json j =
        parsed(graph({"run", automaton, "--set", "run.0.steps=50", "--null", arm, "--json"}), 1);
    CHECK(j["null"] == arm);
    CHECK(j["results"][0]["met"] == false);
    CHECK(j["results"][0]["share"].get<double>() < 0.7);
    CHECK(graph({"run", automaton, "--set", "run.0.steps=50", "--null", arm, "--stop-after", "50"})
              .code == 1);
    CHECK(graph({"run", automaton, "--set", "run.0.steps=50", "--null", arm, "--stop-after", "49"})
              .code == 0);
  }
}

TEST_CASE("graph run: JSON Lines, a step a line after the provenance") {
  const std::string path = scratch("steps.jsonl");
  REQUIRE(graph({"run", automaton, "--set", "run.0.steps=3", "--set", one_cell, "--jsonl", path})
              .code == 0);
  const auto lines = lines_of(content_of(path));
  REQUIRE(lines.size() == 4);
  CHECK(json::parse(lines[0]).contains("level"));
  for (std::size_t s = 0; s < 3; ++s) {
    const json j = json::parse(lines[s + 1]);
    CHECK(j["run"] == "ring");
    CHECK(j["episode"] == 0);
    CHECK(j["step"] == s);
    REQUIRE(j["areas"]["cell"].size() == 64);
    CHECK(j["areas"]["cell"][33]["symbol"] == (s == 1 ? "1" : "0"));
    CHECK(j["areas"]["cell"][33]["active"] == 16);
    CHECK(j["areas"]["cell"][33]["exact"] == false);  // noise
  }
}

TEST_CASE("graph run: the same bytes with any threads at any level") {
  const auto steps = [](const char* threads, const char* level) {
    const std::string path = scratch("steps.jsonl");
    std::map<std::string, std::string> env;
    if (*level) env["KENYON_LEVEL"] = level;
    REQUIRE(
        graph({"run", automaton, "--set", "run.0.steps=20", "--jsonl", path, "--threads", threads},
              env)
            .code == 0);
    const std::string text = content_of(path);
    return text.substr(text.find('\n'));
  };
  const std::string one = steps("1", "");
  CHECK(steps("2", "") == one);
  CHECK(steps("3", "scalar") == one);
}

TEST_CASE("graph run: saved, resumed and stopped it is what it is in one go") {
  for (const std::string& file : {automaton, diversion}) {
    INFO(file);
    const std::string half = file == automaton ? "50" : "9";
    const std::string whole = scratch("whole"), first = scratch("first"), second = scratch("end");
    const std::string all = scratch("all.jsonl"), a = scratch("a.jsonl"), b = scratch("b.jsonl");
    const std::vector<std::string> asked{"run", file, "--json"};
    const auto run = [&](std::vector<std::string> more) {
      more.insert(more.begin(), asked.begin(), asked.end());
      if (file == automaton) more.insert(more.end(), {"--set", "run.0.steps=100"});
      return parsed(graph(more))["results"];
    };
    const json unbroken = run({"--save", whole, "--jsonl", all});
    const json stopped = run({"--save", first, "--stop-after", half, "--jsonl", a});
    CHECK(stopped[0]["steps"] == std::stoi(half));
    const json resumed = run({"--resume", first, "--save", second, "--jsonl", b});
    CHECK(resumed == unbroken);
    CHECK((content_of(second) == content_of(whole)));
    CHECK((content_of(first) != content_of(whole)));
    const auto steps = [](const std::string& path) {
      const std::string text = content_of(path);
      return text.substr(text.find('\n') + 1);
    };
    CHECK((steps(a) + steps(b) == steps(all)));

    const finished other = graph({"run", file, "--resume", first, "--set", "seed=9"});
    CHECK(other.code == 3);
    CHECK(has(other.err, "the state of another graph, seed or null arm"));
    CHECK(lines_of(other.err).size() == 1);
    write_text(first, content_of(first).substr(0, 5000));
    CHECK(graph({"run", file, "--resume", first}).code == 3);
  }
}

TEST_CASE("graph run: interrupted, it leaves a state to go on from") {
  const std::string state = scratch("state"), steps = scratch("steps.jsonl");
  const std::vector<std::string> asked{"graph",  "run", automaton, "--set", "run.0.steps=100000000",
                                       "--save", state, "--jsonl", steps};
  const finished run = run_signalled(asked, SIGINT, 700);
  CHECK(run.code == 130);
  const std::size_t written = lines_of(content_of(steps)).size() - 1;
  std::vector<std::string> more = asked;
  more.insert(more.end(), {"--resume", state, "--stop-after", "1", "--json"});
  const json j = parsed(run_kenyon(more));
  CHECK(written > 10);
  CHECK(j["results"][0]["steps"] == written);
  CHECK(j["results"][0]["right"] == j["results"][0]["expected"]);
}

TEST_CASE("graph run: a sweep interrupted tells what it has finished") {
  finished run;
  for (const int later : {1000, 4000, 16000}) {  // a busy machine may not get there sooner
    run = run_signalled({"graph", "run", automaton, "--sweep", "run.0.steps=20,100000000",
                         "--seeds", "2", "--json"},
                        SIGINT, later);
    if (!run.out.empty()) break;
  }
  CHECK(run.code == 130);
  const json told = json::parse(run.out);
  CHECK(told["complete"] == false);
  REQUIRE(told["results"].size() == told["summary"][0]["seeds"]);
  CHECK(told["results"][0]["value"] == "20");
  CHECK(told["results"][0]["steps"] == 20);
  CHECK(told["summary"].size() == 1);
}

TEST_CASE("graph run: several seeds and sweeps") {
  const json seeds = parsed(
      graph({"run", automaton, "--set", "run.0.steps=20", "--seeds", "3", "--json"}))["results"];
  REQUIRE(seeds.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(seeds[i]["seed"] == i + 1);

  const std::vector<std::string> sweep{"run",     automaton,
                                       "--set",   "run.0.steps=20",
                                       "--sweep", "area.cell.noise,area.case.noise=0,0.8",
                                       "--seeds", "2"};
  auto as_json = sweep;
  as_json.emplace_back("--json");
  const json all = parsed(graph(as_json));  // what fails in a sweep is a finding
  const json swept = all["results"];
  REQUIRE(swept.size() == 4);
  CHECK(swept[0]["value"] == "0");
  CHECK(swept[0]["exact"] == swept[0]["expected"]);
  CHECK(swept[3]["value"] == "0.8");
  CHECK(swept[3]["met"] == false);
  const finished table = graph(sweep);
  CHECK(table.code == 0);
  REQUIRE(lines_of(table.out).size() == 9);  // four runs, a mean a value
  REQUIRE(all["summary"].size() == 2);
  const double mean = (swept[2]["share"].get<double>() + swept[3]["share"].get<double>()) / 2;
  CHECK(all["summary"][1]["share"].get<double>() == Approx(mean));
  CHECK(all["summary"][1]["ci95"][0].get<double>() < mean);
  CHECK(all["summary"][1]["ci95"][1].get<double>() > mean);
  CHECK(lines_of(table.out)[0].find("run   area.cell.noise,area.case.noise  seed") == 0);
}

TEST_CASE("graph run: an area that nothing reached is warned of") {
  const std::string file = scratch("g.toml");
  write_text(file, "[area.a]\nlayout = \"64/4\"\n[[run]]\nsteps = 2\n");
  const finished run = graph({"run", file});
  CHECK(run.code == 0);
  CHECK(run.err == "kenyon: warning: area \"a\" received no drive at all\n");
  std::string many;
  for (int i = 0; i < 20; ++i) many += "[area.a" + std::to_string(i) + "]\nlayout = \"64/4\"\n";
  write_text(file, many + "[[run]]\nsteps = 2\n");
  const auto warned = lines_of(graph({"run", file}).err);
  REQUIRE(warned.size() == 9);
  CHECK(warned[8] == "kenyon: warning: and 12 more areas");
}

TEST_CASE("graph trace: what areas hold, and what pushed one of them") {
  const finished all = graph({"trace", diversion, "--from", "3", "--count", "1"});
  CHECK(all.code == 0);
  const auto lines = lines_of(all.out);
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == "five-in-turn, episode 0, step 3");
  CHECK(lines[2].find("cue ") == 0);
  CHECK(lines[3].find("recall ") == 0);
  CHECK(lines[4].find("answer ") == 0);
  const finished one = graph({"trace", diversion, "--area", "recall", "--count", "60"});
  CHECK(has(one.out, "divert      inhibits  "));
  CHECK(has(one.out, "complete     excites  "));
  CHECK(has(one.out, "divert      no drive  "));  // the first step: the cue was silent before
  CHECK(has(one.out, " (64 of 64 units), margin "));
  const finished copy = graph({"trace", automaton, "--area", "case[63]", "--count", "3"});
  CHECK(copy.code == 0);
  CHECK(has(copy.out, "ring, episode 0, step 2"));
  CHECK(has(copy.out, "right       excites"));

  const std::string state = scratch("state");
  REQUIRE(graph({"run", diversion, "--stop-after", "9", "--save", state}).code == 0);
  const finished later = graph({"trace", diversion, "--resume", state, "--count", "1"});
  CHECK(later.out.find("five-in-turn, episode 0, step 9\n") == 0);
}

TEST_CASE("graph: mistakes get one line and their exit code") {
  struct wrong {
    std::vector<std::string> args;
    int code;
    std::string told;
  };
  const std::string broken = scratch("broken.toml");
  const std::string empty = scratch("empty.toml");
  write_text(empty, "");
  const std::string linked = scratch("linked.toml");
  std::filesystem::create_symlink(broken, linked);
  const std::string huge = scratch("huge.toml");
  write_text(huge,
             "[memory.m]\n[area.a]\nlayout = \"16777216/4\"\n"
             "[projection.p]\nfrom = \"a\"\nto = \"a\"\nmemory = \"m\"\n");
  write_text(broken, "seed = 1\n[area.a]\nlayout = \"64/4\"\nnoise = 1.5\n");
  for (const wrong& w : std::vector<wrong>{
           {{}, 2, "missing VERB"},
           {{"run"}, 2, "missing FILE"},
           {{"chek", automaton}, 2, "not \"chek\" (did you mean \"check\"?)"},
           {{"check", scratch("none.toml")}, 4, "cannot be opened"},
           {{"check", broken}, 3, broken + ":4:9: area \"a\": noise: a share from 0 to 1"},
           {{"run", automaton, "--null", "sham"}, 2, "none, untrained or shuffled expected"},
           {{"run", automaton, "--seeds", "0"}, 2, "--seeds"},
           {{"run", automaton, "--sweep", "seed"}, 2, "--sweep: KEY,...=VALUE,... expected"},
           {{"run", automaton, "--sweep", "seed="}, 2, "--sweep: empty entry"},
           {{"run", automaton, "--search", "seed"}, 2, "--search: KEY*FACTOR,...=LOW..HIGH"},
           {{"run", automaton, "--search", "seed=5..2"}, 2, "--search"},
           {{"run", automaton, "--plot", "a.svg"}, 2, "--plot draws a --sweep"},
           {{"run", automaton, "--sweep", "seed=1,2", "--plot", "a.pdf"}, 2, ".svg or .png"},
           {{"run", automaton, "--sweep", "area.cell.noise=.1,.1"}, 2, "\".1\" is given twice"},
           {{"run", automaton, "--sweep", "seed=1,2", "--seeds", "2"}, 2, "one of --seeds"},
           {{"trace", automaton, "--from", "1000"}, 2, "there are 1000 steps in all"},
           {{"run", automaton, "--progress", "often"}, 2, "auto, always or never"},
           {{"run", automaton, "--seeds", "2", "--save", "x"}, 2, "are of one run"},
           {{"run", automaton, "--sweep", "seed=1,2", "--jsonl", "x"}, 2, "are of one run"},
           {{"run", automaton, "--set", "area.sell.noise=0"}, 2, "(did you mean \"cell\"?)"},
           {{"run", automaton, "--set", "area.cell.noise=2"}, 3, "a share from 0 to 1 expected"},
           {{"run", automaton, "--resume", scratch("none")}, 4, "cannot be opened"},
           {{"run", automaton, "--resume", automaton}, 3, automaton},
           {{"trace", automaton, "--area", "cell[64]"}, 2, "copies 0 to 63"},
           {{"trace", automaton, "--area", "cell["}, 2, "NAME or NAME[COPY] expected"},
           {{"trace", automaton, "--area", "sell"}, 2, "(did you mean \"cell\"?)"},
           {{"draw", automaton, "--out", "a.pdf"}, 2, "must end with .dot, .svg or .png"},
           {{"run", automaton, "--frob"}, 2, "unknown option"},
           {{"check", automaton, "--lines", "3"}, 2, "check takes no --lines: it is of run"},
           {{"trace", automaton, "--jsonl", "x"}, 2, "trace takes no --jsonl: it is of run"},
           {{"run", automaton, "--count", "2"}, 2, "run takes no --count: it is of trace"},
           {{"run", automaton, "--save", automaton}, 2, "is already a file of this command"},
           {{"run", automaton, "--save", "x", "--jsonl", "./x"}, 2, "is already a file of this"},
           {{"run", automaton, "--jsonl", "/no/such/x"},
            4,
            "--jsonl: /no/such/x: there is no such folder"},
           {{"run", automaton, "--resume", "x", "--jsonl", "x"}, 2, "is already a file of this"},
           {{"run", linked, "--jsonl", broken}, 2, "is already a file of this command"},
           {{"run", automaton, "--save", "/tmp"}, 4, "--save: /tmp: is a folder"},
           {{"run", ""}, 4, "cannot be"},
           {{"run", automaton, "--search", "seed=1..2", "--sweep", "seed=1", "--plot", "a.svg"},
            2,
            "not a --search"},
           {{"check", automaton, "--null", "shuffled"}, 2, "check takes no --null"},
           {{"draw", automaton, "--out", "/no/such/x.dot"},
            4,
            "--out: /no/such/x.dot: there is no"},
           {{"check", huge}, 4, huge + ":1:9: memory \"m\": the weight matrix needs"},
           {{"check", empty}, 3, empty + ": no area; at least one expected"},
       }) {
    const finished run = graph(w.args);
    INFO(w.told << " -> " << run.err);
    CHECK(run.code == w.code);
    CHECK(run.out.empty());
    CHECK(lines_of(run.err).size() == 1);
    CHECK(run.err.find("kenyon: ") == 0);
    CHECK(has(run.err, w.told));
  }
}

TEST_CASE(
    "graph run: a run that ended counts when a later one is cut off; nothing expected is no "
    "share") {
  const std::string file = scratch("two.toml");
  write_text(file, R"([alphabet.l]
layout = "64/4"
symbols = "ab"
[area.a]
alphabet = "l"
[[run]]
clamp = { "a@0" = "a" }
expect = { "a@0" = "b" }
[[run]]
clamp = { "a@0-1" = "a" }
)");
  CHECK(graph({"run", file, "--stop-after", "2"}).code == 1);
  const json j = parsed(graph({"run", file, "--seeds", "2", "--json"}), 1);
  CHECK(j["summary"][0]["share"] == 0.0);
  CHECK(j["summary"][1]["share"].is_null());
}
