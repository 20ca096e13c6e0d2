// Private: the simulated brain of the assembly calculus (Papadimitriou et al. 2020). Areas of n
// units, of which the k best supported win each round; stimuli of k units that fire whenever a path
// from them is named; and a random directed graph of plastic synapses (random_synapses.hpp) for
// every path from place to place, an area to itself included.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include <kenyon/memory/synapses/random_synapses.hpp>

namespace kenyon {

struct assembly_rule {
  layout area = layout::flat(100000, 317);
  double p = 0.01;
  double beta = 0.05;
  std::uint64_t seed = 1;
};

class assembly_brain {
 public:
  // Places 0 .. areas-1 are areas, those behind them stimuli.
  using place = std::uint32_t;
  struct path {
    place from;
    place to;  // an area
  };

  // Throws error{usage} for modular areas and what random_synapses throws.
  assembly_brain(const assembly_rule& rule, place areas);

  // One round. Every area that a path leads to gets new winners, from the supports of all paths to
  // it; then the synapses from the units that fired to the new winners are strengthened. All areas
  // go over to their new winners together. Ties go to the lower unit.
  void fire(const std::vector<path>& along);

  // The units of an area that fire next; none at the start.
  const pattern& winners(place area) const { return areas_[area].winners; }
  void set_winners(place area, const pattern& units) { areas_[area].winners = units; }
  // While held, the winners of an area stay what they are; synapses to them learn.
  void hold(place area, bool held) { areas_[area].held = held; }
  // How many of its units have ever won: the support of the authors.
  std::size_t ever_won(place area) const { return areas_[area].n_ever_won; }
  // Made when the path is first used.
  random_synapses& synapses(const path& along);

 private:
  struct area {
    pattern winners;
    std::vector<bool> ever_won;
    std::size_t n_ever_won = 0;
    bool held = false;
  };

  const pattern& firing(place from) const;
  pattern choose(place to, const std::vector<path>& along);

  assembly_rule rule_;
  pattern stimulus_;
  std::vector<area> areas_;
  std::map<std::uint64_t, random_synapses> synapses_;  // by path_number()
};

// Share of the units of `whole` that are also in `part`.
double share_of(pattern_view whole, pattern_view part);

}  // namespace kenyon
