// Theory of exemplar memories: chance matches of sparse patterns, and the capacity of dense
// associative memories of N units of +-1.
#pragma once
#include <cstdint>

namespace kenyon {

// Chance that `drawn` units, drawn uniformly without repeats out of `units`, hit `at_least` or more
// of `kept` given ones: sum_{b >= at_least} C(kept, b) C(units-kept, drawn-b) / C(units, drawn)
// (Ahmad & Hawkins 2016). By logarithms of at most `drawn` factors: relative error below 1e-9.
// Throws error{usage} when kept or drawn exceeds units.
double false_match_chance(std::uint32_t units, std::uint32_t kept, std::uint32_t drawn,
                          std::uint32_t at_least);

// Most random patterns that a dense associative memory with energy -sum (x.s)^degree keeps without
// error, N^(n-1) / (2 (2n-3)!! ln N) (Krotov & Hopfield 2016): asymptotic in N, where "without
// error" means that a unit of a stored pattern is unstable with probability below 1/N. Not rounded.
// Throws error{usage} unless units >= 2 and degree is from 2 to 20.
double krotov_capacity(double units, std::uint32_t degree);

// What the same analysis (a Gaussian crosstalk) says of a unit of a stored pattern being unstable
// when `patterns` are stored, the P-1 others being its crosstalk: Q(sqrt(N^(n-1) / ((P-1)
// (2n-3)!!))), Q the upper tail of the normal distribution. 0 for one pattern.
double krotov_unit_error(double units, std::uint32_t degree, double patterns);

// Patterns that an exponential separation keeps in the limit of many units, in natural logarithms:
// P = exp(a N) + 1 patterns are fixed points and correct r N wrong units, for every
// a < I(1-2r)/2, I(x) = ((1+x) ln(1+x) + (1-x) ln(1-x)) / 2, 0 <= r < 1/2 (Demircigil et al. 2017,
// theorem 3). Returns N I(1-2r) / 2, the supremum: a statement about large N, no finite-size
// figure.
double log_exponential_capacity(double units, double wrong_share);

}  // namespace kenyon
