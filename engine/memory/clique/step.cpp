#include "memory/clique/step.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "base/active_kernels.hpp"

namespace kenyon {
namespace {

// Units first .. last of the cue that lie in one module: calls each(units of the module).
template <class Each>
void each_module_of(const layout& in, pattern_view cue, const Each& each) {
  for (std::size_t first = 0; first < cue.size();) {
    const unit end = (cue[first] / in.module_units() + 1) * in.module_units();
    std::size_t last = first + 1;
    while (last < cue.size() && cue[last] < end) ++last;
    each(cue.subspan(first, last - first));
    first = last;
  }
}

// Sets the bits of the units begin .. end-1 in words that start with word `first`.
void mark(std::vector<std::uint64_t>& bits, std::size_t first, unit begin, unit end) {
  const std::uint64_t ones = ~std::uint64_t{0};
  for (unit w = begin / 64; w <= (end - 1) / 64; ++w) {
    const std::uint64_t from = w == begin / 64 ? ones << (begin % 64) : ones;
    const std::uint64_t to = w == (end - 1) / 64 ? ones >> (63 - (end - 1) % 64) : ones;
    bits[w - first] |= from & to;
  }
}

}  // namespace

clique_step::clique_step(const clique_weights& weights, clique_rule rule,
                         const std::vector<std::uint32_t>& modules)
    : weights_(weights), rule_(rule), all_modules_(modules.empty()), modules_(modules) {
  const layout& in = weights.cues();
  const unit m = in.module_units();
  if (all_modules_) {
    modules_.resize(in.modules());
    std::iota(modules_.begin(), modules_.end(), 0U);
  }
  std::vector<std::uint64_t> whole(weights.matrix().words());
  for (std::uint32_t h : modules_) mark(whole, 0, h * m, (h + 1) * m);
  for (std::size_t w = 0; w < whole.size(); ++w) {
    if (whole[w] == 0) continue;
    words_.push_back(static_cast<std::uint32_t>(w));
    scope_.push_back(whole[w]);
  }
  winners_.resize(words_.size());
  row_numbers_.resize(in.modules());
  std::iota(row_numbers_.begin(), row_numbers_.end(), 0U);
}

// Every stored unit is connected with itself, so its own row adds the 1 for having been active.
void clique_step::count(pattern_view cue) {
  const bit_matrix& matrix = weights_.matrix();
  const auto& kernel = active_kernels().rows;
  std::size_t groups = 0;
  each_module_of(weights_.cues(), cue, [&](pattern_view) { ++groups; });
  n_planes_ = kernels::planes_for(groups);
  if (planes_.size() < n_planes_ * words_.size()) planes_.resize(n_planes_ * words_.size());
  if (all_modules_ && groups == cue.size()) {
    kernel.count(matrix.data(), matrix.stride(), cue.data(), cue.size(), words_.size(),
                 planes_.data());
    return;
  }
  if (rows_.size() < groups * words_.size()) rows_.resize(groups * words_.size());
  gather(cue);
  kernel.count(rows_.data(), words_.size(), row_numbers_.data(), groups, words_.size(),
               planes_.data());
}

void clique_step::gather(pattern_view cue) {
  const bit_matrix& matrix = weights_.matrix();
  std::uint64_t* out = rows_.data();
  each_module_of(weights_.cues(), cue, [&](pattern_view units) {
    if (all_modules_) {
      active_kernels().rows.unite(matrix.data(), matrix.stride(), units.data(), units.size(),
                                  words_.size(), out);
    } else {
      std::fill(out, out + words_.size(), 0);
      for (unit u : units)
        for (std::size_t i = 0; i < words_.size(); ++i) out[i] |= matrix.row(u)[words_[i]];
    }
    out += words_.size();
  });
}

plane_view clique_step::counts(const range& part) const {
  return {planes_.data() + part.first, n_planes_, words_.size(), part.words};
}

void clique_step::operator()(pattern_view cue, pattern& answer) {
  answer.clear();
  if (cue.empty()) return;
  count(cue);
  if (rule_ == clique_rule::each_module) {
    keep_best_of_each_module();
  } else {
    winners_ = scope_;
    if (keep_largest(counts({0, words_.size()}), winners_.data()) == 0)
      std::fill(winners_.begin(), winners_.end(), 0);
  }
  read_winners(answer);
}

clique_step::range clique_step::mark_module(std::uint32_t h) {
  const unit m = weights_.cues().module_units();
  const std::uint32_t first = h * m / 64;
  const std::uint32_t last = ((h + 1) * m - 1) / 64;
  marked_.assign(last - first + 1, 0);
  mark(marked_, first, h * m, (h + 1) * m);
  const auto at = std::lower_bound(words_.begin(), words_.end(), first) - words_.begin();
  return {static_cast<std::size_t>(at), marked_.size()};
}

void clique_step::keep_best_of_each_module() {
  std::fill(winners_.begin(), winners_.end(), 0);
  for (std::uint32_t h : modules_) {
    const range part = mark_module(h);
    if (keep_largest(counts(part), marked_.data()) == 0) continue;
    for (std::size_t w = 0; w < part.words; ++w) winners_[part.first + w] |= marked_[w];
  }
}

void clique_step::read_winners(pattern& answer) const {
  for (std::size_t i = 0; i < words_.size(); ++i)
    for (std::uint64_t left = winners_[i]; left != 0; left &= left - 1)
      answer.push_back(words_[i] * 64 + static_cast<unit>(std::countr_zero(left)));
}

std::uint32_t clique_step::score(unit u) const {
  return count_of(counts({0, words_.size()}), u);
}

std::int32_t clique_step::margin(pattern_view answer) {
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  for (unit u : answer) {
    const range part = mark_module(u / weights_.cues().module_units());
    marked_[u / 64 - part.first] &= ~(std::uint64_t{1} << (u % 64));
    const std::uint32_t rival = keep_largest(counts(part), marked_.data());
    least = std::min(least, static_cast<std::int32_t>(score(u)) - static_cast<std::int32_t>(rival));
  }
  return answer.empty() ? 0 : least;
}

}  // namespace kenyon
