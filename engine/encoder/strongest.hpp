// The strongest of many floats, ties to the lower index.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

// A number that orders like the float: -inf < ... < -0 = +0 < ... < +inf; 0 for NaN, below them
// all.
inline std::uint32_t order_key(float value) {
  if (value != value) return 0;
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0f);  // -0 becomes +0
  return bits >> 31 ? ~bits : bits | 0x80000000u;
}

// Picks the k largest keys that are at least `least`, fewer where there are not so many. Scratch
// memory is kept from call to call.
class strongest {
 public:
  void pick(std::span<const std::uint32_t> keys, std::size_t k, std::uint32_t least, pattern& out);

 private:
  std::vector<std::uint32_t> buckets_;
  std::vector<std::uint64_t> tied_;
};

}  // namespace kenyon
