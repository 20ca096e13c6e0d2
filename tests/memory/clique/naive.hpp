// A clique memory written as its definition reads, for comparison: a table of pairs and loops.
#pragma once
#include <algorithm>
#include <vector>

#include <kenyon/memory/clique/network.hpp>

class naive_clique {
 public:
  explicit naive_clique(const kenyon::layout& in)
      : in_(in), stored_(in.units()), connected_(std::size_t{in.units()} * in.units()) {}

  void store(kenyon::pattern_view message) {
    for (auto i : message) {
      stored_[i] = 1;
      for (auto j : message)
        if (i != j) connected_[std::size_t{i} * in_.units() + j] = 1;
    }
  }

  std::ptrdiff_t connections() const { return std::count(connected_.begin(), connected_.end(), 1); }

  std::uint32_t score(const kenyon::pattern& active, kenyon::unit u) const {
    const bool was_active = std::binary_search(active.begin(), active.end(), u);
    std::uint32_t total = was_active && stored_[u] ? 1 : 0;
    for (std::uint32_t h = 0; h < in_.modules(); ++h) {
      bool any = false;
      for (auto a : active)
        any = any || (module_of(a) == h && connected_[std::size_t{a} * in_.units() + u]);
      total += any ? 1 : 0;
    }
    return total;
  }

  kenyon::pattern step(const kenyon::pattern& active, kenyon::clique_rule rule,
                       std::vector<std::uint32_t> modules) const {
    if (modules.empty())
      for (std::uint32_t h = 0; h < in_.modules(); ++h) modules.push_back(h);
    std::vector<std::uint32_t> best(in_.modules());
    std::uint32_t best_of_all = 0;
    for (auto h : modules) {
      for (auto u = first_of(h); u < first_of(h + 1); ++u)
        best[h] = std::max(best[h], score(active, u));
      best_of_all = std::max(best_of_all, best[h]);
    }
    kenyon::pattern winners;
    for (auto h : modules)
      for (auto u = first_of(h); u < first_of(h + 1); ++u) {
        const auto needed = rule == kenyon::clique_rule::overall ? best_of_all : best[h];
        if (needed > 0 && score(active, u) == needed) winners.push_back(u);
      }
    return winners;
  }

 private:
  kenyon::unit first_of(std::uint32_t h) const { return h * in_.module_units(); }
  std::uint32_t module_of(kenyon::unit u) const { return u / in_.module_units(); }
  kenyon::layout in_;
  std::vector<char> stored_;     // units of any message
  std::vector<char> connected_;  // N x N
};
