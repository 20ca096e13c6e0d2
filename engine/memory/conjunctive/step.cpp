#include "memory/conjunctive/step.hpp"

#include <algorithm>

#include "base/active_kernels.hpp"

namespace kenyon {

conjunction_step::conjunction_step(const conjunction_rows& rows, const layout& out,
                                   std::size_t most)
    : rows_(rows),
      out_(out),
      words_(rows.words()),
      planes_(kernels::planes_for(most) * words_),
      winners_(words_),
      marked_(words_),
      units_(out.active() + 16) {  // bits_to_indices stores whole vectors
  for (selected& s : selected_) s.rows.resize(most);
}

pattern_view conjunction_step::answer() {
  const selected& cue = selected_[now_];
  const selected& next = selected_[1 - now_];
  n_planes_ = kernels::planes_for(cue.n);
  rows_.best({cue.rows.data(), cue.n}, {next.rows.data(), next.n}, out_.active(), planes_.data(),
             winners_.data());
  return {units_.data(),
          active_kernels().winners.bits_to_indices(winners_.data(), words_, units_.data())};
}

std::uint32_t conjunction_step::weakest(pattern_view units) {
  active_kernels().winners.indices_to_bits(units.data(), units.size(), marked_.data(), words_);
  return keep_smallest(planes(), marked_.data());
}

void conjunction_step::counts(std::span<std::int32_t> supports) {
  unpacked_.assign(words_ * 64, 0);
  if (selected_[now_].n > 0)
    active_kernels().rows.unpack(planes_.data(), n_planes_, words_, unpacked_.data());
  std::copy_n(unpacked_.begin(), supports.size(), supports.begin());
}

std::int32_t conjunction_step::margin() {
  marked_ = winners_;
  const std::uint32_t weakest = keep_smallest(planes(), marked_.data());
  for (std::size_t w = 0; w < words_; ++w) marked_[w] = ~winners_[w];
  const std::uint32_t rival = keep_largest(planes(), marked_.data());
  return static_cast<std::int32_t>(weakest) - static_cast<std::int32_t>(rival);
}

}  // namespace kenyon
