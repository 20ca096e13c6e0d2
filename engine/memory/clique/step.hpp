// One update of a clique memory: cue -> scores -> winners, with scratch space that is reused.
#pragma once
#include <cstdint>
#include <vector>

#include <kenyon/memory/clique/network.hpp>

#include "base/planes.hpp"
#include "memory/clique/weights.hpp"

namespace kenyon {

class clique_step {
 public:
  // `modules` as in clique_options; must be ascending and there.
  clique_step(const clique_weights& weights, clique_rule rule,
              const std::vector<std::uint32_t>& modules);

  // Every winner. An empty cue has an empty answer.
  void operator()(pattern_view cue, pattern& answer);

  // Scores of the units of the modules that may win, by this cue.
  void count(pattern_view cue);
  std::uint32_t score(unit u) const;  // by the cue counted last; all modules may win
  // Smallest score of the answer's units less the largest of the others of the same module.
  std::int32_t margin(pattern_view answer);

 private:
  struct range {  // of the words in which a module has units
    std::size_t first;
    std::size_t words;
  };
  range mark_module(std::uint32_t h);  // its units, in marked_
  void gather(pattern_view cue);
  plane_view counts(const range& part) const;
  void keep_best_of_each_module();
  void read_winners(pattern& answer) const;

  const clique_weights& weights_;
  clique_rule rule_;
  bool all_modules_;
  std::vector<std::uint32_t> modules_;  // that may win
  std::vector<std::uint32_t> words_;    // of a row, in which they have units; all of a module's
  std::vector<std::uint64_t> scope_;    // their units, in those words
  std::vector<std::uint64_t> rows_;     // one a module of the cue: the OR of its units' rows
  std::vector<std::uint32_t> row_numbers_;
  std::vector<std::uint64_t> planes_;  // scores, bit-sliced
  unsigned n_planes_ = 0;
  std::vector<std::uint64_t> winners_;
  std::vector<std::uint64_t> marked_;
};

}  // namespace kenyon
