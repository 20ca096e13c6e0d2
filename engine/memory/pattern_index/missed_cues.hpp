// Private: the chance that a cue which lost units has none of an index's conjunctions whole.
#pragma once
#include <cstdint>
#include <vector>

#include <kenyon/pattern/layout.hpp>

namespace kenyon {

// Different choices of `degree` groups.
double distinct_lists(std::uint32_t groups, std::uint32_t degree);

// Of a cue with exactly round(share K) of its pattern's units, at random, and no others. A group is
// right when cue and pattern have the same lowest unit there. In a modular layout round(share H)
// groups are right; in a flat one units fall into groups by chance: some groups are empty, and how
// many are right differs from cue to cue. Those that are right may be any. Lists of one shuffle are
// disjoint (conjunctions.hpp); shuffles are taken as independent of each other, given how many
// groups are right (a little pessimistic: no list is there twice).
class missed_cues {
 public:
  missed_cues(const layout& in, std::uint32_t groups, std::uint32_t degree, double share);

  void add_list();
  double chance() const;  // with the lists added so far

 private:
  struct kind {                     // of cues: those with so many right groups
    double share;                   // of all cues
    double right;                   // groups
    double before = 1;              // chance to have missed the shuffles before
    std::vector<double> seen{1.0};  // ...and this one so far, with k right groups seen
  };
  double draws(double right, std::uint32_t j) const;

  std::uint32_t groups_;
  std::uint32_t degree_;
  std::uint32_t seen_ = 0;  // groups of this shuffle
  std::vector<kind> kinds_;
};

}  // namespace kenyon
