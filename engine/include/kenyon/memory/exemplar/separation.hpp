// How exemplars share the vote, from how well a cue fits each of them: the separation function of a
// dense associative memory, from democratic to winner takes all.
//
//   polynomial  z^(degree-1), nothing for z <= 0: the gradient of the energy -sum z^degree (Krotov
//   &
//               Hopfield 2016). Degree 2 is the Hebbian memory (with its diagonal), higher degrees
//               separate more.
//   softmax     exp(beta z) (Demircigil et al. 2017; Ramsauer et al. 2021)
//   sparsemax   beta z - tau where positive (Martins & Astudillo 2016): exactly nothing for what is
//               1/beta or more behind the best
//   entmax      (beta z / 2 - tau)^2 where positive (alpha = 1.5; Peters, Niculae & Martins 2019):
//               between the two, nothing from 2/beta behind
//
// tau is such that the shares add up to 1; the other functions are divided by their sum. `best`
// lets only the `best` highest fits take part, and all that tie with the last of them (0: all), so
// that no answer depends on the order in which exemplars were stored.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace kenyon {

struct separation {
  enum class function { polynomial, softmax, sparsemax, entmax };
  function what = function::softmax;
  double beta = 1;           // >= 0; of all but polynomial
  std::uint32_t degree = 3;  // >= 2; of polynomial
  std::uint64_t best = 0;
};

// Throws error{usage} naming what is out of range.
void check(const separation& s);

// Exemplars that fit alike.
struct fit {
  double score;
  std::uint64_t exemplars;
};

// The share of the vote that each exemplar of fits[i] gets; fits in descending order of score,
// which polynomial and softmax do without where `best` is 0. shares[i] * fits[i].exemplars add up
// to 1 (to 0 where no exemplar gets anything). Sums run in the order of the fits.
std::vector<double> shares_of(const separation& s, std::span<const fit> fits);

}  // namespace kenyon
