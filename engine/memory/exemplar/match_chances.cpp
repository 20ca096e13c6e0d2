#include "memory/exemplar/match_chances.hpp"

#include <algorithm>

#include <kenyon/memory/exemplar/theory.hpp>

#include "base/binomial.hpp"

namespace kenyon {

std::vector<double> match_chances(const layout& in, std::uint32_t kept, std::uint32_t cue_units) {
  std::vector<double> chances(cue_units + 1, 0.0);
  if (in.is_modular()) chances = binomial_tails(cue_units, 1.0 / in.module_units());
  for (std::uint32_t m = 0; m <= std::min(cue_units, kept); ++m)
    chances[m] = std::max(chances[m], false_match_chance(in.units(), kept, cue_units, m));
  return chances;
}

}  // namespace kenyon
