#include <kenyon/error.hpp>
#include <kenyon/graph/file.hpp>
#include <kenyon/graph/graph.hpp>
#include <kenyon/level.hpp>
#include <kenyon/memory/make.hpp>
#include <kenyon/pattern/random.hpp>
#include <kenyon/threads.hpp>

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/graph/naive_graph.hpp"

using namespace kenyon;

namespace {

pattern held(const graph& g, const std::string& area, std::uint32_t copy = 0) {
  const pattern_view p = g.active(g.area(area), copy);
  return {p.begin(), p.end()};
}

pattern random_units(const layout& in, std::uint64_t index) {
  pattern p(in.active());
  random_pattern(in, 77, stream::patterns, index, p);
  return p;
}

// One of everything: a ring and a modular area of five copies, delays 0, 1 and 3, both kinds of
// gates, inhibition, a memory that two projections share, one that completes, joins in two depths,
// thresholds, least supports and fatigue.
const char* const everything = R"(
[alphabet.task]
layout = "64/4"
symbols = "ab"
[memory.shared]
[memory.flood]
kind = "all"
[area.task]
alphabet = "task"
[area.in]
layout = "128/8"
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

// The same areas with nothing but bits and one gain each: supports are then counted in one go.
const char* const counting = R"(
[alphabet.task]
layout = "64/4"
symbols = "ab"
[memory.shared]
[area.task]
alphabet = "task"
[area.in]
layout = "128/8"
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

struct pair_of {
  graph& fast;
  naive_graph& slow;
  const graph_description& what;

