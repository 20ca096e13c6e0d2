#include "store/block_file_image.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include <kenyon/base/error.hpp>

#include "base/text.hpp"
#include "io/array_format.hpp"
#include "io/system_error.hpp"
#include "store/block_file_format.hpp"

namespace kenyon::block_file {
namespace {

constexpr std::size_t preamble_bytes = 100;
using preamble = std::array<std::byte, preamble_bytes>;

std::uint32_t big_endian(const preamble& p, std::size_t at, std::size_t bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value = value << 8 | static_cast<std::uint32_t>(p[at + i]);
  return value;
}

[[noreturn]] void damaged(const std::string& name, const std::string& how) {
  throw error(fault::bad_input, name + ": expected an intact memory file, found damage: " + how);
}

// The preamble of a SQLite database (sqlite.org/fileformat2.html, 1.3), judged before SQLite parses
// anything: no file is shorter or longer than its pages, or has changes waiting in a log beside it.
void check_preamble(const preamble& p, std::uint64_t file_bytes, const std::string& name) {
  constexpr std::string_view magic("SQLite format 3\0", 16);
  if (file_bytes == 0) throw_expected(name, "a memory file", "an empty file");
  if (file_bytes < preamble_bytes || std::memcmp(p.data(), magic.data(), magic.size()) != 0)
    throw_expected(name, "a memory file",
                   first_bytes_text(bytes_view(p).first(
                       static_cast<std::size_t>(std::min<std::uint64_t>(file_bytes, 4)))));
  if (big_endian(p, 68, 4) != application_id)
    throw_expected(name, "a memory file", "a SQLite database of another kind");
  const std::uint32_t coded = big_endian(p, 16, 2);
  const std::uint64_t page = coded == 1 ? 65536 : coded;
  if (page < 512 || (page & (page - 1)) != 0)
    damaged(name, "pages of " + std::to_string(page) + " bytes");
  const std::uint64_t whole = page * big_endian(p, 28, 4);
  if (file_bytes != whole)
    throw_expected(name, "a memory file of " + std::to_string(whole) + " bytes",
                   std::to_string(file_bytes));
  if (big_endian(p, 18, 2) == 0x0202)
    throw_expected(name, "a memory file without a log",
                   "one in WAL mode (set PRAGMA journal_mode=DELETE)");
  if (big_endian(p, 18, 2) != 0x0101 || big_endian(p, 20, 1) != 0 || big_endian(p, 56, 4) != 1)
    damaged(name, "an unknown kind of SQLite preamble");
}

// Nothing in the file may run code, and no value may be longer than a tile.
void restrain(sqlite3* db) {
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  for (int setting :
       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
        SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML})
    sqlite3_db_config(db, setting, 0, nullptr);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 2 * static_cast<int>(tile_bytes));
  sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 65536);
  sqlite3_limit(db, SQLITE_LIMIT_COLUMN, 64);
  sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 20);
  sqlite3_limit(db, SQLITE_LIMIT_COMPOUND_SELECT, 3);
  sqlite3_limit(db, SQLITE_LIMIT_VDBE_OP, 25000);
  sqlite3_limit(db, SQLITE_LIMIT_FUNCTION_ARG, 8);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_exec(db, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;", nullptr, nullptr, nullptr);
}

sqlite::database open_database(const char* uri, const std::string& name) {
  sqlite3* raw = nullptr;
  const int result = sqlite3_open_v2(
      uri, &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_FULLMUTEX, nullptr);
  sqlite::database db(raw);
  if (!raw) throw error(fault::resources, name + ": not enough memory to open");
  if (result != SQLITE_OK) throw_io(name, "cannot be opened", sqlite3_system_errno(raw));
  restrain(raw);
  return db;
}

// The file that SQLite has open, not whatever bears its name by now. Returns its size.
std::uint64_t check_image(sqlite3* db, const std::string& name) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  preamble p{};
  sqlite3_int64 bytes = 0;
  if (!file || !file->pMethods || file->pMethods->xFileSize(file, &bytes) != SQLITE_OK)
    throw error(fault::io, name + ": cannot be examined");
  const int result = file->pMethods->xRead(file, p.data(), preamble_bytes, 0);
  if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ)
    throw error(fault::io, name + ": cannot be read");
  check_preamble(p, static_cast<std::uint64_t>(bytes), name);
  return static_cast<std::uint64_t>(bytes);
}

// SQLite also reports a damaged row that asks for gigabytes as SQLITE_NOMEM; a sound one takes a
// tile.
bool is_memory_left() {
  void* memory = sqlite3_malloc64(4 * tile_bytes);
  sqlite3_free(memory);
  return memory != nullptr;
}

