// Private: a natural logarithm of our own. That of the C library differs in its last bit from
// version to version and from processor to processor; what weights are made of must not.
#pragma once
#include <bit>
#include <cstdint>

namespace kenyon {

// Of a normal number above zero; relative error below 1e-13.
inline double natural_log(double x) {
  constexpr double ln_2 = 0.69314718055994530942;
  constexpr std::uint64_t bits_of_root_half = 0x3fe6a09e667f3bcd;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const auto exponent = static_cast<std::int64_t>(bits - bits_of_root_half) >> 52;
  // x = m 2^exponent with m from sqrt(1/2) to sqrt(2); ln m = 2 artanh((m-1)/(m+1)).
  const auto m = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(exponent) << 52));
  const double s = (m - 1) / (m + 1);
  const double q = s * s;
  const double series =
      1 +
      q * (1.0 / 3 +
           q * (1.0 / 5 +
                q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 + q * (1.0 / 13 + q * (1.0 / 15)))))));
  return static_cast<double>(exponent) * ln_2 + 2 * s * series;
}

}  // namespace kenyon
