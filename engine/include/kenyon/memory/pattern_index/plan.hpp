// How to find a stored pattern among many from a noisy cue: a conjunction of t units names few
// patterns, and one conjunction that the cue still has whole is enough. An index has `lists`
// conjunctions, each a fixed choice of t modules (of groups of units, in flat layouts); a pattern
// is listed once under each, by its units there. A cue that keeps each unit with chance s has one
// given conjunction whole with chance s^t, and at least one of L disjoint ones with 1 - (1 -
// s^t)^L.
//
// Flat layouts need more lists: a pattern stands in a group with its lowest unit there, or not at
// all, and what a cue keeps of these differs from cue to cue.
#pragma once
#include <cstdint>
#include <string_view>

#include <kenyon/pattern/layout.hpp>

namespace kenyon {

inline constexpr std::uint32_t max_degree = 4;
inline constexpr std::uint32_t max_lists = 256;

// What is declared of the patterns to come.
struct index_demand {
  std::uint64_t patterns = 1'000'000;  // expected; more are taken, and cost time
  double share = 0.5;     // chance that a cue still has an active unit of its pattern, above 0 to 1
  double recall = 0.995;  // of such cues that should find their pattern
  std::uint32_t degree = 0;  // t; 0: chosen
  std::uint32_t lists = 0;   // L; 0: chosen, the index at most three times the codes
};

struct index_plan {
  std::uint64_t patterns = 0;  // expected
  std::uint32_t degree = 0;    // units of a conjunction; 0: no index, every search is a flat scan
  std::uint32_t lists = 0;     // conjunctions a pattern is listed under
  std::uint32_t groups = 0;    // modules, or groups of units of a flat layout
  double recall = 0;           // predicted share of cues that find their pattern through the index
  double share = 0;            // as declared
  double candidates = 0;       // predicted number of patterns looked at a cue
  // A search whose best match is no better than chance goes on to look at every code: where the
  // lists alone would not reach the recall.
  bool scan_unknown = false;
};

// Chooses what the demand leaves open, so that the recall is reached with the least work predicted
// for cues as noisy as declared: through the lists alone, with a scan for those they miss, or
// without an index where that is no more work. Throws error{usage} for values out of range, or more
// lists than the layout has conjunctions.
index_plan plan_index(const layout& in, const index_demand& demand);

// Share of cues that have a conjunction of the plan whole, when exactly round(share K) of their
// pattern's units are right, at random. In a flat layout these must be all the units of the cue:
// wrong ones beside them can come before the right one of their group, so that fewer are found.
double predicted_recall(const layout& in, const index_plan& plan, double share);

}  // namespace kenyon
