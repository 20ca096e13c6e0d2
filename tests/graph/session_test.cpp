// Phases of a session: episodes, symbols, captures, ends.
#include <kenyon/graph/session.hpp>
#include <kenyon/pattern/pattern.hpp>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/graph/letters.hpp"

using namespace kenyon;

TEST_CASE("session: a training that is broken off leaves nothing learned") {
  std::string counting = letters;
  counting.replace(counting.find("to = \"target\""), 13, "to = \"target\"\nmemory = \"hebb\"");
  counting += R"(
[[run]]
clamp = { "source@0" = "a" }
steps = 2
)";
  const auto support = [](graph_session& s) {
    run_to_end(s);
    return s.network().why(s.network().area("target"), 0).fired;
  };
  graph_session whole = session_of(counting), broken = session_of(counting);
  struct enough {};
  CHECK_THROWS_AS(broken.train([](std::uint64_t done, std::uint64_t) {
    if (done == 3) throw enough{};
  }),
                  enough);
  CHECK(support(whole) > 0);
  CHECK(support(broken) == support(whole));
}

TEST_CASE("session: a table's rows are its episodes, and what is held is told in symbols") {
  graph_session s = session_of(letters + R"(
[[run]]
name = "all"
table = "steps"
clamp = { "source@0" = "from" }
expect = { "target@1" = "to" }
)");
  std::uint64_t done = 0;
  s.train([&](std::uint64_t now, std::uint64_t all) {
    CHECK(now == ++done);
    CHECK(all == 5);
  });
  CHECK(done == 5);
  CHECK(s.steps_in_all() == 10);
  const std::size_t target = s.network().area("target");
  for (std::uint64_t row = 0; row < 5; ++row)
    for (std::uint32_t step = 0; step < 2; ++step) {
      REQUIRE(s.step());
      CHECK(s.run() == 0);
      CHECK(s.episode() == row);
      CHECK(s.step_in_episode() == step);
      CHECK(s.steps_done() == 2 * row + step + 1);
      const std::vector<holding> probes = s.probes();  // what is expected
      REQUIRE(probes.size() == 1);
      CHECK(probes[0].area == target);
      if (step == 0) {
        CHECK(probes[0].active == 0);  // silent again at the begin of an episode
        CHECK(probes[0].symbol.empty());
        continue;
      }
      CHECK(probes[0].symbol == std::string(1, "bcdea"[row]));
      CHECK(probes[0].overlap == 8);
      CHECK(probes[0].exact);
    }
  CHECK_FALSE(s.step());
  CHECK(s.steps_done() == 10);
  const run_score& score = s.scores()[0];
  CHECK(score.name == "all");
  CHECK(score.episodes == 5);
  CHECK(score.steps == 10);
  CHECK(score.expected == 5);
  CHECK(score.right == 5);
  CHECK(score.exact == 5);
  CHECK(score.met());
  CHECK(s.undriven().empty());
}

TEST_CASE("session: half of a cue's units are given") {
  graph_session s = session_of(letters + R"(
[[run]]
table = "steps"
clamp = { "source@0" = { column = "from", keep = 0.5 } }
expect = { "target@1" = "to" }
probe = ["source"]
)");
  const pattern_batch patterns = s.description().alphabets[0].patterns;
  std::size_t row = 0;
  while (s.step()) {
    if (s.step_in_episode() != 0) continue;
    const pattern_view given = s.network().active(0, 0);
    CHECK(given.size() == 4);
    CHECK(overlap(given, patterns[row++]) == 4);
    CHECK(s.probes()[0].active == 4);
    CHECK_FALSE(s.probes()[0].exact);
  }
  CHECK(row == 5);
  CHECK(s.scores()[0].right == 5);
}

TEST_CASE("session: what training brings about can be called a symbol") {
  const std::string text = letters + R"(
[alphabet.made]
layout = "256/8"
[area.more]
alphabet = "made"
[projection.up]
from = "target"
to = "more"
memory = "random:p=0.3,beta=0"
[[train]]
name = "shape"
clamp = { "target@0" = "a" }
steps = 2
capture = { "more" = "shaped" }
[[run]]
clamp = { "target@0" = "a" }
expect = { "more@1" = "shaped" }
)";
  graph_session s = session_of(text);
  CHECK(only_score(s).exact == 1);
  graph_session again = session_of(text + "probe = [\"target\"]\n");
  again.train();
  const std::size_t more = again.network().area("more");
  again.step();
  CHECK(again.held(more, 0).active == 0);
  again.step();
  CHECK(again.held(more, 0).symbol == "shaped");
  CHECK(again.held(more, 0).active == 8);
  CHECK(again.probes()[0].area == again.network().area("target"));
}

TEST_CASE("session: an episode ends when its area is silent") {
  graph_session s = session_of(letters + R"(
[[run]]
table = "steps"
clamp = { "source@0" = "from" }
expect = { "target@1" = "to" }
steps = 50
stop_when_silent = "source"
[[run]]
clamp = { "target@0" = "a" }
reset = false
)");
  CHECK(s.steps_in_all() == 251);
  run_to_end(s);
  CHECK(s.steps_done() == 11);
  CHECK(s.scores()[0].episodes == 5);
  CHECK(s.scores()[0].steps == 10);
  CHECK(s.scores()[1].steps == 1);
}

TEST_CASE("session: without reset a phase goes on from what areas hold") {
  for (const bool reset : {true, false}) {
    graph_session s = session_of(letters + (R"(
[[run]]
clamp = { "source@0" = "a" }
steps = 1
[[run]]
steps = 1
expect = { "target@0" = "b" }
reset = )") + (reset ? "true" : "false"));
    run_to_end(s);
    CHECK(s.scores()[1].right == (reset ? 0 : 1));
  }
}

TEST_CASE("session: areas that nothing reached are named") {
  graph_session s = session_of(letters + R"(
[area.lonely]
layout = "64/4"
[[run]]
clamp = { "target@0" = "a" }
steps = 3
)",
                               null_arm::untrained);
  run_to_end(s);
  CHECK(s.undriven() == std::vector<std::string>{"lonely"});  // training reached the source
}
