// A graph by loops over units, as its rules read: Willshaw memories and "all", no noise. Every step
// of every copy is kept, and an area asks for what it needs when it needs it.
#pragma once
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <kenyon/graph/graph.hpp>

class naive_graph {
 public:
  explicit naive_graph(const kenyon::graph_description& what) : what_(what) {}

  void store(const std::string& projection, const kenyon::pattern& cue,
             const kenyon::pattern& answer) {
    for (const auto& p : what_.projections)
      if (p.name == projection)
        for (const kenyon::unit c : cue)
          for (const kenyon::unit a : answer) synapses_[p.memory].insert({c, a});
  }

  using place = std::pair<std::string, long>;  // area and copy
  void step(const std::map<place, kenyon::pattern>& given) {
    ++now_;
    given_ = given;
    for (const auto& a : what_.areas)
      for (long c = 0; c < long{a.copies}; ++c) held(a.name, c, now_);
    for (const auto& a : what_.areas)
      for (long c = 0; c < long{a.copies}; ++c) tire(a, c);
  }

  // In step `when`, from 1; nothing before.
  kenyon::pattern held(const std::string& area, long copy, long when) {
    if (when < 1) return {};
    const auto key = std::make_pair(place(area, copy), when);
    const auto known = history_.find(key);
    if (known != history_.end()) return known->second;
    return history_[key] = update(named(area), copy);
  }
  long now() const { return now_; }

 private:
  const kenyon::area_description& named(const std::string& area) const {
    return *std::find_if(what_.areas.begin(), what_.areas.end(),
                         [&](const auto& a) { return a.name == area; });
  }
  kenyon::pattern seen(const kenyon::area_reference& from, long copy, long when) {
    const long n = named(from.area).copies;
    return held(from.area, n == 1 ? 0 : ((copy + from.shift) % n + n) % n, when);
  }
  std::size_t units(const kenyon::area_description& a) const {
    std::size_t sum = a.shape.units();
    for (const auto& j : a.joins) sum += units(named(j.area));
    return sum;
  }

  bool open(const kenyon::projection_description& p, long copy) {
    if (!p.gate) return true;
    const kenyon::pattern by = seen(p.gate->by, copy, now_ - 1);
    bool is_held = !by.empty();
    if (!p.gate->symbol.empty()) {
      const auto& alphabet = what_.alphabets.at(0);
      const auto at = std::find(alphabet.symbols.begin(), alphabet.symbols.end(), p.gate->symbol);
      const auto symbol =
          alphabet.patterns[static_cast<std::size_t>(at - alphabet.symbols.begin())];
      is_held = 2 * kenyon::overlap(by, symbol) >= symbol.size();
    }
    return is_held != p.gate->closes;
  }

  long support(const kenyon::projection_description& p, const kenyon::pattern& from,
               kenyon::unit of) const {
    const auto said = std::find_if(what_.memories.begin(), what_.memories.end(),
                                   [&](const auto& m) { return m.name == p.memory; });
    if (said->kind == "all") return static_cast<long>(from.size());
    const auto known = synapses_.find(p.memory);
    if (known == synapses_.end()) return 0;
    return std::count_if(from.begin(), from.end(), [&](kenyon::unit u) {
      return !(said->completes && u == of) && known->second.count({u, of}) > 0;
    });
  }

  kenyon::pattern update(const kenyon::area_description& a, long copy) {
    const auto clamp = given_.find({a.name, copy});
    if (clamp != given_.end()) return clamp->second;
    if (!a.joins.empty()) return join(a, copy);
    std::vector<long> sums(a.shape.units(), 0);
    bool driven = false;
    for (const auto& p : what_.projections) {
      if (p.to != a.name) continue;
      const kenyon::pattern from = seen(p.from, copy, now_ - p.delay);
      if (from.empty() || !open(p, copy)) continue;
      driven = driven || !p.inhibits;
      for (kenyon::unit u = 0; u < sums.size(); ++u)
        sums[u] += (p.inhibits ? -p.gain : p.gain) * support(p, from, u);
    }
    if (!driven) return {};
    const auto& tired = tired_[{a.name, copy}];
    for (std::size_t u = 0; u < tired.size(); ++u) sums[u] -= tired[u] / 256;
    return fire(a, sums);
  }

  kenyon::pattern join(const kenyon::area_description& a, long copy) {
    kenyon::pattern all;
    std::size_t first = 0;
    for (const auto& j : a.joins) {
      for (const kenyon::unit u : seen(j, copy, now_))
        all.push_back(static_cast<kenyon::unit>(first) + u);
      first += units(named(j.area));
    }
    return all;
  }

  static kenyon::pattern fire(const kenyon::area_description& a, const std::vector<long>& sums) {
    kenyon::pattern order(sums.size());
    for (kenyon::unit u = 0; u < order.size(); ++u) order[u] = u;
    std::stable_sort(order.begin(), order.end(), [&](auto x, auto y) { return sums[x] > sums[y]; });
    kenyon::pattern out;
    std::set<kenyon::unit> modules;
    for (const kenyon::unit u : order) {
      if (sums[u] < a.least) break;
      if (a.how == kenyon::firing::winners) {
        if (out.size() == a.shape.active()) break;
        if (a.shape.is_modular() && !modules.insert(u / a.shape.module_units()).second) continue;
      }
      out.push_back(u);
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  // Tiredness in 1/256 of a support, in whole numbers.
  void tire(const kenyon::area_description& a, long copy) {
    if (a.fatigue == 0) return;
    auto& tired = tired_[{a.name, copy}];
    tired.resize(a.shape.units(), 0);
    for (long& t : tired) t -= t * static_cast<long>(a.recovery * 256) / 256;
    for (const kenyon::unit u : held(a.name, copy, now_)) tired[u] += a.fatigue * 256L;
  }

  const kenyon::graph_description& what_;
  std::map<std::string, std::set<std::pair<kenyon::unit, kenyon::unit>>> synapses_;
  std::map<place, kenyon::pattern> given_;
  std::map<std::pair<place, long>, kenyon::pattern> history_;
  std::map<place, std::vector<long>> tired_;
  long now_ = 0;
};
