// A Willshaw memory written as its definition reads, for comparison: a set of pairs, loops and
// sorting.
#pragma once
#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include <kenyon/memory/memory.hpp>

class naive_willshaw {
 public:
  naive_willshaw(const kenyon::layout& answers, bool is_auto) : answers_(answers), auto_(is_auto) {}

  void store(kenyon::pattern_view x, kenyon::pattern_view y) {
    for (auto i : x)
      for (auto j : y) weights_.insert({i, j});
  }

  kenyon::pattern step(const kenyon::pattern& cue, kenyon::activation how,
                       std::uint32_t threshold) const {
    using kenyon::activation;
    if (cue.empty()) return {};
    const bool winners = how == activation::k_winners || how == activation::module_winners;
    std::vector<std::uint32_t> support(answers_.units());
    for (kenyon::unit j = 0; j < answers_.units(); ++j)
      for (auto i : cue) support[j] += weights_.contains({i, j}) && !(auto_ && winners && i == j);
    kenyon::pattern order(answers_.units());
    std::iota(order.begin(), order.end(), 0u);
    const auto stronger = [&](auto a, auto b) {
      return support[a] != support[b] ? support[a] > support[b] : a < b;
    };
    kenyon::pattern answer;
    if (how == activation::k_winners) {
      std::sort(order.begin(), order.end(), stronger);
      answer.assign(order.begin(), order.begin() + answers_.active());
    } else if (how == activation::module_winners) {
      for (kenyon::unit h = 0; h < answers_.modules(); ++h) {
        const auto begin = order.begin() + h * answers_.module_units();
        answer.push_back(*std::min_element(begin, begin + answers_.module_units(), stronger));
      }
    } else {
      const std::size_t needed = how == activation::all_cue ? cue.size() : threshold;
      for (auto j : order)
        if (support[j] >= needed) answer.push_back(j);
    }
    std::sort(answer.begin(), answer.end());
    return answer;
  }

 private:
  kenyon::layout answers_;
  bool auto_;
  std::set<std::pair<kenyon::unit, kenyon::unit>> weights_;
};
