#include <kenyon/base/random.hpp>

#include <Random123/philox.h>

#include <algorithm>

namespace kenyon {

random_sequence::random_sequence(std::uint64_t seed, stream which, std::uint64_t index)
    : seed_(seed), index_(index), stream_(static_cast<std::uint32_t>(which)) {}

std::uint32_t random_sequence::next() {
  if (left_ == 0) {
    const philox4x32_key_t key{
        {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
    const philox4x32_ctr_t counter{{block_++, stream_, static_cast<std::uint32_t>(index_),
                                    static_cast<std::uint32_t>(index_ >> 32)}};
    const philox4x32_ctr_t drawn = philox4x32(counter, key);
    std::copy_n(drawn.v, 4, numbers_.begin());
    left_ = 4;
  }
  return numbers_[4 - left_--];
}

std::uint32_t random_sequence::below(std::uint32_t bound) {
  // Lemire, "Fast random integer generation in an interval", 2019: multiply, reject the short
  // remainder.
  std::uint64_t product = std::uint64_t{next()} * bound;
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t floor = (0u - bound) % bound;
    while (static_cast<std::uint32_t>(product) < floor) product = std::uint64_t{next()} * bound;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

void draw_distinct(random_sequence& numbers, std::uint32_t bound, std::span<std::uint32_t> out) {
  // Floyd's sampling: exactly out.size() draws, every subset equally likely. The sorted prefix of
  // `out` answers "already drawn?"; insertion keeps it sorted.
  const auto count = static_cast<std::uint32_t>(out.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t top = bound - count + i;
    std::uint32_t drawn = numbers.below(top + 1);
    auto place = std::lower_bound(out.begin(), out.begin() + i, drawn);
    if (place != out.begin() + i && *place == drawn) {
      drawn = top;
      place = out.begin() + i;
    }
    std::copy_backward(place, out.begin() + i, out.begin() + i + 1);
    *place = drawn;
  }
}

}  // namespace kenyon
