// Private: the module of a unit without a division.
#pragma once
#include <algorithm>
#include <cstdint>

#include <kenyon/pattern/layout.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

class module_of {
 public:
  explicit module_of(const layout& in)  // only for modular ones
      : inverse_(((std::uint64_t{1} << shift) + in.module_units() - 1) /
                 std::max(1u, in.module_units())) {}

  // Exact: units are below 2^24, and the inverse is at most M / 2^40 too large in proportion.
  std::uint32_t operator()(unit u) const {
    return static_cast<std::uint32_t>(u * inverse_ >> shift);
  }

 private:
  static constexpr unsigned shift = 40;
  std::uint64_t inverse_;
};

}  // namespace kenyon
