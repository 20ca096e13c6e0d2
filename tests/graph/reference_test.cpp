// What areas hold, beside plain references and memories alone.
#include <kenyon/base/level.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>
#include <kenyon/memory/memory.hpp>
#include <kenyon/pattern/random.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/graph/naive_graph.hpp"
#include "tests/graph/small_graphs.hpp"

using namespace kenyon;

namespace {

// The same areas with nothing but bits and one gain each: supports are then counted in one go.
const std::string counting = sources + R"(
[area.ring]
layout = "96/6"
copies = 5
least = 3
[area.modules]
layout = "8x12"
copies = 5
least = 4
[area.high]
layout = "70/5"
copies = 5
fires = "threshold"
least = 4
[projection.give]
from = "in"
to = "ring"
memory = "shared"
gain = 2
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
gain = 2
[projection.onward]
from = "ring"
to = "modules"
delay = 0
gain = 3
[projection.up]
from = "ring[+2]"
to = "high"
delay = 0
[projection.across]
from = "modules[+7]"
to = "high"
gate = "!task:a"
)";

// Every copy of every area holds the same; the units are added to `fired`.
void check_same(const graph& fast, naive_graph& slow, const graph_description& what,
                std::uint64_t& fired) {
  for (std::size_t a = 0; a < fast.areas(); ++a)
    for (std::uint32_t c = 0; c < fast.copies(a); ++c) {
      const pattern_view now = fast.active(a, c);
      const std::string& name = what.areas[a].name;
      INFO("step " << slow.now() << ", " << name << "[" << c << "]");
      REQUIRE(pattern(now.begin(), now.end()) == slow.held(name, c, slow.now()));
      REQUIRE(fast.settled(a, c) ==
              (slow.held(name, c, slow.now()) == slow.held(name, c, slow.now() - 1)));
      fired += now.size();
    }
}

// Given things now and then: long silences too, so that delays and fatigue run out.
void run_beside(const std::string& text, std::uint64_t seed) {
  const graph_description what = parse_graph(text, "g");
  graph fast(what);
  naive_graph slow(what);
  for (const learned_pair& p : pairs_to_learn(fast, what)) {
    slow.store(what.projections[p.projection].name, p.cue, p.answer);
    fast.store(p);
  }
  random_sequence draw(seed, stream::trial, 0);
  std::uint64_t fired = 0, high = 0;
  for (int step = 0; step < 60; ++step) {
    std::map<naive_graph::place, pattern> given;
    const auto clamp = [&](const char* area, std::uint32_t copy, pattern p) {
      fast.clamp(fast.area(area), copy, p);
      given[{area, copy}] = std::move(p);
    };
    if (draw.below(2) == 0) clamp("in", 0, some_units(fast, "in", draw.below(60) + 1));
    if (draw.below(2) == 0) {
      const pattern_view symbol = what.alphabets[0].patterns[draw.below(2)];
      clamp("task", 0, {symbol.begin() + draw.below(4), symbol.end()});
    }
    if (draw.below(3) == 0) clamp("ring", draw.below(5), some_units(fast, "ring", draw.below(60)));
    if (draw.below(9) == 0) clamp("modules", draw.below(5), {});
    fast.step({false, false, {}, nullptr});
    slow.step(given);
    check_same(fast, slow, what, fired);
    for (std::uint32_t c = 0; c < 5; ++c) high += held(fast, "high", c).size();
  }
  CHECK(fired > 2000);
  CHECK(high > 50);
}

}  // namespace

TEST_CASE("graph: every step is that of the plain reference, at every level") {
  const std::string before(active_level());
  for (const std::string_view level : available_levels()) {
    force_level(level);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      INFO(level << ", seed " << seed);
      run_beside(everything, seed);
      run_beside(counting, seed);
    }
  }
  force_level(before);
}

// More rows than one count takes, 4,096, and more support than 16 bits hold.
TEST_CASE("graph: very many active units are counted right") {
  std::string text = "[area.a]\nlayout = \"4096/4096\"\n[area.b]\nlayout = \"64/3\"\n";
  for (int i = 0; i < 17; ++i)
    text += "[projection.p" + std::to_string(i) + "]\nfrom = \"a\"\nto = \"b\"\nmemory = \"m\"\n";
  graph_description what = parse_graph(text + "[memory.m]\n", "g");
  pattern all(4096), most(4095);
  for (unit u = 0; u < all.size(); ++u) all[u] = u;
  for (unit u = 0; u < most.size(); ++u) most[u] = u;
  for (const std::int32_t least : {17 * 4095, 17 * 4095 + 1, 17 * 4096 + 1}) {
    what.areas[1].least = least;
    graph g(what);
    g.store({0, all, {5, 60}});
    g.store({0, most, {7}});
    g.clamp(0, 0, all);
    g.step();
    g.step();
    CHECK(held(g, "b").size() == (least > 17 * 4096 ? 0 : least > 17 * 4095 ? 2 : 3));
  }
}

TEST_CASE("graph: of units supported alike the first fire, as many as the layout says") {
  graph g(
      parse_graph("[area.a]\nlayout = \"64/3\"\n[area.b]\nlayout = \"64/3\"\n"
                  "[projection.p]\nfrom = \"a\"\nto = \"b\"\n",
                  "g"));
  g.store({0, {1, 2, 3}, {9, 20, 40}});
  for (const unit more : {8u, 30u, 50u}) {  // 4, 5 and 6 alike
    g.store({0, {1, 2, 3}, {more}});
    g.clamp(0, 0, pattern{1, 2, 3});
    g.step();
    g.step();
    CHECK(held(g, "b") == pattern{8, 9, 20});
  }
}

TEST_CASE("graph: a projection answers as its memory does alone") {
  for (const std::string kind : {"willshaw", "hebb", "covariance", "presynaptic", "hopfield",
                                 "bcpnn", "bayes:p10=0.1,p01=0.01"}) {
    INFO(kind);
    const layout cues = layout::parse("200/10"), answers = layout::parse("12x20");
    graph g(
        parse_graph("[area.a]\nlayout = \"200/10\"\n[area.b]\nlayout = \"12x20\"\n"
                    "[projection.p]\nfrom = \"a\"\nto = \"b\"\nmemory = \"" +
                        kind + "\"\n",
                    "g"));
    kenyon::memory alone(kind, cues, answers);
    pattern_batch keys, values;
    for (std::uint64_t i = 0; i < 30; ++i) {
      keys.push_back(random_units(cues, i));
      values.push_back(random_units(answers, 1000 + i));
      g.store({0, random_units(cues, i), random_units(answers, 1000 + i)});
    }
    alone.store(keys, values);
    recall_options one_step;
    one_step.how = activation::module_winners;
    const recalled_batch wanted = alone.recall(keys, one_step);
    std::size_t fired = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      g.clamp(0, 0, keys[i]);
      g.step();
      g.step();
      // Of the memory's winners, those with a support of at least 1.
      const pattern_view full = wanted.patterns[i], got = g.active(1, 0);
      CHECK(std::includes(full.begin(), full.end(), got.begin(), got.end()));
      fired += got.size();
    }
    CHECK(fired >= 30 * 11);
  }
}
