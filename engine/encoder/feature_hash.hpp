// A string as an index of random numbers: XXH3, 64 bits, whose values its authors promise not to
// change.
#pragma once
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdint>
#include <string_view>

namespace kenyon {

inline std::uint64_t feature_hash(std::string_view text) {
  return XXH3_64bits(text.data(), text.size());
}

}  // namespace kenyon
