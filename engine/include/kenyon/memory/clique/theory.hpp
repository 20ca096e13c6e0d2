// Theory of clique memories: random messages on `active` of the modules of a layout, of which
// `known` are given and the rest is to be found in one step.
#pragma once
#include <cstdint>
#include <optional>

#include <kenyon/pattern/layout.hpp>

namespace kenyon {

struct clique_case {
  layout in;                 // modular
  std::uint32_t active = 0;  // modules of a message, 2 .. modules
  std::uint32_t known = 0;   // modules given, 1 .. active
  bool blind = false;        // all modules are searched, not only those of the message
};

// Share of the possible connections set after `messages` messages: 1 - (1 - q)^M, where a message
// sets a given connection with q = c(c-1) / (x(x-1) l^2) (c active ones of x modules of l units;
// Gripon & Berrou 2011, Aliabadi et al. 2014).
double clique_density(const clique_case& asked, double messages);

// Units that could be active falsely: (c - known)(l - 1), and all (x - c) l others when blind.
double clique_candidates(const clique_case& asked);

// Chance that the first step finds a false unit: 1 - (1 - d^known)^candidates, connections taken as
// independent with density d (Gripon & Berrou 2011). Further steps of guided recall can only do
// better; see docs/clique.md.
double clique_error(const clique_case& asked, double messages);

// Chance that a given candidate is connected to all known units, exact for random messages: units
// that more messages use than others by chance answer falsely more often than d^known says. By
// inclusion and exclusion over the known units that no message connects to it:
//   sum_s (-1)^s C(known, s) [1 - c/(x l) (1 - B_s)]^(M-1),
//   B_s = E (1-1/l)^T, T = how many of s given modules a message on c-1 of the x-1 others has.
// nullopt for known > 400, out of reach of the series.
std::optional<double> clique_false_unit_chance(const clique_case& asked, double messages);

// clique_error with that chance instead of d^known; candidates taken as independent of each other.
std::optional<double> clique_error_random(const clique_case& asked, double messages);

}  // namespace kenyon
