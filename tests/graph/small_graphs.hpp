// What several tests of graphs need: a graph with one of everything, and patterns for it.
#pragma once
#include <kenyon/graph/graph.hpp>
#include <kenyon/pattern/random.hpp>

#include <string>
#include <vector>

inline kenyon::pattern held(const kenyon::graph& g, const std::string& area,
                            std::uint32_t copy = 0) {
  const kenyon::pattern_view p = g.active(g.area(area), copy);
  return {p.begin(), p.end()};
}

inline kenyon::pattern random_units(const kenyon::layout& in, std::uint64_t index) {
  kenyon::pattern p(in.active());
  random_pattern(in, 77, kenyon::stream::patterns, index, p);
  return p;
}

// Eight units of `area`, conjunctive ones included.
inline kenyon::pattern some_units(const kenyon::graph& g, const std::string& area,
                                  std::uint64_t index) {
  return random_units(kenyon::layout::flat(g.shape(g.area(area)).units(), 8), index);
}

// Twelve pairs for every projection; "around" stores patterns with themselves.
inline std::vector<kenyon::learned_pair> pairs_to_learn(const kenyon::graph& g,
                                                        const kenyon::graph_description& what) {
  std::vector<kenyon::learned_pair> pairs;
  std::uint64_t index = 0;
  for (std::size_t p = 0; p < what.projections.size(); ++p) {
    const kenyon::projection_description& said = what.projections[p];
    for (int i = 0; i < 12; ++i) {
      const kenyon::pattern cue = some_units(g, said.from.area, ++index);
      pairs.push_back({p, cue, said.name == "around" ? cue : some_units(g, said.to, ++index)});
    }
  }
  return pairs;
}

// Areas that are given things, and a memory that projections share.
inline const std::string sources = R"(
[alphabet.task]
layout = "64/4"
symbols = "ab"
[memory.shared]
[area.task]
alphabet = "task"
[area.in]
layout = "128/8"
)";

// One of everything: a ring and a modular area of five copies, delays 0, 1 and 3, both kinds of
// gates, inhibition, a memory that two projections share, one that completes, joins in two depths,
// thresholds, least supports and fatigue.
inline const std::string everything = sources + R"(
[memory.flood]
kind = "all"
[area.ring]
layout = "96/6"
copies = 5
least = 2
[area.modules]
layout = "8x12"
copies = 5
fatigue = 3
recovery = 0.25
[area.both]
joins = ["ring[+1]", "modules"]
copies = 5
[area.all]
joins = ["both[-1]", "in"]
copies = 5
[area.high]
layout = "70/5"
copies = 5
fires = "threshold"
least = 6
[projection.give]
from = "in"
to = "ring"
memory = "shared"
[projection.give_late]
from = "in"
to = "ring"
memory = "shared"
delay = 3
gain = 2
gate = "task:b"
[projection.around]
from = "ring[-1]"
to = "ring"
completes = true
[projection.onward]
from = "ring"
to = "modules"
delay = 0
gain = 2
[projection.calm]
from = "modules[+2]"
to = "ring"
inhibits = true
gate = "!task:a"
[projection.up]
from = "all"
to = "high"
delay = 0
gain = 3
[projection.flood]
from = "high[+7]"
to = "high"
memory = "flood"
inhibits = true
gate = "ring"
)";
