// What several tests of sessions need: five letters to learn, and runs to their end.
#pragma once
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/session.hpp>

#include <catch2/catch.hpp>
#include <string>

// Five letters stored as they are, and a path from each to the next.
inline const std::string letters = R"(
[alphabet.letter]
layout = "256/8"
symbols = "abcde"
[area.source]
alphabet = "letter"
[area.target]
alphabet = "letter"
[projection.next]
from = "source"
to = "target"
[table.steps]
from = "abcde"
to = "bcdea"
[[train]]
name = "pairs"
table = "steps"
clamp = { "source@0" = "from", "target@1" = "to" }
learn = ["next"]
)";

inline kenyon::graph_session session_of(const std::string& text,
                                        kenyon::null_arm arm = kenyon::null_arm::none) {
  return kenyon::graph_session(kenyon::parse_graph(text, "g.toml"), arm);
}

inline void run_to_end(kenyon::graph_session& s) {
  while (s.step()) {
  }
}

inline kenyon::run_score only_score(kenyon::graph_session& s) {
  run_to_end(s);
  REQUIRE(s.scores().size() == 1);
  return s.scores()[0];
}
