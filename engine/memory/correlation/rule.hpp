// Private: Correlation memories: one pass counts how often units were active together, and every
// rule derives its weights from the counters. C patterns or pairs are stored; C_i of them have cue
// unit i active, C_j answer unit j, C_ij both; P = the counter over C, eps = 1/(C+1).
// clang-format off
//   hebb         w_ij = P_ij
//   covariance   w_ij = P_ij - P_i P_j                            (Sejnowski 1977)
//   presynaptic  w_ij = P_ij / P_i - P_j, 0 where P_i is 0        (Minai 1997)
//   hopfield     w_ij = 4 P_ij - 2 P_i - 2 P_j + 1                (units as -1 and 1: for layouts
//                as 200x2, half of whose units are active; on sparse ones it favours rare units)
//   bcpnn        w_ij = ln(P_ij / (P_i P_j)), bias_j = ln P_j; P_i, P_j at least eps, P_ij at least
//                eps^2                                            (Lansner & Ekeberg 1989)
//   bayes        the logarithm of the odds that unit j belongs to the answer, given a cue whose
//                units were lost with probability p10 and added with p01, synapses taken as
//                independent
//                                                                 (Knoblauch 2011)
// clang-format on
// Bayes, from M11 = C_ij, M10 = C_i - C_ij, M01 = C_j - C_ij and M00, the rest of C:
//   w_ij = ln [ (M11 (1-p10) + M01 p01) (M00 (1-p01) + M10 p10)
//             / ((M10 (1-p10) + M00 p01) (M01 (1-p01) + M11 p10)) ]
//   bias_j = ln(M1/M0) + sum_i ln [ P(i silent in the cue | j in the answer) / P(silent | not) ]
// with M1 = C_j, M0 = C - C_j; each sum in the first formula counts as a millionth of a pattern at
// least. A unit that was in no answer, or in all, says nothing about the others: its weights are 0.
//
// The support of unit j is bias_j (0 but for bcpnn and bayes) + the sum of w_ij over the cue. In
// auto-association a unit's weight to itself is 0, and so are those within its module.
#pragma once
#include <string_view>

#include <kenyon/pattern/layout.hpp>

namespace kenyon {

enum class correlation_rule { hebb, covariance, presynaptic, hopfield, bcpnn, bayes };
std::string_view name(correlation_rule rule);
// Of one of these names; throws error{usage} for another.
correlation_rule correlation_rule_of(std::string_view name);

// What the bayes rule expects of cues; the other rules look at nothing of it. 0 stands for one unit
// moved: p10 = 1/K, p01 = 1/(N-K) of the cue layout.
struct cue_noise {
  double p10 = 0;  // an active unit is lost
  double p01 = 0;  // a silent unit is added
};

// With what 0 stands for filled in; throws error{usage} unless both are at least 0 and below 1.
cue_noise filled_in(cue_noise expected, const layout& cues);

}  // namespace kenyon
