// IEEE 754 binary16 to binary32, exact for every value.
#pragma once
#include <bit>
#include <cstdint>

namespace kenyon {

constexpr float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 31u;
  const std::uint32_t fraction = half & 1023u;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
  if (exponent != 0) return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
  // Zero and subnormals: fraction * 2^-24, exact because float has the range
  const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
}

static_assert(half_to_float(0x3c00) == 1.0f && half_to_float(0xc000) == -2.0f);
static_assert(half_to_float(0x0001) == 0x1p-24f && half_to_float(0x7bff) == 65504.0f);

}  // namespace kenyon
