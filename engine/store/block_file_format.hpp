// What the writer and the reader of memory files agree on.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/text.hpp"

namespace kenyon::block_file {

inline constexpr std::uint32_t application_id = 0x4b594e31;  // "KYN1"
// A reader accepts any minor version of its major one: a minor version may add tables and header
// rows.
inline constexpr int major_version = 1;
inline constexpr std::string_view version = "1.0";

inline constexpr std::size_t tile_bytes = std::size_t{1} << 20;
inline constexpr std::size_t max_header_bytes = std::size_t{1} << 20;
inline constexpr std::size_t max_name_bytes = 255;
inline constexpr std::size_t max_blocks = 65536;

// xxh3 stands before bytes, so that it is read without following a tile's pages to their end.
inline constexpr std::string_view header_table =
    "CREATE TABLE header(key TEXT PRIMARY KEY NOT NULL, value NOT NULL) WITHOUT ROWID";
inline constexpr std::string_view blocks_table =
    "CREATE TABLE blocks(name TEXT PRIMARY KEY NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID";
inline constexpr std::string_view tiles_table =
    "CREATE TABLE tiles(block TEXT NOT NULL, tile INTEGER NOT NULL, xxh3 INTEGER NOT NULL, "
    "bytes BLOB NOT NULL, PRIMARY KEY(block, tile))";

// An empty block has one empty tile: a checksum stands over every name.
constexpr std::uint64_t tiles_of(std::uint64_t bytes) {
  return bytes == 0 ? 1 : bytes / tile_bytes + (bytes % tile_bytes != 0);
}

constexpr std::size_t bytes_of_tile(std::uint64_t block_bytes, std::uint64_t tile) {
  const std::uint64_t rest = block_bytes - tile * tile_bytes;
  return rest < tile_bytes ? static_cast<std::size_t>(rest) : tile_bytes;
}

inline bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= max_name_bytes && is_plain_text(name);
}

// XXH3-64 seeded with XXH3-64(name) + tile: a tile in another's place is noticed like a flipped
// bit.
std::uint64_t tile_checksum(std::string_view name, std::uint64_t tile,
                            std::span<const std::byte> bytes);

}  // namespace kenyon::block_file
