// The memory file (.kyn): one SQLite database of a JSON header and named blocks of bytes, each
// block in tiles that carry an XXH3-64 checksum. Inspect one with the sqlite3 shell:
//   header(key TEXT PRIMARY KEY, value)            format = '1.0', json, json_xxh3
//   blocks(name TEXT PRIMARY KEY, bytes INTEGER)   size of each block
//   tiles(block TEXT, tile INTEGER, xxh3 INTEGER, bytes BLOB, PRIMARY KEY(block, tile))
// Tiles are of 1 MiB, the last of a block shorter; an empty block has one empty tile. A checksum is
// seeded with the block's name and the tile's number, so that a tile in the wrong place is noticed
// too. application_id is 0x4b594e31 ("KYN1"). A file is written whole beside its target, made
// durable and renamed into place. Readers refuse damaged, truncated or foreign files in one
// sentence, and allocate nothing that a file merely claims.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/base/blocks.hpp>

namespace kenyon {

class block_file_writer final : public block_sink {
 public:
  explicit block_file_writer(const std::string& path);  // throws error{io}
  ~block_file_writer() override;                        // without commit(): nothing happened
  block_file_writer(block_file_writer&&) noexcept;
  void header(std::string_view json);  // at most 1 MiB; "{}" without
  // The name is 1 to 255 bytes of UTF-8 without control characters, each name once, at most 65536
  // of them; throws error{usage}, error{io}.
  void block(std::string_view name, std::span<const std::byte> bytes) override;
  void commit();  // throws error{io}; the old file stays in that case

 private:
  struct state;
  std::unique_ptr<state> state_;
};

class block_file_reader final : public block_source {
 public:
  explicit block_file_reader(const std::string& path);  // throws error{io}, error{bad_input}
  // From bytes in memory (fuzzing, embedding), which are copied; `name` begins error sentences.
  static block_file_reader from_bytes(std::span<const std::byte> bytes, const std::string& name);
  ~block_file_reader() override;
  block_file_reader(block_file_reader&&) noexcept;

  const std::string& header() const;
  std::vector<std::string> names() const;
  bool has(std::string_view name) const override;
  // Bytes that are really there: the sum over the block's tiles; throws error{bad_input} when
  // absent.
  std::uint64_t size(std::string_view name) const override;
  // Fills out exactly; throws error{bad_input} when the block is absent, its size differs or a
  // checksum fails.
  void read(std::string_view name, std::span<std::byte> out) const override;

 private:
  struct state;
  explicit block_file_reader(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

}  // namespace kenyon
