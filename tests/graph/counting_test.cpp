// Areas whose supports are counts of rows of bits hold what they hold when supports are added up.
// One inhibitory projection, from an area that is never active, makes an area add up.
#include <kenyon/base/level.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>
#include <kenyon/memory/memory.hpp>
#include <kenyon/pattern/random.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "graph/network.hpp"

using namespace kenyon;

namespace {

// Each area of every kind has sources of other sizes, memories of its own and a shared one, delays
// of 0, 1 and 3, and a gate. `wide` has more units that reach `least` than may fire, `crowded` now
// and then more active units before it than can be counted at once.
const char* const areas_and_paths = R"(
[memory.shared]
[area.left]
layout = "128/9"
[area.right]
layout = "12x11"
[area.many]
layout = "4100/3000"
[area.flat]
layout = "150/7"
copies = 3
noise = 0.2
[area.modular]
layout = "9x14"
copies = 3
[area.threshold]
layout = "200/5"
fires = "threshold"
copies = 3
[area.wide]
layout = "6000/5"
fires = "threshold"
[area.crowded]
layout = "70/6"
[area.never]
layout = "64/4"
[projection.lf]
from = "left"
to = "flat"
memory = "shared"
[projection.lf3]
from = "left"
to = "flat"
memory = "shared"
delay = 3
gate = "!right"
[projection.rf]
from = "right"
to = "flat"
[projection.ff]
from = "flat[-1]"
to = "flat"
[projection.fm]
from = "flat"
to = "modular"
delay = 0
[projection.mm]
from = "modular[+1]"
to = "modular"
gate = "left"
[projection.rm3]
from = "right"
to = "modular"
delay = 3
[projection.mt]
from = "modular"
to = "threshold"
[projection.rt]
from = "right"
to = "threshold"
delay = 0
[projection.tt]
from = "threshold"
to = "threshold"
[projection.rw]
from = "right"
to = "wide"
[projection.mc]
from = "many"
to = "crowded"
[projection.mc3]
from = "many"
to = "crowded"
delay = 3
[projection.lc]
from = "left"
to = "crowded"
)";

const char* const counting[] = {"flat", "modular", "threshold", "wide", "crowded"};

graph_description described(std::int32_t gain, std::int32_t least) {
  graph_description what = parse_graph(areas_and_paths, "counting");
  for (auto& p : what.projections) p.gain = gain;
  for (auto& a : what.areas) a.least = a.name == "wide" ? 1 : least;
  return what;
}

graph_description adding_up(graph_description what) {
  for (const char* const name : counting) {
    memory_description own;
    own.name = std::string("never to ") + name;
    projection_description p;
    p.name = own.name;
    p.from.area = "never";
    p.to = name;
    p.memory = own.name;
    p.inhibits = true;
    what.memories.push_back(own);
    what.projections.push_back(p);
  }
  return what;
}

pattern some_units(const layout& in, std::uint32_t count, random_sequence& numbers) {
  pattern p(std::min(count, in.units()));
  draw_distinct(numbers, in.units(), p);
  return p;
}

// The same pairs for both. Answers are large, so that many units have as much support as others.
void learn(graph& one, graph& other, const graph_description& what) {
  random_sequence numbers(7, stream::patterns, 0);
  for (std::size_t i = 0; i < what.projections.size(); ++i) {
    const auto& said = what.projections[i];
    const layout from = one.shape(one.area(said.from.area)), to = one.shape(one.area(said.to));
    for (int k = 0; k < 8; ++k) {
      const learned_pair pair{i, some_units(from, from.active() * 3, numbers),
                              some_units(to, to.units() / 3, numbers)};
      one.store(pair);
      other.store(pair);
    }
  }
}

void clamp_both(graph& one, graph& other, const char* area, std::uint32_t active,
                random_sequence& numbers) {
  const std::size_t a = one.area(area);
  const pattern given = some_units(one.shape(a), active, numbers);
  one.clamp(a, 0, given);
  other.clamp(a, 0, given);
}

// Units held by each counting area over the run.
std::vector<std::uint64_t> run_beside(graph& counts, graph& adds) {
  random_sequence numbers(11, stream::patterns, 1);
  std::vector<std::uint64_t> held(counts.areas(), 0);
  for (int step = 0; step < 40; ++step) {
    if (step % 5 < 2) clamp_both(counts, adds, "left", 20, numbers);
    if (step % 3 < 2) clamp_both(counts, adds, "right", 25, numbers);
    if (step % 4 == 0 || step % 7 == 0) clamp_both(counts, adds, "many", 2500, numbers);
    counts.step();
    adds.step();
    for (std::size_t a = 0; a < counts.areas(); ++a)
      for (std::uint32_t c = 0; c < counts.copies(a); ++c) {
        const pattern_view one = counts.active(a, c), other = adds.active(a, c);
        INFO("step " << step << ", area " << a << ", copy " << c);
        REQUIRE(pattern(one.begin(), one.end()) == pattern(other.begin(), other.end()));
        REQUIRE(counts.driven(a) == adds.driven(a));
        held[a] += one.size();
      }
  }
  return held;
}

}  // namespace

TEST_CASE("areas that count rows of bits hold what they hold when supports are added up") {
  const std::int32_t gain = GENERATE(1, 3);
  const std::int32_t least = GENERATE(1, 4, 10, 20);
  const graph_description what = described(gain, least);
  const graph_description also = adding_up(what);
  const network first = make_network(what), second = make_network(also);
  for (const char* const name : counting)
    for (std::size_t a = 0; a < what.areas.size(); ++a)
      if (what.areas[a].name == name) {
        REQUIRE(first.areas[a].counts);
        REQUIRE_FALSE(second.areas[a].counts);
      }

  const std::string before(active_level());
  std::vector<std::uint64_t> at_first_level;
  for (const std::string_view level : available_levels()) {
    INFO("gain " << gain << ", least " << least << ", level " << level);
    force_level(level);
    graph counts(what), adds(also);
    learn(counts, adds, what);
    const std::vector<std::uint64_t> held = run_beside(counts, adds);
    for (const char* const name : counting) CHECK(held[counts.area(name)] > 0);
    CHECK(held[counts.area("wide")] % max_cue_units == 0);
    if (at_first_level.empty()) at_first_level = held;
    CHECK(held == at_first_level);
  }
  force_level(before);
}