[[noreturn]] void throw_result(sqlite3* db, int result, const std::string& name) {
  if (result == SQLITE_NOMEM && !is_memory_left())
    throw error(fault::resources, name + ": not enough memory to read");
  if (result == SQLITE_INTERRUPT) damaged(name, "pages that refer to each other without end");
  if ((result & 0xff) == SQLITE_IOERR && sqlite3_extended_errcode(db) != SQLITE_IOERR_SHORT_READ)
    throw error(fault::io, name + ": cannot be read: " + sqlite3_errmsg(db));
  damaged(name, printable(sqlite3_errmsg(db), 200));  // may quote the file
}

// A hostile tree of pages can list one row more often than there are atoms. Each row takes less
// than 64 steps and there are at most max_blocks + one a MiB.
class step_limit {
 public:
  step_limit(sqlite3* db, std::uint64_t file_bytes)
      : db_(db), rounds_(5000 + file_bytes / tile_bytes) {
    sqlite3_progress_handler(db, 1000, count, this);
  }
  ~step_limit() { sqlite3_progress_handler(db_, 0, nullptr, nullptr); }
  step_limit(const step_limit&) = delete;
  step_limit& operator=(const step_limit&) = delete;

 private:
  static int count(void* self) {
    std::uint64_t& rounds = static_cast<step_limit*>(self)->rounds_;
    if (rounds > 0) --rounds;
    return rounds == 0;
  }
  sqlite3* db_;
  std::uint64_t rounds_;
};

// Calls row(statement) for each row.
template <class F>
void for_each_row(sqlite3* db, const char* query, const std::string& name, F row) {
  sqlite::statement rows(db, query);
  int result;
  while ((result = rows.step()) == SQLITE_ROW) row(rows);
  if (result != SQLITE_DONE) throw_result(db, result, name);
}

// Only tables, and ours exactly as the writer makes them: no view, trigger, generated column or
// constraint of a stranger's is ever evaluated.
void check_schema(sqlite3* db, const std::string& name) {
  int known = 0;
  for_each_row(db, "SELECT type, name, sql FROM sqlite_schema", name, [&](const auto& row) {
    const std::string_view sql = row.text(2);
    if (row.text(0) == "index" && row.is(2, SQLITE_NULL)) return;
    if (row.text(0) != "table")
      throw_expected(name, "tables and nothing else", "another object in the database");
    for (const auto& [table, text] :
         {std::pair<std::string_view, std::string_view>{"header", header_table},
          {"blocks", blocks_table},
          {"tiles", tiles_table}}) {
      if (row.text(1) != table) continue;
      if (sql != text) damaged(name, "a table " + std::string(table) + " of another form");
      ++known;
    }
  });
  if (known != 3) damaged(name, "expected tables header, blocks and tiles");
}

void check_version(std::string_view format, const std::string& name) {
  const std::string_view major = format.substr(0, format.find('.'));
  if (major == version.substr(0, version.find('.')) && major.size() < format.size()) return;
  std::string found(format.substr(0, 16));
  std::replace_if(
      found.begin(), found.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  throw_expected(name, "format " + std::to_string(major_version) + ".x",
                 "format " + printable(format, 16) + ", written by a newer Kenyon or damaged");
}

std::string read_json(sqlite3* db, const std::string& name) {
  std::string json;
  std::uint64_t sum = 0;
  int found = 0;
  for_each_row(db, "SELECT key, value FROM header", name, [&](const auto& row) {
    const std::string_view key = row.text(0);
    if (key == "format")
      ++found, check_version(row.text(1), name);
    else if (key == "json" && row.is(1, SQLITE_TEXT))
      ++found, json = row.text(1);
    else if (key == "json_xxh3")
      ++found, sum = static_cast<std::uint64_t>(row.integer(1));
  });
  if (found != 3) damaged(name, "an incomplete header");
  if (tile_checksum("json", 0, std::as_bytes(std::span(json))) != sum)
    damaged(name, "the header does not match its checksum");
  return json;
}

// Sizes that the table of blocks claims, to be compared with what is there.
using claimed_sizes = std::map<std::string, std::uint64_t, std::less<>>;

claimed_sizes read_claims(sqlite3* db, const std::string& name) {
  claimed_sizes claims;
  for_each_row(db, "SELECT name, bytes FROM blocks", name, [&](const auto& row) {
    if (!row.is(0, SQLITE_TEXT) || !row.is(1, SQLITE_INTEGER) || !is_name(row.text(0)) ||
        row.integer(1) < 0 || claims.size() == max_blocks)
      damaged(name, "a strange row in the table of blocks");
    if (!claims.emplace(row.text(0), static_cast<std::uint64_t>(row.integer(1))).second)
      damaged(name, "a block that is listed twice");
  });
  return claims;
}

// Lists the tiles. What is kept grows with rows that have the size they should have, and all of
// them together with the file.
void read_tiles(sqlite3* db, const std::string& name, const claimed_sizes& claims,
                std::uint64_t file_bytes, directory& out) {
  std::uint64_t total = 0;
  const char* query =
      "SELECT rowid, block, tile, xxh3, typeof(bytes), length(bytes) FROM tiles NOT INDEXED";
  for_each_row(db, query, name, [&](const auto& row) {
    const auto claim = claims.find(row.text(1));
    if (claim == claims.end()) damaged(name, "a tile of an unknown block");
    stored_block& block = out.blocks[claim->first];
    const std::uint64_t tile = block.tiles.size();
    if (!row.is(2, SQLITE_INTEGER) || static_cast<std::uint64_t>(row.integer(2)) != tile ||
        tile >= tiles_of(claim->second))
      damaged(name, "tiles of block " + claim->first + " out of order");
    const std::size_t bytes = bytes_of_tile(claim->second, tile);
    total += bytes;
    if (!row.is(3, SQLITE_INTEGER) || row.text(4) != "blob" ||
        static_cast<std::uint64_t>(row.integer(5)) != bytes || total > file_bytes)
      damaged(name, "tile " + std::to_string(tile) + " of block " + claim->first +
                        " does not have its " + std::to_string(bytes) + " bytes");
    block.tiles.push_back({row.integer(0), static_cast<std::uint64_t>(row.integer(3))});
    block.bytes += bytes;
  });
}

}  // namespace

