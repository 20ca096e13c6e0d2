#include "memory/correlation/rows.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

#include "base/lost_synapses.hpp"
#include "kernels/sums/sums.hpp"

namespace kenyon {
namespace {

constexpr std::size_t line_weights = 32;  // int16 in a cache line
constexpr double largest_bias = 1 << 30;

std::size_t lines_for(std::size_t columns) {
  return (columns + line_weights - 1) / line_weights;
}

// Whole cache lines, an odd number of them once rows are long (see bit_matrix.cpp).
std::size_t weights_stride(std::size_t columns) {
  std::size_t lines = lines_for(columns);
  if (lines >= 16 && lines % 2 == 0) ++lines;
  return lines * line_weights;
}

// Rounded to the nearest, halves up; the shift makes truncation a floor.
std::int16_t fixed_point(float weight, float scale) {
  constexpr auto most = static_cast<float>(kernels::max_weight);
  const float scaled = std::clamp(weight * scale, -most, most);
  return static_cast<std::int16_t>(static_cast<std::int32_t>(scaled + (most + 1.5F)) -
                                   (kernels::max_weight + 1));
}

}  // namespace

correlation_rows::correlation_rows(correlation_rule which, const cue_noise& expected,
                                   const correlation_counters& counters)
    : rule_(which),
      expected_(expected),
      counters_(counters),
      stride_(weights_stride(counters.columns())),
      data_(zeroed_pages(std::uint64_t{counters.rows()} * stride_ * sizeof(std::int16_t),
                         "the weights")),
      biases_(lines_for(counters.columns()) * line_weights),
      made_(counters.rows()) {}

std::uint64_t correlation_rows::footprint_of(const layout& cues, const layout& answers) {
  return std::uint64_t{cues.units()} *
             (weights_stride(answers.units()) * sizeof(std::int16_t) + sizeof(std::uint64_t)) +
         lines_for(answers.units()) * line_weights * sizeof(std::int32_t);
}

void correlation_rows::prune(double share, std::uint64_t seed) {
  lost_share_ = share;
  lost_seed_ = seed;
  changed();
}

void correlation_rows::prepare() {
  if (prepared_.load(std::memory_order_acquire) == version_) return;
  const std::scoped_lock lock(preparing_);
  if (prepared_.load(std::memory_order_relaxed) == version_) return;
  formula_.reset();
  scale_ = 1;
  std::fill(biases_.begin(), biases_.end(), 0);
  if (counters_.total() != 0) {
    formula_ = make_formula(rule_, expected_, counters_);
    const double bound = formula_->bound();  // 0 when nothing can be told, as of one pattern
    scale_ = bound > 1e-9 ? kernels::max_weight / bound : 1;
    const std::vector<double> bias = formula_->bias();
    for (std::size_t j = 0; j < bias.size(); ++j) {
      const double scaled = std::clamp(bias[j] * scale_, -largest_bias, largest_bias);
      biases_[j] = static_cast<std::int32_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
    }
  }
  prepared_.store(version_, std::memory_order_release);
}

void correlation_rows::make(std::size_t i) {
  std::int16_t* const to = reinterpret_cast<std::int16_t*>(data_.get()) + i * stride_;
  std::fill_n(to, columns(), std::int16_t{0});
  if (!formula_) return;
  std::vector<float> row(columns());
  formula_->row(i, row.data());
  const auto scale = static_cast<float>(scale_);
  for (std::size_t j = 0; j < row.size(); ++j) to[j] = fixed_point(row[j], scale);
  const auto own = counters_.own(i);
  std::fill(to + own.begin, to + own.end, std::int16_t{0});
  random_sequence numbers(lost_seed_, stream::synapses, i);
  lose_share(numbers, lost_share_, columns(), [&](std::uint64_t j) { to[j] = 0; });
}

void correlation_rows::need_row(std::size_t i) {
  if (made_[i].load(std::memory_order_acquire) == version_) return;
  const std::scoped_lock lock(making_[i % making_.size()]);
  if (made_[i].load(std::memory_order_relaxed) == version_) return;
  make(i);
  made_[i].store(version_, std::memory_order_release);
}

void correlation_rows::need(pattern_view rows) {
  for (const unit i : rows) need_row(i);
}

void correlation_rows::need_all() {
  // Callers may hold a lock: no other work may be taken up while waiting here.
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, rows(), 16), [&](const auto& range) {
      for (std::size_t i = range.begin(); i != range.end(); ++i) need_row(i);
    });
  });
}

}  // namespace kenyon
