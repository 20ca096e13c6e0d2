// Saved states: what goes on from one is what would have come without it, byte for byte.
#include <kenyon/base/error.hpp>
#include <kenyon/base/level.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/session.hpp>

#include <catch2/catch.hpp>

#include "tests/io/temporary_folder.hpp"

using namespace kenyon;

namespace {

struct example {
  const char* file;
  std::vector<std::string> set;
  std::uint64_t half, all;  // steps
};

// Noise, 64 copies and a machine that is followed; learning and visits during the run.
const std::vector<example>& examples() {
  static const std::vector<example> both{{"automaton.toml", {"run.0.steps=100"}, 50, 100},
                                         {"diversion.toml", {}, 9, 60}};
  return both;
}

graph_description description_of(const example& e) {
  return read_graph(std::string(KENYON_GRAPHS "/") + e.file, e.set);
}

graph_session session_of(const example& e, null_arm arm = null_arm::none) {
  return graph_session(description_of(e), arm);
}

void step_to(graph_session& s, std::uint64_t steps) {
  while (s.steps_done() < steps) REQUIRE(s.step());
}

std::string state_of(const graph_session& s, const temporary_folder& in) {
  const std::string path = in / "saved";
  s.save(path);
  return get(path);
}

std::string refusal(graph_session& s, const std::string& path) {
  try {
    s.load(path);
  } catch (const error& e) {
    CHECK(e.which() == fault::bad_input);
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("resume: a broken run is an unbroken one, with any threads at every level") {
  const temporary_folder in;
  const std::string before(active_level());
  for (const example& e : examples()) {
    INFO(e.file);
    std::string half, whole;
    for (const std::string_view level : available_levels())
      for (const unsigned threads : {1u, 2u}) {
        INFO(level << ", " << threads << " threads");
        force_level(level);
        const thread_limit limit(threads);
        graph_session unbroken = session_of(e);
        step_to(unbroken, e.half);
        const std::string at_half = state_of(unbroken, in);
        step_to(unbroken, e.all);
        const std::string at_end = state_of(unbroken, in);
        if (half.empty()) half = at_half, whole = at_end;
        CHECK((at_half == half));
        CHECK((at_end == whole));

        put(in / "half", half);  // of another level or number of threads
        graph_session resumed = session_of(e);
        step_to(resumed, 3);  // forgotten
        resumed.load(in / "half");
        CHECK(resumed.steps_done() == e.half);
        CHECK((state_of(resumed, in) == half));
        step_to(resumed, e.all);
        CHECK((state_of(resumed, in) == whole));
        CHECK(resumed.scores()[0].right == unbroken.scores()[0].right);
        CHECK(resumed.scores()[0].met());
        CHECK_FALSE(resumed.step());
      }
    CHECK((half != whole));
  }
  force_level(before);
}

TEST_CASE("resume: of another graph, seed or null arm") {
  const temporary_folder in;
  example e{"automaton.toml", {"run.0.steps=20"}, 0, 0};
  graph_session saved = session_of(e);
  step_to(saved, 5);
  const std::string path = in / "state";
  saved.save(path);
  const std::string other =
      path +
      ": the state of another graph, seed or null arm; it goes on only with the same file "
      "and options";
  for (const char* set :
       {"seed=2", "area.cell.noise=0.2", "table.rule.next=01011010", "run.0.steps=21",
        "alphabet.bit.layout=512/15", "projection.left.delay=2", "projection.left.gain=2",
        "area.cell.least=2", "projection.next.gate=cell", "run.0.noise=false"}) {
    INFO(set);
    example changed = e;
    changed.set.push_back(set);
    if (std::string(set).find("layout") != std::string::npos)
      changed.set.push_back("alphabet.case.layout=512/15");
    graph_session s = session_of(changed);
    CHECK(refusal(s, path) == other);
  }
  for (const null_arm arm : {null_arm::untrained, null_arm::shuffled}) {
    graph_session s = session_of(e, arm);
    CHECK(refusal(s, path) == other);
  }
  graph_session same = session_of(e);
  CHECK(refusal(same, path).empty());
}

TEST_CASE("resume: the seed counts even where no pattern comes from it") {
  const temporary_folder in;
  const std::string text =
      "[alphabet.a]\nlayout = \"8/2\"\npatterns = [[1, 2]]\n[area.a]\nalphabet = \"a\"\n"
      "[[run]]\nsteps = 3\nclamp = { \"a@0\" = \"0\" }\n";
  graph_session one(parse_graph(text, "g")), other(parse_graph("seed = 2\n" + text, "g"));
  one.step();
  one.save(in / "state");
  CHECK(refusal(other, in / "state").find("the state of another graph, seed") != std::string::npos);
}

TEST_CASE("resume: damaged states are refused in one line and change nothing") {
  const temporary_folder in;
  for (const example& e : examples()) {
    INFO(e.file);
    graph_session s = session_of(e);
    step_to(s, e.half);
    const std::string good = state_of(s, in);
    const std::vector<std::byte> at_half = s.network().save();
    step_to(s, e.half + 2);
    const std::vector<std::byte> here = s.network().save();
    const std::string path = in / "damaged";
    const auto check_refused = [&](const std::string& bytes) {
      put(path, bytes);
      const std::string said = refusal(s, path);
      CHECK(said.find(path) == 0);
      CHECK(said.find('\n') == std::string::npos);
    };
    for (const std::size_t keep : {std::size_t{0}, std::size_t{100}, std::size_t{8192},
                                   good.size() / 2, good.size() - 8192, good.size() - 1})
      check_refused(good.substr(0, keep));
    check_refused("run = 1\n");
    // What no block holds, free space in SQLite's pages, may change, and then nothing else does.
    std::size_t refusals = 0;
    for (std::size_t at = 0; at < good.size(); at += 613) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 0x5a);
      put(path, bad);
      const std::string said = refusal(s, path);
      if (said.empty()) {
        CHECK((s.network().save() == at_half));
        step_to(s, e.half + 2);
      } else {
        ++refusals;
        CHECK(said.find('\n') == std::string::npos);
      }
      CHECK(s.steps_done() == e.half + 2);
      CHECK((s.network().save() == here));
    }
    CHECK(refusals > 5);
  }
}

TEST_CASE("resume: files that cannot be opened or written") {
  const temporary_folder in;
  const example e{"automaton.toml", {"run.0.steps=20"}, 0, 0};
  graph_session s = session_of(e);
  s.step();
  const std::string path = in / "no-such-folder/state";
  refused(fault::io, [&] { s.save(path); });
  refused(fault::io, [&] { s.load(path); });
  CHECK(s.steps_done() == 1);
}
