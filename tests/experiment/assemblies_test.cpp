#include "experiment/assemblies.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include <kenyon/base/error.hpp>
#include <kenyon/base/level.hpp>

#include "experiment/reproduce/entries.hpp"

using namespace kenyon;

namespace {

using path = assembly_brain::path;
enum : assembly_brain::place { a, b, c, stimulus_a, stimulus_b };

assembly_rule small_rule(std::uint64_t seed, double beta = 0.1) {
  return {layout::flat(1000, 30), 0.1, beta, seed};
}

const std::vector<std::vector<path>> busy_rounds{
    {{stimulus_a, a}, {stimulus_b, b}},
    {{stimulus_a, a}, {stimulus_b, b}, {a, a}, {b, b}, {a, c}, {b, c}},
    {{stimulus_a, a}, {a, a}, {a, c}, {c, c}, {c, b}},
    {{b, c}, {c, a}, {a, b}}};

// The published rule, written to be read: every synapse counts how often it was strengthened.
class naive_brain {
 public:
  naive_brain(assembly_brain& like, const assembly_rule& rule) : like_(like), rule_(rule) {
    for (unit u = 0; u < rule.area.active(); ++u) stimulus_.push_back(u);
  }

  void fire(const std::vector<path>& along) {
    std::map<assembly_brain::place, pattern> next;
    for (const path& each : along) next[each.to] = best(each.to, along);
    for (const path& each : along)
      for (const unit i : firing(each.from))
        for (const unit j : next[each.to]) ++times_[{each.from, each.to}][{i, j}];
    for (const auto& [to, units] : next) {
      winners[to] = units;
      ever_won[to].insert(units.begin(), units.end());
    }
  }

  std::map<assembly_brain::place, pattern> winners;
  std::map<assembly_brain::place, std::set<unit>> ever_won;

 private:
  const pattern& firing(assembly_brain::place from) {
    return from >= stimulus_a ? stimulus_ : winners[from];
  }

  pattern best(assembly_brain::place to, const std::vector<path>& along) {
    std::vector<std::pair<std::int64_t, unit>> order;
    for (unit j = 0; j < rule_.area.units(); ++j) order.emplace_back(0, j);
    for (const path& each : along) {
      if (each.to != to) continue;
      auto& times = times_[{each.from, each.to}];
      for (const unit i : firing(each.from))
        for (const unit j : like_.synapses(each).targets(i)) {
          const auto found = times.find({i, j});
          const int often = found == times.end() ? 0 : found->second;
          order[j].first -= std::lround(std::pow(1 + rule_.beta, often) * 4096);
        }
    }
    std::sort(order.begin(), order.end());  // the largest support first, then the lower unit
    pattern units;
    for (unit w = 0; w < rule_.area.active(); ++w) units.push_back(order[w].second);
    std::sort(units.begin(), units.end());
    return units;
  }

  assembly_brain& like_;
  assembly_rule rule_;
  pattern stimulus_;
  std::map<std::pair<unit, unit>, std::map<std::pair<unit, unit>, int>> times_;
};

// Rounds in which new units still win, at the end of many.
std::size_t project(assembly_brain& brain, std::size_t rounds) {
  brain.fire({{stimulus_a, a}});
  std::size_t last_change = 0;
  for (std::size_t t = 1; t < rounds; ++t) {
    const std::size_t before = brain.ever_won(a);
    brain.fire({{stimulus_a, a}, {a, a}});
    if (brain.ever_won(a) != before) last_change = t;
  }
  return last_change;
}

}  // namespace

TEST_CASE("assemblies: winners of every round are those of the published rule") {
  const assembly_rule rule = small_rule(GENERATE(1u, 2u), GENERATE(0.0, 0.1));
  assembly_brain brain(rule, 3);
  naive_brain naive(brain, rule);
  for (int t = 0; t < 12; ++t) {
    const auto& along = busy_rounds[t == 0 ? 0u : 1u + static_cast<unsigned>(t) % 3];
    brain.fire(along);
    naive.fire(along);
    for (const auto place : {a, b, c}) {
      INFO("round " << t << " area " << place);
      CHECK(brain.winners(place) == naive.winners[place]);
      CHECK(brain.ever_won(place) == naive.ever_won[place].size());
    }
  }
}

TEST_CASE("assemblies: the same winners at every level, others with another seed") {
  std::vector<pattern> wanted;
  const auto live = [](std::uint64_t seed) {
    assembly_brain brain(small_rule(seed), 3);
    std::vector<pattern> winners;
    for (const auto& along : busy_rounds) {
      brain.fire(along);
      for (const auto place : {a, b, c}) winners.push_back(brain.winners(place));
    }
    return winners;
  };
  const std::string before(active_level());
  force_level("scalar");
  wanted = live(4);
  for (const auto level : available_levels()) {
    force_level(level);
    CHECK(live(4) == wanted);
  }
  force_level(before);
  CHECK(live(5) != wanted);
  assembly_brain brain(small_rule(1), 3);  // every path is a graph of its own
  std::set<pattern> targets;
  for (const path& each : {path{a, a}, {a, b}, {b, a}, {stimulus_a, a}, {stimulus_a, b}, {b, c}})
    targets.insert(brain.synapses(each).targets(0));
  CHECK(targets.size() == 6);
}

TEST_CASE("assemblies: form and come back from a part where synapses learn, and only there") {
  assembly_brain learning({layout::flat(5000, 70), 0.1, 0.1, 1}, 1);
  assembly_brain null({layout::flat(5000, 70), 0.1, 0.0, 1}, 1);
  CHECK(project(learning, 40) < 25);
  CHECK(project(null, 40) > 35);
  CHECK(learning.ever_won(a) < 6 * 70);
  CHECK(null.ever_won(a) > 10 * 70);
  for (assembly_brain* brain : {&learning, &null}) {
    const pattern assembly = brain->winners(a);
    brain->set_winners(a, {assembly.begin(), assembly.begin() + 35});
    for (int t = 0; t < 5; ++t) brain->fire({{a, a}});
    const double back = share_of(assembly, brain->winners(a));
    if (brain == &learning) CHECK(back > 0.9);
    if (brain == &null) CHECK(back < 0.2);
  }
}

TEST_CASE("assemblies: held winners stay while synapses to them learn") {
  assembly_brain brain(small_rule(3), 2);
  const assembly_brain::place stimulus = 2;
  brain.fire({{stimulus, a}});
  const pattern held = brain.winners(a);
  brain.hold(a, true);
  brain.fire({{a, b}});
  brain.fire({{b, a}, {a, b}});
  CHECK(brain.winners(a) == held);
  const random_synapses& back = brain.synapses({b, a});
  CHECK(back.state() != back.untrained().state());
  brain.hold(a, false);
  brain.fire({{b, a}});
  CHECK(brain.winners(a) != held);
}

TEST_CASE("assemblies: the published protocols stop when they are asked to") {
  const std::atomic<bool> stop = true;
  reproduce_control control;
  control.run.stop = &stop;
  CHECK_THROWS_AS(reproduce::assemblies(control), interrupted);
  CHECK_THROWS_AS(assembly_brain({layout::parse("10x10"), 0.1, 0.1, 1}, 1), error);
}
