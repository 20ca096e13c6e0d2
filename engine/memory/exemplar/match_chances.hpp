// Private: how likely a random cue shares units with a given pattern.
#pragma once
#include <cstdint>
#include <vector>

#include <kenyon/pattern/layout.hpp>

namespace kenyon {

// For m = 0..cue_units: bound on the chance that a random cue shares m or more units with a pattern
// of `kept` units: uniformly drawn units, and in modular layouts also one unit in each of cue_units
// modules; the larger of both.
std::vector<double> match_chances(const layout& in, std::uint32_t kept, std::uint32_t cue_units);

}  // namespace kenyon
