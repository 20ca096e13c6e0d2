// Private: the rules of rule.hpp, as weights in their natural units worked out from
// counters.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "memory/correlation/counters.hpp"
#include "memory/correlation/rule.hpp"

namespace kenyon {

// Shares of the counters, and their ranges over the units that were ever active.
struct correlation_shares {
  const correlation_counters& counters;
  double total;                // C
  double one;                  // what one pattern counts
  double eps;                  // 1 / (C + 1), in patterns
  double least, most;          // C_ij of different units; most is at least 1
  double least_cue, most_cue;  // C_i of units that were active
  double least_answer, most_answer;

  explicit correlation_shares(const correlation_counters& of);
};

// One rule applied to one state of the counters, which must hold C >= 1 pattern.
class correlation_formula {
 public:
  virtual ~correlation_formula() = default;
  // At least the largest |w_ij|; from ranges alone, but for bayes.
  virtual double bound() const = 0;
  // w_ij of cue unit i for all columns; own weights are not yet 0.
  virtual void row(std::size_t i, float* w) const = 0;
  // bias_j of all columns.
  virtual std::vector<double> bias() const = 0;
};

std::unique_ptr<correlation_formula> make_formula(correlation_rule which, const cue_noise& expected,
                                                  const correlation_counters& of);

// One maker a file.
std::unique_ptr<correlation_formula> make_linear(correlation_rule which,
                                                 const correlation_shares& of);
std::unique_ptr<correlation_formula> make_bcpnn(const correlation_shares& of);
std::unique_ptr<correlation_formula> make_bayes(const cue_noise& expected,
                                                const correlation_shares& of);

}  // namespace kenyon
