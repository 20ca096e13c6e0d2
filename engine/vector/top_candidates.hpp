// Private: the best of many candidates, most of which fall short of a bound that rises.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kenyon {

struct coded_candidate {
  std::int64_t support;
  std::uint32_t which;
};

// Supports are counted in steps; the bound is the highest step that leaves enough at or above it.
class top_candidates {
 public:
  // Keeps `count`; supports from `least` on, over a range of `span`, are told apart.
  void start(std::size_t count, std::int64_t least, std::int64_t span);
  std::int64_t bound() const { return bound_; }
  void add(std::int64_t support, std::uint32_t which);
  // The best, equal ones by lower number, in no order.
  const std::vector<coded_candidate>& finish();

 private:
  static constexpr std::size_t steps = 1024;
  std::vector<coded_candidate> all_;
  std::vector<std::uint32_t> counts_;
  std::size_t count_ = 0, above_ = 0, step_ = 0;
  unsigned shift_ = 0;  // a step is 2^shift_
  std::int64_t least_ = 0, bound_ = 0;
};

}  // namespace kenyon