sqlite::database open_path(const std::string& path) {
  struct stat about {};
  if (path.empty() || path.find('\0') != std::string::npos)
    throw_io(path, "cannot be opened", ENOENT);
  if (::stat(path.c_str(), &about) != 0) throw_io(path, "cannot be opened", errno);
  if (!S_ISREG(about.st_mode))
    throw error(fault::io, path + ": expected a file, found " +
                               (S_ISDIR(about.st_mode) ? "a directory" : "a device or pipe"));
  // A file is replaced, never changed in place: immutable spares locks and looks for no journal.
  return open_database((sqlite::uri_of(path) + "?immutable=1").c_str(), path);
}

sqlite::database open_bytes(std::span<const std::byte> bytes, const std::string& name) {
  preamble p{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), preamble_bytes), p.begin());
  check_preamble(p, bytes.size(), name);
  sqlite::database db = open_database("file::memory:", name);
  auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(bytes.size()));
  if (!copy) throw error(fault::resources, name + ": not enough memory to open");
  std::memcpy(copy, bytes.data(), bytes.size());
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  // SQLite frees the copy, even when it fails.
  const int result =
      sqlite3_deserialize(db.get(), "main", copy, size, size,
                          SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
  if (result != SQLITE_OK) throw_result(db.get(), result, name);
  return db;
}

directory read_directory(sqlite3* db, const std::string& name) {
  const std::uint64_t file_bytes = check_image(db, name);
  const step_limit limit(db, file_bytes);
  check_schema(db, name);
  directory found;
  found.json = read_json(db, name);
  const claimed_sizes claims = read_claims(db, name);
  read_tiles(db, name, claims, file_bytes, found);
  for (const auto& [block, bytes] : claims) {
    const auto there = found.blocks.find(block);
    if (there == found.blocks.end() || there->second.tiles.size() != tiles_of(bytes))
      damaged(name, "tiles of block " + block + " are missing");
  }
  return found;
}

void read_tile(sqlite3* db, sqlite::blob& reuse, sqlite3_int64 row, std::span<std::byte> out,
               const std::string& where) {
  int result;
  if (reuse) {
    result = sqlite3_blob_reopen(reuse.get(), row);
  } else {
    sqlite3_blob* raw = nullptr;
    result = sqlite3_blob_open(db, "main", "tiles", "bytes", row, 0, &raw);
    reuse.reset(raw);
  }
  if (result != SQLITE_OK) throw_result(db, result, where);
  if (static_cast<std::size_t>(sqlite3_blob_bytes(reuse.get())) != out.size())
    damaged(where, "another size than its row has");
  if (out.empty()) return;
  result = sqlite3_blob_read(reuse.get(), out.data(), static_cast<int>(out.size()), 0);
  if (result != SQLITE_OK) throw_result(db, result, where);
}

}  // namespace kenyon::block_file
