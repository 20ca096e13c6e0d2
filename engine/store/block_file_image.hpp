// A memory file as a SQLite database of doubtful origin: opened for reading, checked, listed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "store/sqlite.hpp"

namespace kenyon::block_file {

struct stored_tile {
  sqlite3_int64 row;
  std::uint64_t xxh3;
};

struct stored_block {
  std::uint64_t bytes = 0;  // the sum of its tiles
  std::vector<stored_tile> tiles;
};

struct directory {
  std::string json;
  std::map<std::string, stored_block, std::less<>> blocks;
};

// Throws error{io} where the file cannot be opened. What is in it has not been looked at.
sqlite::database open_path(const std::string& path);

// Copies the bytes. Throws error{bad_input} unless they are an intact image by their length and
// preamble.
sqlite::database open_bytes(std::span<const std::byte> bytes, const std::string& name);

// Everything but the tiles' bytes. Throws error{bad_input} unless the two tables of blocks and
// tiles agree in every name, number and size.
directory read_directory(sqlite3* db, const std::string& name);

// Fills `out` from one row of the table of tiles; `where` begins error sentences. `reuse` keeps the
// handle from tile to tile.
void read_tile(sqlite3* db, sqlite::blob& reuse, sqlite3_int64 row, std::span<std::byte> out,
               const std::string& where);

}  // namespace kenyon::block_file
