// The rule bayes: Knoblauch, Neural associative memory with optimal Bayesian learning (2011).
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

#include "memory/correlation_formula.hpp"
#include "memory/logarithm.hpp"

namespace kenyon {
namespace {

// Of a cue unit in patterns with, and without, the answer unit: how many have it active and silent.
struct quadrant {
  double m11, m10, m01, m00;
};

class bayes final : public correlation_formula {
 public:
  bayes(const cue_noise& expected, const correlation_shares& of)
      : of_(of), p10_(expected.p10), p01_(expected.p01), floor_(of.one * of.eps) {
    for (const std::uint32_t c : of.counters.answer_counts()) {
      answers_.push_back(c);
      tells_.push_back(c != 0 && c != of.counters.total() ? 1.0F : 0.0F);
    }
  }

  double bound() const override {
    const double least = of_.least_answer;
    const double most = of_.most_answer;
    const double with = std::min(1.0, of_.most / least);
    const double without = std::min(1.0, of_.most_cue / std::max(of_.one, of_.total - most));
    // ln(active/silent) as seen through the noise, at both ends of the counts.
    const auto seen = [&](double share, double low, double high, bool largest) {
      const double a = log_odds(share, low);
      const double b = log_odds(share, high);
      return largest ? std::max(a, b) : std::min(a, b);
    };
    const double rest = std::max(of_.one, of_.total - least);
    const double fewest = std::max(of_.one, of_.total - most);
    const double upper = seen(with, least, most, true) - seen(0, fewest, rest, false);
    const double lower = seen(0, least, most, false) - seen(without, fewest, rest, true);
    return std::max({upper, -lower, 0.01});
  }

  void row(std::size_t i, float* w) const override {
    const std::uint32_t* const counts = of_.counters.row(i);
    const double cue = of_.counters.cue_counts()[i];
    for (std::size_t j = 0; j < answers_.size(); ++j) {
      const quadrant m = split(counts[j], cue, answers_[j]);
      const double odds = active(m.m11, m.m01) * silent(m.m10, m.m00) /
                          (active(m.m10, m.m00) * silent(m.m11, m.m01));
      w[j] = static_cast<float>(natural_log(odds)) * tells_[j];
    }
  }

  std::vector<double> bias() const override {
    constexpr std::size_t block = 128;
    std::vector<double> all(answers_.size());
    // Within a lock: no other work may be taken up while waiting here.
    tbb::this_task_arena::isolate([&] {
      tbb::parallel_for(std::size_t{0}, (all.size() + block - 1) / block, [&](std::size_t b) {
        bias_of_columns(b * block, std::min(all.size(), (b + 1) * block), all.data());
      });
    });
    return all;
  }

 private:
  static quadrant split(std::uint32_t together, double cue, double answer, double total) {
    const double m11 = static_cast<std::int32_t>(together);
    const double m01 = answer - m11;
    return {m11, cue - m11, m01, std::max(0.0, total - cue - m01)};
  }
  quadrant split(std::uint32_t together, double cue, double answer) const {
    return split(together, cue, answer, of_.total);
  }
  // Patterns in which the cue shows the unit active, or silent, out of those that have it active
  // and those that have it silent.
  double active(double on, double off) const {
    return std::max(floor_, on * (1 - p10_) + off * p01_);
  }
  double silent(double on, double off) const {
    return std::max(floor_, off * (1 - p01_) + on * p10_);
  }
  double log_odds(double share, double patterns) const {
    const double on = share * patterns;
    return natural_log(active(on, patterns - on) / silent(on, patterns - on));
  }

  // Columns [begin, end), row by row: the same sums for any number of workers. The logarithm is
  // taken of products over eight rows, whose factors are within 2^30 and its reciprocal.
  void bias_of_columns(std::size_t begin, std::size_t end, double* bias) const {
    const std::size_t rows = of_.counters.rows();
    std::vector<double> with(end - begin, 1.0);
    std::vector<double> without(end - begin, 1.0);
    std::vector<double> rows_told(end - begin, 0.0);
    for (std::size_t j = begin; j < end; ++j) bias[j] = 0;
    const auto flush = [&] {
      for (std::size_t j = begin; j < end; ++j) {
        bias[j] += natural_log(with[j - begin] / without[j - begin]);
        with[j - begin] = without[j - begin] = 1;
      }
    };
    for (std::size_t i = 0; i < rows; ++i) {
      const std::uint32_t* const counts = of_.counters.row(i);
      const double cue = of_.counters.cue_counts()[i];
      const auto own = of_.counters.own(i);
      const auto multiply = [&](std::size_t from, std::size_t to) {
        for (std::size_t j = from; j < to; ++j) {
          const quadrant m = split(counts[j], cue, answers_[j]);
          with[j - begin] *= silent(m.m11, m.m01);
          without[j - begin] *= silent(m.m10, m.m00);
          rows_told[j - begin] += 1;
        }
      };
      multiply(begin, std::clamp(own.begin, begin, end));
      multiply(std::clamp(own.end, begin, end), end);
      if (i % 8 == 7) flush();
    }
    flush();
    for (std::size_t j = begin; j < end; ++j) {
      const double in = std::max(floor_, answers_[j]);
      const double out = std::max(floor_, of_.total - answers_[j]);
      const double prior = natural_log(in / out);
      bias[j] = prior + (tells_[j] != 0 ? bias[j] - rows_told[j - begin] * prior : 0.0);
    }
  }

  correlation_shares of_;
  double p10_, p01_;
  double floor_;                 // least patterns that anything counts as
  std::vector<double> answers_;  // C_j
  std::vector<float> tells_;     // 0 for units that were in no answer or in all
};

}  // namespace

std::unique_ptr<correlation_formula> make_bayes(const cue_noise& expected,
                                                const correlation_shares& of) {
  return std::make_unique<bayes>(expected, of);
}

}  // namespace kenyon
