// Finite-size theory of one-step Willshaw recall with the threshold at the number of active cue
// units (activation::all_cue) and cues that lost units but gained none.
//
//   balanced patterns: Knoblauch, Palm & Sommer (2010). Weights are taken as independent with
//   density
//     p1 = 1 - (1 - q)^P, q the chance that one pattern sets a given weight; a unit is falsely
//     active with p1^c.
//   random patterns: how often each unit is used varies, and the units used most answer falsely far
//     more often. Exact by inclusion and exclusion (the Willshaw-Palm distribution, Knoblauch
//     2008): sum_s (-1)^s C(c,s) [1 - a (1 - B_s)]^(P-1), a = the chance that a pattern uses the
//     unit, B_s = the chance that a pattern using it misses s given cue units. At n=1,000, k=12,
//     P=4,431 it is 1.6 times p1^c.
#pragma once
#include <cstdint>
#include <optional>

#include <kenyon/pattern/layout.hpp>
#include <kenyon/pattern/random.hpp>

namespace kenyon {

struct willshaw_case {
  layout cues;
  layout answers;
  bool is_auto = true;
  ensemble how = ensemble::random;
  std::uint32_t cue_units = 0;  // c: active units left in the cue, >= 1
};

// Chance that a given unit outside the right answer (and, in an auto-associative modular memory, in
// a module the cue is silent about) is active after `patterns` were stored. nullopt where the exact
// series is out of reach (random patterns with c > 400) and for balanced patterns that are not flat
// pairs, which the published formula does not describe.
std::optional<double> false_unit_chance(const willshaw_case& asked, double patterns);

// Expected false units a recall, in shares of K: the "output noise".
std::optional<double> expected_unit_error(const willshaw_case& asked, double patterns);

// Chance of an answer without a false unit; false units are taken as independent of each other.
std::optional<double> expected_exact(const willshaw_case& asked, double patterns);

// Most patterns with unit error <= noise, or with exact recall >= share. Not rounded; 0 when one is
// too many.
std::optional<double> capacity_at_unit_error(const willshaw_case& asked, double noise);
std::optional<double> capacity_at_exact(const willshaw_case& asked, double share);

}  // namespace kenyon
