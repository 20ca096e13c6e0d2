#include "memory/willshaw/step.hpp"

#include <algorithm>
#include <bit>

#include "base/active_kernels.hpp"

namespace kenyon {

bool excludes_self(const memory_shape& shape, activation how) {
  return shape.is_auto && (how == activation::k_winners || how == activation::module_winners);
}

willshaw_step::willshaw_step(const willshaw_weights& weights, activation how,
                             std::uint32_t threshold)
    : weights_(weights), how_(how), threshold_(threshold), bits_(weights.matrix().words()) {}

void willshaw_step::operator()(pattern_view cue, pattern& answer) {
  answer.clear();
  if (cue.empty()) return;
  if (how_ == activation::all_cue) return all_cue(cue, answer);
  const layout& out = weights_.answers();
  const auto& kernel = active_kernels();
  const std::size_t words = bits_.size();
  if (how_ == activation::module_winners) {
    supports(cue);
    answer.resize(out.modules());
    kernel.winners.argmax_modules(counts_.data(), out.modules(), out.module_units(), answer.data());
    return;
  }
  count(cue);
  if (how_ == activation::k_winners)
    kernel.winners.top_k_planes(planes_.data(), n_planes_, words, out.active(), bits_.data());
  else
    kernel.rows.at_least(planes_.data(), n_planes_, words, threshold_, bits_.data());
  units_of_bits(answer);
}

std::span<const std::uint16_t> willshaw_step::unpack() {
  counts_.resize(bits_.size() * 64);
  active_kernels().rows.unpack(planes_.data(), n_planes_, bits_.size(), counts_.data());
  return std::span(counts_).first(weights_.answers().units());
}

std::span<const std::uint16_t> willshaw_step::supports(pattern_view cue) {
  count(cue);
  return unpack();
}

std::span<const std::uint16_t> willshaw_step::supports_of_last(pattern_view cue) {
  if (how_ == activation::all_cue) return supports(cue);  // which counted nothing
  if (how_ == activation::module_winners)
    return std::span(counts_).first(weights_.answers().units());
  return unpack();
}

void willshaw_step::count(pattern_view cue) {
  const bit_matrix& matrix = weights_.matrix();
  n_planes_ = kernels::planes_for(cue.size());
  if (planes_.size() < n_planes_ * bits_.size()) planes_.resize(n_planes_ * bits_.size());
  active_kernels().rows.count(matrix.data(), matrix.stride(), cue.data(), cue.size(), bits_.size(),
                              planes_.data());
  if (excludes_self(weights_.shape(), how_)) forget_self(cue);
}

// Subtracts one from the bit-sliced count of every cue unit that supports itself: a borrow through
// the planes.
void willshaw_step::forget_self(pattern_view cue) {
  const std::size_t words = bits_.size();
  for (unit u : cue) {
    if (!weights_.matrix().test(u, u)) continue;
    const std::uint64_t bit = std::uint64_t{1} << (u % 64);
    for (std::uint64_t* word = planes_.data() + u / 64;; word += words) {
      *word ^= bit;
      if (!(*word & bit)) break;
    }
  }
}

void willshaw_step::units_of_bits(pattern& answer) {
  std::size_t set = 0;
  for (std::uint64_t w : bits_) set += static_cast<std::size_t>(std::popcount(w));
  answer.resize(set + 16);  // the kernel stores whole vectors
  answer.resize(
      active_kernels().winners.bits_to_indices(bits_.data(), bits_.size(), answer.data()));
}

void willshaw_step::all_cue(pattern_view cue, pattern& answer) {
  const bit_matrix& matrix = weights_.matrix();
  // Once fewer units survive than a row has cache lines, testing them one by one reads less than
  // the row.
  const std::size_t enough = bits_.size() / 16;
  std::size_t used = 0;
  const std::size_t survivors =
      active_kernels().rows.intersect(matrix.data(), matrix.stride(), cue.data(), cue.size(),
                                      bits_.size(), enough, bits_.data(), &used);
  answer.resize(survivors + 16);
  answer.resize(
      active_kernels().winners.bits_to_indices(bits_.data(), bits_.size(), answer.data()));
  const pattern_view rest = cue.subspan(used);
  if (rest.empty()) return;
  std::erase_if(answer, [&](unit u) {
    return !std::all_of(rest.begin(), rest.end(), [&](unit c) { return matrix.test(c, u); });
  });
}

}  // namespace kenyon
