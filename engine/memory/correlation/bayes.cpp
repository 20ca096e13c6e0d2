// The rule bayes: Knoblauch, Neural associative memory with optimal Bayesian learning (2011).
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

#include "base/logarithm.hpp"
#include "memory/correlation/formula.hpp"

namespace kenyon {
namespace {

// Of a cue unit in patterns with, and without, the answer unit: how many have it active and silent.
struct quadrant {
  double m11, m10, m01, m00;
};

class bayes final : public correlation_formula {
 public:
  bayes(const cue_noise& expected, const correlation_shares& of)
      : of_(of), p10_(expected.p10), p01_(expected.p01), floor_(of.one * 1e-6) {
    for (const std::uint32_t c : of.counters.answer_counts()) {
      answers_.push_back(c);
      tells_.push_back(c != 0 && c != of.counters.total() ? 1.0F : 0.0F);
    }
    go_through_counters();
  }

  double bound() const override { return bound_; }

  void row(std::size_t i, float* w) const override {
    const std::uint32_t* const counts = of_.counters.row(i);
    const double cue = of_.counters.cue_counts()[i];
    for (std::size_t j = 0; j < answers_.size(); ++j) {
      const quadrant m = split(counts[j], cue, answers_[j]);
      w[j] = static_cast<float>(natural_log(odds(m))) * tells_[j];
    }
  }

  std::vector<double> bias() const override { return bias_; }

 private:
  quadrant split(std::uint32_t together, double cue, double answer) const {
    const double m11 = static_cast<std::int32_t>(together);
    const double m01 = answer - m11;
    return {m11, cue - m11, m01, std::max(0.0, of_.total - cue - m01)};
  }
  // Patterns in which the cue shows the unit active, or silent, out of those that have it active
  // and those that have it silent.
  double active(double on, double off) const {
    return std::max(floor_, on * (1 - p10_) + off * p01_);
  }
  double silent(double on, double off) const {
    return std::max(floor_, off * (1 - p01_) + on * p10_);
  }
  double odds(const quadrant& m) const {
    return active(m.m11, m.m01) * silent(m.m10, m.m00) /
           (active(m.m10, m.m00) * silent(m.m11, m.m01));
  }

  // All counters once, a block of columns a worker: biases, and the largest weight.
  void go_through_counters() {
    constexpr std::size_t block = 128;
    bias_.resize(answers_.size());
    std::vector<double> largest((bias_.size() + block - 1) / block);
    // Within a lock: no other work may be taken up while waiting here.
    tbb::this_task_arena::isolate([&] {
      tbb::parallel_for(std::size_t{0}, largest.size(), [&](std::size_t b) {
        largest[b] = go_through(b * block, std::min(bias_.size(), (b + 1) * block));
      });
    });
    bound_ = std::max(0.01, *std::max_element(largest.begin(), largest.end()));
  }

  // Columns [begin, end), row by row: the same sums for any number of workers. Logarithms are taken
  // of products over eight rows, whose factors lie between floor_ and 2^30. Returns the largest
  // |w_ij|.
  double go_through(std::size_t begin, std::size_t end) {
    std::vector<double> with(end - begin, 1.0);
    std::vector<double> without(end - begin, 1.0);
    std::vector<double> rows_told(end - begin, 0.0);
    double most = 1;
    double least = 1;
    const auto flush = [&] {
      for (std::size_t j = begin; j < end; ++j) {
        bias_[j] += natural_log(with[j - begin] / without[j - begin]);
        with[j - begin] = without[j - begin] = 1;
      }
    };
    for (std::size_t i = 0; i < of_.counters.rows(); ++i) {
      const std::uint32_t* const counts = of_.counters.row(i);
      const double cue = of_.counters.cue_counts()[i];
      const auto own = of_.counters.own(i);
      const auto multiply = [&](std::size_t from, std::size_t to) {
        for (std::size_t j = from; j < to; ++j) {
          const quadrant m = split(counts[j], cue, answers_[j]);
          with[j - begin] *= silent(m.m11, m.m01);
          without[j - begin] *= silent(m.m10, m.m00);
          rows_told[j - begin] += 1;
          const double told = tells_[j] != 0 ? odds(m) : 1.0;
          most = std::max(most, told);
          least = std::min(least, told);
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
      bias_[j] = prior + (tells_[j] != 0 ? bias_[j] - rows_told[j - begin] * prior : 0.0);
    }
    return std::max(natural_log(most), -natural_log(least));
  }

  correlation_shares of_;
  double p10_, p01_;
  double floor_;                 // least patterns that anything counts as
  std::vector<double> answers_;  // C_j
  std::vector<float> tells_;     // 0 for units that were in no answer or in all
  std::vector<double> bias_;
  double bound_ = 0.01;
};

}  // namespace

std::unique_ptr<correlation_formula> make_bayes(const cue_noise& expected,
                                                const correlation_shares& of) {
  return std::make_unique<bayes>(expected, of);
}

}  // namespace kenyon
