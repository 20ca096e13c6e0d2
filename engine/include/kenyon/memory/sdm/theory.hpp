// Theory of location memories. Exact sums of binomials in logarithms: relative errors below 1e-9
// for words of up to 100,000 bits.
#pragma once
#include <cstdint>

#include <kenyon/pattern/layout.hpp>

namespace kenyon {

// Words of n bits, random addresses, active within Hamming distance `radius`.
struct sdm_case {
  std::uint32_t bits = 1000;
  std::uint32_t radius = 451;
  double locations = 1e6;
};

struct mean_and_deviation {
  double mean;
  double deviation;
};
// Locations that an address activates: binomial.
mean_and_deviation activated_locations(const sdm_case& of);

// Locations within the radius of both of two addresses at distance d: the expected number (the
// intersection of two balls: a sum over the bits in which the addresses differ and those in which
// they agree). d <= bits. log_shared_share is the natural logarithm of that share of all words.
double shared_locations(const sdm_case& of, std::uint32_t d);
double log_shared_share(std::uint32_t bits, std::uint32_t radius, std::uint32_t d);

// Critical distance of `words` random words written at themselves, closed form (after Kanerva's
// model, as Brogliato's thesis evaluates it): with p the share of locations that an address
// activates, a read at distance d has a signal of shared_locations(d) on every bit, noise of
// variance (words - 1) * locations * p^2, and so ends at n * Q(signal / deviation) bits from the
// word. The answer is the smallest distance such that neither a read there nor one a bit farther
// ends nearer (addresses at an odd distance share as many locations as those a bit farther). words
// > 1.
double critical_distance(const sdm_case& of, double words);

// Mean distance to the word after one read at distance d from it, `words` random words written at
// themselves. Ours, with two effects that the closed form leaves out, and which nearly cancel at
// the critical distance of the full set-up:
//   - a word that activates a location resembles its address (delta = 1 - 2 E[distance | active] /
//   n
//     a bit), and the address resembles the cue: the counters pull each bit towards the cue's, with
//     (words - 1) * locations * p^2 * delta^2
//   - words share several locations with the cue at once: the variance is (words - 1) E[shared^2],
//     and that of the pull, and of the shared locations themselves, come on top.
double distance_after_read(const sdm_case& of, double words, std::uint32_t d);

// Selected coordinates: locations that two addresses at distance d of n bits share,
// locations * 2^-q * C(n-d, q) / C(n, q).
double shared_by_coordinates(std::uint32_t bits, std::uint32_t coordinates, double locations,
                             std::uint32_t d);

// Attention approximates the memory (Bricken & Pehlevan 2021): the weight of a stored word at
// distance v from the query is the number of locations that both activate, nearly proportional to
// exp(beta * cosine) with cosine = 1 - 2v/n. beta is the slope of an ordinary least squares fit,
// with intercept and equal weights, of ln(shared locations) on the cosine over v = 0, 1, ..., d-1,
// where d is the radius.
double softmax_beta(std::uint32_t bits, std::uint32_t radius);

// Random patterns of a layout as addresses: the share of them that has `least` units or more in
// common with a cue of cue_units units (exact for flat layouts; in modular ones for cues with at
// most a unit a module).
double share_with_overlap(const layout& in, std::uint32_t cue_units, std::uint32_t least);

// How many units a location of a layout must share so that about the root of the locations is
// active (1 % of 10,000, 0.1 % of a million): the number, at least 1, whose expectation is nearest
// in ratio.
std::uint32_t natural_overlap(const layout& in, double locations, std::uint32_t cue_units);
// The same for locations that hold q units of which all must be active in a whole pattern.
std::uint32_t natural_coordinates(const layout& in, double locations);

}  // namespace kenyon
