// Private to the scalar kernel files.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels::scalar {
namespace {

constexpr std::size_t word_bits = 64;

// Set bits of a word, added up in pairs, nibbles, bytes. Spelled out because std::popcount is a
// call into the compiler's library on a processor without the popcnt instruction.
inline std::uint64_t ones(std::uint64_t word) {
  word -= (word >> 1) & 0x5555555555555555U;
  word = (word & 0x3333333333333333U) + ((word >> 2) & 0x3333333333333333U);
  word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fU;
  return (word * 0x0101010101010101U) >> 56;
}

}  // namespace
}  // namespace kenyon::kernels::scalar
