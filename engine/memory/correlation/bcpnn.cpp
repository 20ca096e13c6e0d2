// The rule bcpnn: ln P_ij - ln P_i - ln P_j, each P with its floor.
#include <algorithm>

#include "base/logarithm.hpp"
#include "memory/correlation/formula.hpp"

namespace kenyon {
namespace {

constexpr std::size_t table_entries = 1024;

class bcpnn final : public correlation_formula {
 public:
  explicit bcpnn(const correlation_shares& of) : of_(of), log_eps_(natural_log(of.eps)) {
    for (const std::uint32_t c : of.counters.cue_counts()) log_cue_.push_back(log_share(c));
    for (const std::uint32_t c : of.counters.answer_counts()) log_answer_.push_back(log_share(c));
    for (const double log : log_answer_) minus_log_answer_.push_back(static_cast<float>(-log));
    if (of.most < table_entries)
      for (std::uint32_t c = 0; c < table_entries; ++c)
        log_together_.push_back(static_cast<float>(log_together(c)));
  }

  // The extremes are the pair that met most seldom, of units as frequent as any, and the pair that
  // met most often, as if its units were as rare as any: but neither can be rarer than the pair.
  double bound() const override {
    const double seldom = log_together(static_cast<std::uint32_t>(of_.least));
    const double apart = seldom - *std::max_element(log_cue_.begin(), log_cue_.end()) -
                         *std::max_element(log_answer_.begin(), log_answer_.end());
    const double cue = std::max(of_.least_cue, of_.one);
    const double answer = std::max(of_.least_answer, of_.one);
    const double met =
        std::min(std::max(of_.most, of_.one), std::min(of_.most_cue, of_.most_answer));
    const double together = std::min(natural_log(met * of_.total / (cue * answer)),
                                     natural_log(of_.total / std::max(cue, answer)));
    return std::max({-apart, together, 0.01});
  }

  void row(std::size_t i, float* w) const override {
    const std::uint32_t* const counts = of_.counters.row(i);
    const auto cue = static_cast<float>(-log_cue_[i]);
    const std::size_t columns = log_answer_.size();
    if (!log_together_.empty()) {
      // Only a unit's count with itself may lie beyond the table, and that weight is 0 anyway.
      for (std::size_t j = 0; j < columns; ++j)
        w[j] = log_together_[std::min<std::uint32_t>(counts[j], table_entries - 1)] +
               (minus_log_answer_[j] + cue);
    } else {
      for (std::size_t j = 0; j < columns; ++j)
        w[j] = static_cast<float>(log_together(counts[j])) + (minus_log_answer_[j] + cue);
    }
  }

  std::vector<double> bias() const override { return log_answer_; }

 private:
  double log_share(std::uint32_t count) const {
    return count == 0 ? log_eps_ : std::max(natural_log(count / of_.total), log_eps_);
  }
  double log_together(std::uint32_t count) const {
    return count == 0 ? 2 * log_eps_ : std::max(natural_log(count / of_.total), 2 * log_eps_);
  }

  correlation_shares of_;
  double log_eps_;
  std::vector<double> log_cue_;
  std::vector<double> log_answer_;
  std::vector<float> minus_log_answer_;
  std::vector<float> log_together_;  // of counts 0 .. ; empty when most counts are larger
};

}  // namespace

std::unique_ptr<correlation_formula> make_bcpnn(const correlation_shares& of) {
  return std::make_unique<bcpnn>(of);
}

}  // namespace kenyon