  void store(const char* name, pattern cue, pattern answer) {
    slow.store(name, cue, answer);
    fast.store({fast.projection(name), std::move(cue), std::move(answer)});
  }
  // The units of `area`, conjunctive ones included: five of every area that it joins.
  pattern some_units(const std::string& area, std::uint64_t index) const {
    return random_units(layout::flat(fast.shape(fast.area(area)).units(), 8), index);
  }
  void learn() {
    std::uint64_t index = 0;
    for (const auto& p : what.projections)
      for (int i = 0; i < 12; ++i) {
        const pattern cue = some_units(p.from.area, ++index);
        store(p.name.c_str(), cue, p.name == "around" ? cue : some_units(p.to, ++index));
      }
  }
  void check(std::uint64_t& fired) const {
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
};

// Given things now and then: long silences too, so that delays and fatigue run out.
void run_beside(const char* text, std::uint64_t seed) {
  const graph_description what = parse_graph(text, "g");
  graph fast(what);
  naive_graph slow(what);
  pair_of both{fast, slow, what};
  both.learn();
  random_sequence draw(seed, stream::trial, 0);
  std::uint64_t fired = 0, high = 0;
  for (int step = 0; step < 60; ++step) {
    std::map<naive_graph::place, pattern> given;
    const auto clamp = [&](const char* area, std::uint32_t copy, pattern p) {
      fast.clamp(fast.area(area), copy, p);
      given[{area, copy}] = std::move(p);
    };
    if (draw.below(2) == 0) clamp("in", 0, both.some_units("in", draw.below(60) + 1));
    if (draw.below(2) == 0) {
      const pattern_view symbol = what.alphabets[0].patterns[draw.below(2)];
      clamp("task", 0, {symbol.begin() + draw.below(4), symbol.end()});
    }
    if (draw.below(3) == 0) clamp("ring", draw.below(5), both.some_units("ring", draw.below(60)));
    if (draw.below(9) == 0) clamp("modules", draw.below(5), {});
    fast.step({false, false, {}, nullptr});
    slow.step(given);
    both.check(fired);
    for (std::uint32_t c = 0; c < 5; ++c) high += held(fast, "high", c).size();
  }
  CHECK(fired > 2000);
  CHECK(high > 50);
}

const char* const noisy = R"(
[area.flat]
layout = "512/16"
copies = 2
noise = 0.1
[area.modules]
layout = "16x32"
noise = 0.1
[area.all]
layout = "64/64"
noise = 0.5
[area.pair]
joins = ["flat"]
copies = 2
noise = 1
)";

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
    const auto alone = make_memory(memory_spec(kind), memory_shape::of_pairs(cues, answers));
    pattern_batch keys, values;
    for (std::uint64_t i = 0; i < 30; ++i) {
      keys.push_back(random_units(cues, i));
      values.push_back(random_units(answers, 1000 + i));
      g.store({0, random_units(cues, i), random_units(answers, 1000 + i)});
    }
    alone->store(keys, values);
    recall_options one_step;
    one_step.how = activation::module_winners;
    const recalled_batch wanted = alone->recall(keys, one_step);
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

TEST_CASE("graph: noise replaces its share of the active units, and never changes their number") {
  graph g(parse_graph(noisy, "noisy"));
  const pattern flat = random_units(layout::parse("512/16"), 1);
  const pattern modules = random_units(layout::parse("16x32"), 2);
  const pattern full = random_units(layout::parse("64/64"), 3);
  const int steps = 2000;
  long moved = 0, moved_modules = 0;
  std::vector<int> kept(16, 0);
  std::uint64_t differ = 0;
  for (int s = 0; s < steps; ++s) {
    for (std::uint32_t c = 0; c < 2; ++c) g.clamp(0, c, flat);
    g.clamp(1, 0, modules);
    g.clamp(2, 0, full);
    g.step();
    const pattern one = held(g, "flat", 0), other = held(g, "flat", 1);
    REQUIRE(one.size() == 16);
    REQUIRE(std::is_sorted(one.begin(), one.end()));
    const std::size_t lost = 16 - overlap(one, flat);
    REQUIRE((lost == 1 || lost == 2));
    moved += static_cast<long>(lost);
    for (std::size_t u = 0; u < 16; ++u)
      kept[u] += std::binary_search(one.begin(), one.end(), flat[u]);
    differ += one != other;
    const pattern m = held(g, "modules");
    moved_modules += static_cast<long>(16 - overlap(m, modules));
    check_pattern(layout::parse("16x32"), m);
    REQUIRE(held(g, "all") == full);
    REQUIRE(held(g, "pair").size() == 16);
    REQUIRE(overlap(held(g, "pair"), one) == 0);
  }
  // 1.6 of 16 units: 1, and another with chance .6, so the sum has a standard deviation of
  // sqrt(2000 * .24) = 22. Each bound below is passed by chance less than once in 10,000 seeds.
  CHECK(std::abs(moved - 3200) < 86);
  CHECK(std::abs(moved_modules - 3200) < 86);
  double chi = 0;  // every unit is as likely to go: 15 degrees of freedom
  for (const int k : kept) chi += (k - 1800.) * (k - 1800.) / (2000 * .1 * .9);
  CHECK(chi < 44.3);
  CHECK(differ > 1990);
}

TEST_CASE("graph: noise is that of the episode, and can be left out") {
  graph g(parse_graph(noisy, "noisy"));
  const pattern flat = random_units(layout::parse("512/16"), 1);
  const auto run = [&](std::uint64_t episode, bool noise) {
    g.silence(episode);
    CHECK(held(g, "flat").empty());
    CHECK(g.steps() == 0);
    std::vector<pattern> seen;
    for (int s = 0; s < 20; ++s) {
      g.clamp(0, 0, flat);
      g.step({noise, true, {}, nullptr});
      seen.push_back(held(g, "flat"));
    }
    CHECK(g.steps() == 20);
    return seen;
  };
  const auto first = run(1, true);
  CHECK(run(2, true) != first);
  CHECK(run(1, true) == first);
  CHECK(run(1, false) == std::vector<pattern>(20, flat));
}

TEST_CASE("graph: an area that only inhibition reaches is silent, and was never driven") {
  graph g(parse_graph(R"(
[area.a]
layout = "64/4"
[area.b]
layout = "64/4"
[area.c]
layout = "64/4"
copies = 3
[projection.stop]
from = "a"
to = "b"
inhibits = true
[projection.go]
from = "a"
to = "c"
)",
                      "g"));
  g.store({0, {1, 2}, {3, 4}});
  g.step();
  CHECK(g.driven(0) == 0);
  g.clamp(0, 0, pattern{1, 2});
  g.step();
  g.step();
  CHECK(held(g, "a").empty());
  CHECK(held(g, "b").empty());
  CHECK(g.driven(0) == 1);
  CHECK(g.driven(1) == 0);
  CHECK(g.driven(2) == 3);  // reached, though nothing was stored that would make it fire
  CHECK(held(g, "c", 2).empty());
  g.silence();
  CHECK(g.driven(0) == 1);
}

