// Memory files for tests, and the SQLite shell's work on them.
#pragma once
#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <kenyon/store/block_file.hpp>

#include "../io/temporary_folder.hpp"

using blocks = std::map<std::string, std::vector<std::byte>>;

inline std::vector<std::byte> noise_bytes(std::size_t n, std::uint64_t seed) {
  std::vector<std::byte> bytes(n);
  for (std::size_t i = 0; i < n; ++i) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    bytes[i] = static_cast<std::byte>(seed >> 56);
  }
  return bytes;
}

inline void write_blocks(const std::string& path, const blocks& content,
                         std::string_view header = "{\"rule\":\"willshaw\"}") {
  kenyon::block_file_writer writer(path);
  writer.header(header);
  for (const auto& [name, bytes] : content) writer.block(name, bytes);
  writer.commit();
}

// Everything a reader tells.
inline blocks read_blocks(const kenyon::block_file_reader& reader) {
  blocks content;
  for (const std::string& name : reader.names()) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(reader.size(name)));
    reader.read(name, bytes);
    content.emplace(name, std::move(bytes));
  }
  return content;
}

// Changes a file as the sqlite3 shell would.
inline void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  char* message = nullptr;
  const int result = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message);
  INFO((message ? message : ""));
  sqlite3_close(db);
  sqlite3_free(message);
  REQUIRE(result == SQLITE_OK);
}
