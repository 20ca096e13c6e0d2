// The rules whose weights are linear in C_ij: hebb, covariance, presynaptic, hopfield.
#include <algorithm>
#include <cmath>

#include "kernels/sums/sums.hpp"
#include "memory/correlation/formula.hpp"

namespace kenyon {
namespace {

// w_ij = slope_i C_ij + factor_i P_j + offset_i
struct line {
  double slope, factor, offset;
};

class linear final : public correlation_formula {
 public:
  linear(correlation_rule which, const correlation_shares& of) : which_(which), of_(of) {
    for (const std::uint32_t c : of.counters.answer_counts())
      answer_shares_.push_back(static_cast<float>(c / of.total));
  }

  double bound() const override {
    const double most = of_.most / of_.total;
    const double least = of_.least / of_.total;
    const double most_cue = of_.most_cue / of_.total;
    const double most_answer = of_.most_answer / of_.total;
    switch (which_) {
      case correlation_rule::covariance:
        return std::max(most - of_.least_cue * of_.least_answer / (of_.total * of_.total),
                        most_cue * most_answer - least);
      case correlation_rule::presynaptic:
        return std::max(std::min(1.0, of_.most / of_.least_cue) - of_.least_answer / of_.total,
                        most_answer - of_.least / of_.most_cue);
      case correlation_rule::hopfield:
        return std::max(
            1 + 4 * most - (least == 0 ? 0 : 2) * (of_.least_cue + of_.least_answer) / of_.total,
            2 * (most_cue + most_answer) - 1 - 4 * least);
      default:
        return bound_of_counts();
    }
  }

  void row(std::size_t i, float* w) const override {
    const line l = line_of(of_.counters.cue_counts()[i]);
    const std::uint32_t* const counts = of_.counters.row(i);
    const auto slope = static_cast<float>(l.slope);
    const auto factor = static_cast<float>(l.factor);
    const auto offset = static_cast<float>(l.offset);
    for (std::size_t j = 0; j < answer_shares_.size(); ++j) {
      const auto together = static_cast<float>(static_cast<std::int32_t>(counts[j]));
      w[j] = slope * together + (factor * answer_shares_[j] + offset);
    }
  }

  std::vector<double> bias() const override {
    return std::vector<double>(answer_shares_.size(), 0.0);
  }

 private:
  // For hebb, so that one count is a whole number of steps where there are enough: sums of counts
  // that are equal stay equal.
  double bound_of_counts() const {
    const double steps = std::max(1.0, std::floor(kernels::max_weight / of_.most));
    return std::max(of_.most, kernels::max_weight / steps) / of_.total;
  }
  line line_of(std::uint32_t cue_count) const {
    const double share = cue_count / of_.total;
    switch (which_) {
      case correlation_rule::covariance:
        return {1 / of_.total, -share, 0};
      case correlation_rule::presynaptic:
        if (cue_count == 0) return {0, 0, 0};
        return {1.0 / cue_count, -1, 0};
      case correlation_rule::hopfield:
        return {4 / of_.total, -2, 1 - 2 * share};
      default:
        return {1 / of_.total, 0, 0};
    }
  }

  correlation_rule which_;
  correlation_shares of_;
  std::vector<float> answer_shares_;  // P_j
};

}  // namespace

std::unique_ptr<correlation_formula> make_linear(correlation_rule which,
                                                 const correlation_shares& of) {
  return std::make_unique<linear>(which, of);
}

}  // namespace kenyon