TEST_CASE("graph: clamps last one step and must fit") {
  graph g(parse_graph(everything, "g"));
  const pattern p{1, 5, 9};
  g.clamp(g.area("ring"), 4, p);
  g.step();
  CHECK(held(g, "ring", 4) == p);
  CHECK(held(g, "ring", 3).empty());
  CHECK(held(g, "both", 3) == p);  // joins the next one of the ring
  g.step();
  CHECK(held(g, "ring", 4).empty());
  CHECK(g.active(g.area("ring"), 4, 1).size() == 3);

  CHECK_THROWS_WITH(g.clamp(99, 0, p), "there is no such copy of an area");
  CHECK_THROWS_WITH(g.clamp(g.area("ring"), 5, p), "there is no such copy of an area");
  CHECK_THROWS_WITH(g.clamp(g.area("both"), 0, p),
                    "area \"both\" joins others: what it holds cannot be given");
  CHECK_THROWS_AS(g.clamp(g.area("ring"), 0, pattern{96}), error);
  CHECK_THROWS_AS(g.clamp(g.area("ring"), 0, pattern{5, 1}), error);
  CHECK_THROWS_WITH(g.active(0, 0, 4), "areas remember as many steps as the longest delay");
  CHECK_NOTHROW(g.active(0, 0, 3));
  CHECK_THROWS_WITH(g.area("rong"), "unknown area \"rong\" (did you mean \"ring\"?)");
  CHECK_THROWS_WITH(g.projection("upp"), "unknown projection \"upp\" (did you mean \"up\"?)");
  CHECK_THROWS_WITH(g.store({99, p, p}), "there is no such projection");
  CHECK_THROWS_WITH(g.store({g.projection("around"), {1}, {2}}),
                    "a memory that completes stores patterns with themselves");
  CHECK_THROWS_AS(g.store({g.projection("give"), {128}, {2}}), error);
  const std::vector<std::size_t> none{99};
  CHECK_THROWS_WITH(g.step({true, true, none, nullptr}), "there is no such projection");

  graph wide(parse_graph("[area.w]\nlayout = \"9000/3\"\n", "g"));
  pattern most(4096);
  for (unit u = 0; u < most.size(); ++u) most[u] = u;
  CHECK_NOTHROW(wide.clamp(0, 0, most));
  most.push_back(4096);
  CHECK_THROWS_WITH(wide.clamp(0, 0, most), "more than 4096 units given to area \"w\"");
}

TEST_CASE("graph: what learns, and from which copies") {
  const graph_description what = parse_graph(R"(
[area.a]
layout = "64/4"
copies = 3
[area.b]
layout = "64/4"
copies = 3
[projection.p]
from = "a"
to = "b"
[projection.echo]
from = "b"
to = "b"
completes = true
)",
                                             "g");
  const pattern x{1, 2, 3, 4}, y{11, 12, 13, 14}, z{21, 22, 23, 24};
  const std::vector<std::size_t> both{0, 1};
  graph g(what);
  std::vector<learned_pair> pairs;
  const auto step = [&](std::vector<std::pair<std::size_t, std::uint32_t>> given,
                        const pattern& units) {
    for (const auto& [area, copy] : given) g.clamp(area, copy, units);
    g.step({true, true, both, &pairs});
  };
  step({{0, 0}, {0, 1}}, x);
  CHECK(pairs.empty());  // nothing yet at the other end
  step({{1, 0}, {1, 2}}, y);
  REQUIRE(pairs.size() == 3);  // copy 2 had no source; a memory that completes needs none
  CHECK(pairs[0].projection == 0);
  CHECK(pairs[0].cue == x);
  CHECK(pairs[0].answer == y);
  CHECK(pairs[1].projection == 1);
  CHECK(pairs[1].cue == y);
  CHECK(pairs[2].answer == y);

  // Stored instead of told, the same pairs work; unclamped copies learn where none is clamped.
  for (const learned_pair& p : pairs) g.store(p);
  pairs.clear();
  g.silence();
  step({{0, 0}, {0, 1}, {0, 2}}, x);
  step({{1, 1}}, z);
  REQUIRE(pairs.size() == 2);  // copies 0 and 2 hold y by what was stored, but only z was given
  CHECK(pairs[0].answer == z);
  CHECK(held(g, "b", 0) == y);
  pairs.clear();
  step({}, x);
  CHECK(pairs.size() == 2);  // the echo of copies 0 and 2; nothing completes z
  CHECK(held(g, "b", 1).empty());

  graph_description plastic = what;
  plastic.projections[0].learns = plasticity::always;
  plastic.projections[1].learns = plasticity::settled;
  graph h(plastic);
  for (int s = 0; s < 3; ++s) {
    h.clamp(0, 0, x);
    h.clamp(1, 0, s == 0 ? y : z);
    pairs.clear();
    h.step({true, true, {}, &pairs});
    CHECK(pairs.size() == std::vector<std::size_t>{0, 1, 2}[static_cast<std::size_t>(s)]);
  }
  pairs.clear();
  h.clamp(0, 0, x);
  h.clamp(1, 0, z);
  h.step({true, false, {}, &pairs});
  CHECK(pairs.empty());
  h.step();  // nothing was stored until now: all went to `instead`
  h.step();
  CHECK(held(h, "b").empty());
}

