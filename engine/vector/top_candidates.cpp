#include "vector/top_candidates.hpp"

#include <algorithm>

namespace kenyon {

void top_candidates::start(std::size_t count, std::int64_t least, std::int64_t span) {
  all_.clear();
  counts_.assign(steps, 0);
  count_ = count;
  above_ = step_ = 0;
  least_ = least;
  for (shift_ = 0; (span >> shift_) >= static_cast<std::int64_t>(steps); ++shift_) {
  }
  bound_ = std::int64_t{-1} << 60;
}

void top_candidates::add(std::int64_t support, std::uint32_t which) {
  if (support < bound_) return;
  all_.push_back({support, which});
  constexpr auto last = static_cast<std::int64_t>(steps) - 1;
  const auto step =
      static_cast<std::size_t>(std::clamp<std::int64_t>((support - least_) >> shift_, 0, last));
  ++counts_[step];
  ++above_;
  while (above_ - counts_[step_] >= count_) {
    above_ -= counts_[step_++];
    bound_ = least_ + (static_cast<std::int64_t>(step_) << shift_);
  }
}

const std::vector<coded_candidate>& top_candidates::finish() {
  if (all_.size() <= count_) return all_;
  all_.erase(std::remove_if(all_.begin(), all_.end(),
                            [&](const coded_candidate& c) { return c.support < bound_; }),
             all_.end());
  const auto end = all_.begin() + static_cast<std::ptrdiff_t>(count_);
  std::nth_element(all_.begin(), end - 1, all_.end(),
                   [](const coded_candidate& a, const coded_candidate& b) {
                     return a.support != b.support ? a.support > b.support : a.which < b.which;
                   });
  all_.erase(end, all_.end());
  return all_;
}

}  // namespace kenyon
