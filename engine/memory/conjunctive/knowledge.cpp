#include "memory/conjunctive/knowledge.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/block_arrays.hpp"

namespace kenyon {
namespace {

// exp(-m KL(u || p)), Chernoff's bound on the tail of a mean of m draws; 1 up to the mean.
double tail(double u, double p, double m) {
  if (u <= p) return 1;
  if (p <= 0) return 0;
  const double miss = u >= 1 ? 0 : (1 - u) * std::log((1 - u) / (1 - p));
  return std::exp(-m * (u * std::log(u / p) + miss));
}

}  // namespace

double log_repetition(double n, std::uint32_t m) {
  double sum = 0;
  for (std::uint32_t i = 0; i < m; ++i) {
    if (n <= i) return std::numeric_limits<double>::infinity();
    sum -= std::log1p(-static_cast<double>(i) / n);
  }
  return sum;
}

void conjunction_knowledge::added(pattern_view units, std::uint64_t rows) {
  for (unit u : units) rows_[u] += rows;
  known_.clear();
}

void conjunction_knowledge::taken(pattern_view units, std::uint64_t rows) {
  for (unit u : units) rows_[u] -= rows;
  known_.clear();
}

void conjunction_knowledge::save(block_sink& to, std::string_view name) const {
  write_array(to, name, rows_);
}

void conjunction_knowledge::load(const block_source& from, std::string_view name) {
  rows_ = read_array<std::uint64_t>(from, name, rows_.size());
  known_.clear();
}

double conjunction_knowledge::expected_units(std::uint32_t support, std::uint32_t of,
                                             std::uint32_t disjoint, double orders,
                                             double log_correction) const {
  const std::scoped_lock lock(guard_);
  const auto [at, fresh] = known_.try_emplace(std::array{support, of, disjoint}, 0.0);
  if (!fresh) return at->second;
  std::map<std::uint64_t, std::uint32_t> units_of;
  for (std::uint64_t rows : rows_) ++units_of[rows];
  double expected = 0;
  for (const auto& [rows, units] : units_of) {
    const double p = std::min(1.0, orders * static_cast<double>(rows) / draws_);
    expected += units * tail(static_cast<double>(support) / of, p, disjoint);
  }
  at->second = expected * std::exp(log_correction);
  return at->second;
}

}  // namespace kenyon
