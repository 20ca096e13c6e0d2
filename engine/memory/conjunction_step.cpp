#include "memory/conjunction_step.hpp"

#include <algorithm>

#include "kernels/level.hpp"

namespace kenyon {

conjunction_step::conjunction_step(const conjunction_rows& rows, const layout& out)
    : rows_(rows),
      out_(out),
      words_(rows.words()),
      planes_(kernels::planes_for(max_conjunctions) * words_),
      winners_(words_),
      marked_(words_) {
  for (selected& s : selected_) s.rows.resize(max_conjunctions);
}

void conjunction_step::answer(pattern& units) {
  const selected& cue = selected_[now_];
  n_planes_ = kernels::planes_for(cue.n);
  rows_.count(cue.rows.data(), cue.n, planes_.data());
  const auto& winners = kernels::active().winners;
  winners.top_k_planes(planes_.data(), n_planes_, words_, out_.active(), winners_.data());
  for (std::size_t w = 0; w < words_; ++w) {  // a winner without support is none
    std::uint64_t any = 0;
    for (unsigned p = 0; p < n_planes_; ++p) any |= planes_[p * words_ + w];
    winners_[w] &= any;
  }
  units.resize(out_.active() + 16);  // the kernel stores whole vectors
  units.resize(winners.bits_to_indices(winners_.data(), words_, units.data()));
}

std::uint32_t conjunction_step::weakest(pattern_view units) {
  kernels::active().winners.indices_to_bits(units.data(), units.size(), marked_.data(), words_);
  return keep_smallest(counts(), marked_.data());
}

std::int32_t conjunction_step::margin() {
  marked_ = winners_;
  const std::uint32_t weakest = keep_smallest(counts(), marked_.data());
  for (std::size_t w = 0; w < words_; ++w) marked_[w] = ~winners_[w];
  const std::uint32_t rival = keep_largest(counts(), marked_.data());
  return static_cast<std::int32_t>(weakest) - static_cast<std::int32_t>(rival);
}

}  // namespace kenyon
