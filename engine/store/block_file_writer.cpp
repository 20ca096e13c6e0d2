#include <optional>
#include <set>

#include <kenyon/base/error.hpp>
#include <kenyon/io/file.hpp>
#include <kenyon/store/block_file.hpp>

#include "store/block_file_format.hpp"
#include "store/sqlite.hpp"

namespace kenyon {
namespace {

// Durability comes from the fsync before the rename, so SQLite itself neither journals nor syncs.
// Pages of 8 KiB: larger ones gain nothing measurable, 4 KiB cost a quarter of the writing speed,
// and the smallest file has five pages.
std::string set_up() {
  return "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
         "PRAGMA locking_mode=EXCLUSIVE; PRAGMA encoding='UTF-8'; PRAGMA application_id=" +
         std::to_string(block_file::application_id) + "; BEGIN; " +
         std::string(block_file::header_table) + "; " + std::string(block_file::blocks_table) +
         "; " + std::string(block_file::tiles_table) + ";";
}

}  // namespace

struct block_file_writer::state {
  std::string path;
  file_replacement replacement;
  sqlite::database db;
  sqlite::statement add_header, add_block, add_tile;
  std::string json = "{}";
  std::set<std::string, std::less<>> names;
  bool open = true;  // false once committed or failed: half a memory must not be put in place

  explicit state(const std::string& p) : path(p), replacement(p) {
    sqlite3* raw = nullptr;
    const int result =
        sqlite3_open_v2(sqlite::uri_of(replacement.temporary_path()).c_str(), &raw,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    db.reset(raw);
    check(result);
    check(sqlite3_exec(raw, set_up().c_str(), nullptr, nullptr, nullptr));
    add_header = {raw, "INSERT INTO header VALUES(?1, ?2)"};
    add_block = {raw, "INSERT INTO blocks VALUES(?1, ?2)"};
    add_tile = {raw, "INSERT INTO tiles VALUES(?1, ?2, ?3, ?4)"};
  }

  void check(int result) {
    if (result == SQLITE_OK || result == SQLITE_DONE) return;
    open = false;
    if (result == SQLITE_NOMEM || !db)
      throw error(fault::resources, path + ": not enough memory to write");
    throw error(fault::io, path + ": cannot be written: " + sqlite3_errmsg(db.get()));
  }

  void bind(sqlite::statement& s, int position, std::string_view text) {
    check(sqlite3_bind_text64(s.get(), position, text.data(), text.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
  }

  void bind(sqlite::statement& s, int position, std::uint64_t number) {
    check(sqlite3_bind_int64(s.get(), position, static_cast<sqlite3_int64>(number)));
  }

  void run(sqlite::statement& s) {
    const int result = s.step();
    check(result);
    s.reset();
  }

  void add_header_row(std::string_view key, std::string_view value) {
    bind(add_header, 1, key);
    bind(add_header, 2, value);
    run(add_header);
  }

  void write_tile(std::string_view name, std::uint64_t tile, std::span<const std::byte> bytes) {
    bind(add_tile, 1, name);
    bind(add_tile, 2, tile);
    bind(add_tile, 3, block_file::tile_checksum(name, tile, bytes));
    // A null pointer would be bound as NULL, not as an empty blob.
    const void* data = bytes.empty() ? "" : static_cast<const void*>(bytes.data());
    check(sqlite3_bind_blob64(add_tile.get(), 4, data, bytes.size(), SQLITE_STATIC));
    run(add_tile);
  }

  void require_open() const {
    if (!open) throw error(fault::usage, path + ": was committed already, or failed");
  }
};

block_file_writer::block_file_writer(const std::string& path)
    : state_(std::make_unique<state>(path)) {}
block_file_writer::~block_file_writer() = default;
block_file_writer::block_file_writer(block_file_writer&&) noexcept = default;

void block_file_writer::header(std::string_view json) {
  state_->require_open();
  if (json.size() > block_file::max_header_bytes)
    throw error(fault::usage, state_->path + ": expected a header of at most " +
                                  std::to_string(block_file::max_header_bytes) + " bytes, found " +
                                  std::to_string(json.size()));
  state_->json = json;
}

void block_file_writer::block(std::string_view name, std::span<const std::byte> bytes) {
  state_->require_open();
  if (!block_file::is_name(name))
    throw error(fault::usage, state_->path + ": expected a block name of 1 to " +
                                  std::to_string(block_file::max_name_bytes) +
                                  " bytes of UTF-8 without control characters");
  if (state_->names.size() == block_file::max_blocks)
    throw error(fault::usage, state_->path + ": expected at most " +
                                  std::to_string(block_file::max_blocks) + " blocks");
  if (!state_->names.emplace(name).second)
    throw error(fault::usage, state_->path + ": block " + std::string(name) + " is there twice");
  state_->bind(state_->add_block, 1, name);
  state_->bind(state_->add_block, 2, bytes.size());
  state_->run(state_->add_block);
  for (std::uint64_t tile = 0; tile < block_file::tiles_of(bytes.size()); ++tile)
    state_->write_tile(name, tile,
                       bytes.subspan(static_cast<std::size_t>(tile) * block_file::tile_bytes,
                                     block_file::bytes_of_tile(bytes.size(), tile)));
}

void block_file_writer::commit() {
  state& s = *state_;
  s.require_open();
  s.add_header_row("format", block_file::version);
  s.add_header_row("json", s.json);
  const std::uint64_t sum =
      block_file::tile_checksum("json", 0, std::as_bytes(std::span(std::string_view(s.json))));
  s.bind(s.add_header, 1, std::string_view("json_xxh3"));
  s.bind(s.add_header, 2, sum);
  s.run(s.add_header);
  s.check(sqlite3_exec(s.db.get(), "COMMIT", nullptr, nullptr, nullptr));
  s.add_header = {};
  s.add_block = {};
  s.add_tile = {};
  s.check(sqlite3_close(s.db.get()));
  static_cast<void>(s.db.release());
  s.open = false;
  s.replacement.commit();
}

}  // namespace kenyon
