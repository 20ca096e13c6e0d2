#include "memory/correlation/knowledge.hpp"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cmath>

namespace kenyon {
namespace {

constexpr std::int32_t support_step = 64;  // of weights up to 4,095
constexpr std::size_t most_kept = 1 << 16;

}  // namespace

void correlation_knowledge::prepare(correlation_rows& rows) {
  const std::scoped_lock lock(guard_);
  if (version_ == rows.version()) return;
  rows.need_all();
  known_.clear();
  columns_.assign(rows.columns(), {});
  constexpr std::size_t block = 256;
  const auto number_of_rows = static_cast<double>(rows.rows());
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(std::size_t{0}, (columns_.size() + block - 1) / block, [&](std::size_t b) {
      const std::size_t begin = b * block;
      const std::size_t n = std::min(columns_.size() - begin, block);
      std::vector<std::int64_t> sums(n), squares(n);
      std::vector<std::int16_t> largest(n, std::int16_t{-32768});
      for (std::size_t i = 0; i < rows.rows(); ++i) {
        const std::int16_t* const row = rows.row(i) + begin;
        for (std::size_t j = 0; j < n; ++j) {
          sums[j] += row[j];
          squares[j] += std::int32_t{row[j]} * row[j];
          largest[j] = std::max(largest[j], row[j]);
        }
      }
      for (std::size_t j = 0; j < n; ++j) {
        const double mean = static_cast<double>(sums[j]) / number_of_rows;
        const double variance = static_cast<double>(squares[j]) / number_of_rows - mean * mean;
        columns_[begin + j] = {static_cast<double>(rows.biases()[begin + j]), mean,
                               std::max(0.0, variance), static_cast<double>(largest[j])};
      }
    });
  });
  version_ = rows.version();
}

double correlation_knowledge::sum_of_bounds(std::uint32_t cue_units, double support) const {
  double sum = 0;
  for (const column& c : columns_) {
    const double above = support - c.bias - cue_units * c.mean;
    if (above <= 0) {
      sum += 1;
    } else if (support <= c.bias + cue_units * c.largest) {  // else out of reach
      const double spread = 2 * cue_units * c.variance + (c.largest - c.mean) * above * (2.0 / 3);
      const double exponent = above * above / spread;
      if (exponent < 700) sum += std::exp(-exponent);
    }
  }
  return sum;
}

double correlation_knowledge::expected_units(std::uint32_t cue_units, std::int32_t support) {
  const std::int32_t step =
      support >= 0 ? support / support_step : -((support_step - 1 - support) / support_step);
  const std::scoped_lock lock(guard_);
  const auto [place, added] = known_.try_emplace({cue_units, step}, 0.0);
  if (!added) return place->second;
  const double expected = sum_of_bounds(cue_units, static_cast<double>(step) * support_step);
  place->second = expected;
  if (known_.size() > most_kept) known_.clear();
  return expected;
}

}  // namespace kenyon
