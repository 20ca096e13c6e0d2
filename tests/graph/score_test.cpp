// What the scores of runs count.
#include <kenyon/graph/session.hpp>

#include <catch2/catch.hpp>
#include <string>

#include "tests/graph/letters.hpp"

using namespace kenyon;

TEST_CASE("session: unions, silence, wrong symbols, shares that are required") {
  const auto score = [](const std::string& run) {
    graph_session s = session_of(letters + ("\n[[run]]\n" + run));
    return only_score(s);
  };
  run_score r = score("clamp = { \"source@0\" = \"a+c\" }\nexpect = { \"source@0\" = \"a+c\" }");
  CHECK(r.right == 1);
  CHECK(r.exact == 1);
  r = score("clamp = { \"source@0\" = \"a+c\" }\nexpect = { \"source@0\" = \"a\" }");
  CHECK(r.right == 1);  // the nearest symbol, the first of two
  CHECK(r.exact == 0);
  r = score("clamp = { \"source@0\" = \"a\" }\nexpect = { \"source@0\" = \"a+c\" }");
  CHECK(r.right == 0);
  r = score("clamp = { \"source@0\" = \"a\" }\nexpect = { \"target@1-2\" = [\"b\", \"\"] }");
  CHECK(r.expected == 2);
  CHECK(r.right == 2);
  r = score(
      "clamp = { \"source@0-1\" = [\"a\", \"b\"] }\nexpect = { \"target@1-2\" = [\"b\", \"d\"] }\n"
      "required = 0.5");
  CHECK(r.right == 1);
  CHECK(r.met());
  r = score(
      "clamp = { \"source@0\" = \"a\" }\nexpect = { \"target@1-2\" = [\"b\", \"c\"] }\n"
      "required = 0.51");
  CHECK(r.right == 1);
  CHECK_FALSE(r.met());
}

TEST_CASE("session: numbers are right within the tolerance, and their errors add up") {
  const std::string text = R"(
[alphabet.number]
layout = "4/1"
encoder = "scalar:min=0,max=3"
values = [0, 1, 2, 3]
[area.x]
alphabet = "number"
[area.y]
alphabet = "number"
[projection.p]
from = "x"
to = "y"
[table.t]
x = [0, 1, 2, 3]
y = [0, 1, 2, 3]
wrong = [0, 2, 0, 0]
[[train]]
table = "t"
clamp = { "x@0" = "x", "y@1" = "y" }
learn = ["p"]
[[run]]
table = "t"
clamp = { "x@0" = "x" }
expect = { "y@1" = "wrong" }
tolerance = )";
  for (const auto& [tolerance, right] : {std::pair("0", 1u), {"1", 2u}, {"2.5", 3u}, {"3", 4u}}) {
    INFO(tolerance);
    graph_session s = session_of(text + tolerance);
    const run_score r = only_score(s);
    CHECK(r.expected == 4);
    CHECK(r.right == right);
    CHECK(r.exact == 1);
    CHECK(r.numbers == 4);
    CHECK(r.square_error == 0 + 1 + 4 + 9);
  }
}

TEST_CASE("session: visits are each once, in any order, and then silence") {
  const auto score = [](const std::string& given, const std::string& wanted) {
    graph_session s =
        session_of(letters + ("\n[[run]]\nclamp = { \"source@0-4\" = " + given +
                              " }\nvisits = { target = " + wanted + " }\nsteps = 7\n"));
    const run_score r = only_score(s);
    CHECK(r.expected == 4);
    return r.right;
  };
  const std::string ordered = "[\"a\", \"a\", \"b\", \"\", \"c\"]";
  CHECK(score(ordered, "[\"b\", \"c\", \"d\"]") == 4);
  CHECK(score(ordered, "[\"d\", \"c\", \"b\"]") == 4);
  CHECK(score(ordered, "[\"b\", \"c\", \"e\"]") == 2);  // "e" never, and "d" is a stranger
  CHECK(score("[\"a\", \"b\", \"a\", \"c\", \"c\"]", "[\"b\", \"c\", \"d\"]") == 3);  // "b" twice
  graph_session s = session_of(letters + R"(
[[run]]
clamp = { "source@0-6" = "a" }
visits = { target = ["b"] }
)");
  CHECK(only_score(s).right == 1);  // it never falls silent
}

TEST_CASE("session: null arms fail where the graph succeeds by what it learned") {
  const std::string text = letters + R"(
[[run]]
table = "steps"
clamp = { "source@0" = "from" }
expect = { "target@1" = "to" }
)";
  graph_session learned = session_of(text);
  CHECK(only_score(learned).right == 5);
  graph_session untrained = session_of(text, null_arm::untrained);
  CHECK(only_score(untrained).right == 0);
  CHECK(untrained.network().active(1, 0).empty());
  graph_session shuffled = session_of(text, null_arm::shuffled);
  CHECK(only_score(shuffled).right == 0);
  CHECK(shuffled.network().active(1, 0).size() == 8);
}

TEST_CASE("session: few answers are shuffled until as few as can be are their own") {
  std::string few = letters;
  few.replace(few.find("to = \"bcdea\""), 12, "to = \"aabab\"");
  for (const char* seed : {"1", "2", "3", "4", "5", "6"}) {
    graph_session shuffled = session_of("seed = " + std::string(seed) + few + R"(
[[run]]
table = "steps"
clamp = { "source@0" = "from" }
expect = { "target@1" = "to" }
)",
                                        null_arm::shuffled);
    REQUIRE(only_score(shuffled).right == 1);  // two cues take "b" from others, one "a" is left
  }
}