TEST_CASE("graph: why a unit fired") {
  graph g(parse_graph(R"(
[area.a]
layout = "64/4"
[area.b]
layout = "64/2"
[projection.strong]
from = "a"
to = "b"
gain = 5
[projection.weak]
from = "a"
to = "b"
inhibits = true
[projection.shut]
from = "a"
to = "b"
gate = "b"
)",
                      "g"));
  g.store({0, {1, 2, 3}, {10}});
  g.store({0, {1, 2}, {11}});
  g.store({0, {1}, {12}});
  g.store({1, {1, 2}, {10}});
  g.store({1, {3}, {12}});
  g.store({2, {1}, {13}});
  g.clamp(0, 0, pattern{1, 2, 3, 4});
  g.step();
  g.step();
  CHECK(held(g, "b") == pattern{10, 11});  // supports 15 - 2 and 10; 5 - 1 is the best rival
  const graph::reason why = g.why(1, 0);
  REQUIRE(why.pushes.size() == 3);
  CHECK(why.pushes[0].open);
  CHECK(why.pushes[0].fired == 12.5);
  CHECK(why.pushes[0].rival == 5);
  CHECK(why.pushes[1].fired == -1);
  CHECK(why.pushes[1].rival == -1);
  CHECK_FALSE(why.pushes[2].open);
  CHECK(why.pushes[2].projection == 2);
  CHECK(why.fired == 11.5);
  CHECK(why.margin == 6);
}

TEST_CASE("graph: a state goes on with the same bits, and damaged ones are refused") {
  const graph_description what = parse_graph(everything, "g");
  const auto prepared = [&] {
    graph g(what);
    naive_graph unused(what);
    pair_of{g, unused, what}.learn();
    return g;
  };
  const auto steps = [&](graph& g, int first, int last) {
    for (int s = first; s < last; ++s) {
      if (s % 3 == 0) g.clamp(g.area("in"), 0, random_units(layout::parse("128/8"), 1));
      g.clamp(g.area("ring"), 2, random_units(layout::parse("96/6"), 5));
      g.step();
    }
  };
  graph whole = prepared(), first = prepared(), second = prepared();
  steps(whole, 0, 20);
  steps(first, 0, 11);
  const std::vector<std::byte> state = first.save();
  steps(second, 0, 5);  // whatever it did before is forgotten
  second.clamp(0, 0, pattern{1});
  second.load(state);
  CHECK(second.save() == state);
  CHECK(second.steps() == 11);
  steps(second, 11, 20);
  CHECK(second.save() == whole.save());
  CHECK(whole.save() != state);

  const std::vector<std::byte> good = second.save();
  const auto refused = [&](const std::vector<std::byte>& bytes) {
    try {
      second.load(bytes);
    } catch (const error& e) {
      CHECK(e.which() == fault::bad_input);
      CHECK(std::string(e.what()) == "the saved state is not one of this graph");
      return second.save() == good;
    }
    return false;
  };
  for (std::size_t n = 0; n < state.size(); n += 7)
    CHECK(refused({state.begin(), state.begin() + static_cast<std::ptrdiff_t>(n)}));
  std::vector<std::byte> longer = state;
  longer.push_back(std::byte{0});
  CHECK(refused(longer));
  // A flipped byte is refused, or is a state too, and then that very state.
  std::size_t refusals = 0;
  for (std::size_t i = 0; i < state.size(); ++i) {
    std::vector<std::byte> bad = state;
    bad[i] ^= std::byte{0x81};
    try {
      second.load(bad);
      CHECK(second.save() == bad);
      second.load(good);
    } catch (const error&) {
      ++refusals;
      CHECK(second.save() == good);
    }
  }
  CHECK(refusals > state.size() / 2);

  graph other(parse_graph("[area.a]\nlayout = \"64/4\"\n", "g"));
  CHECK_THROWS_AS(other.load(state), error);
  // Its own states: episode, steps, 2 units, of which these.
  other.clamp(0, 0, pattern{1, 2});
  other.step();
  std::vector<std::byte> small = other.save();
  REQUIRE(small[24] == std::byte{1});
  REQUIRE(small[32] == std::byte{2});
  for (const int unit_given : {2, 3, 64}) {
    small[24] = std::byte(unit_given);
    CHECK_THROWS_AS(other.load(small), error);
  }
  small[24] = std::byte{0};
  CHECK_NOTHROW(other.load(small));
  CHECK(held(other, "a") == pattern{0, 2});
}

TEST_CASE("graph: a million areas are built and step") {
  const std::string text =
      "[area.a]\nlayout = \"64/2\"\ncopies = 1000000\n"
      "[projection.p]\nfrom = \"a[-1]\"\nto = \"a\"\n";
  graph g(parse_graph(text, "g"));
  g.store({0, {1, 2}, {1, 2}});
  g.clamp(0, 999'999, pattern{1, 2});
  for (int s = 0; s < 3; ++s) g.step();
  CHECK(g.active(0, 1).size() == 2);  // two steps around the ring
  CHECK(g.active(0, 999'999).empty());
  CHECK(g.driven(0) == 3);
}
