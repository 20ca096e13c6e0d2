#define XXH_INLINE_ALL
#include <xxhash.h>

#include "store/block_file_format.hpp"

namespace kenyon::block_file {

std::uint64_t tile_checksum(std::string_view name, std::uint64_t tile,
                            std::span<const std::byte> bytes) {
  const std::uint64_t seed = XXH3_64bits(name.data(), name.size()) + tile;
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace kenyon::block_file
