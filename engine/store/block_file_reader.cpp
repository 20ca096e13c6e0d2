#include <kenyon/base/error.hpp>
#include <kenyon/store/block_file.hpp>

#include "store/block_file_format.hpp"
#include "store/block_file_image.hpp"
#include "store/sqlite.hpp"

namespace kenyon {

struct block_file_reader::state {
  std::string name;
  sqlite::database db;
  block_file::directory contents;

  const block_file::stored_block& find(std::string_view block) const {
    const auto found = contents.blocks.find(block);
    if (found == contents.blocks.end())
      throw error(fault::bad_input,
                  name + ": expected a block " + std::string(block) + ", found none of that name");
    return found->second;
  }
};

block_file_reader::block_file_reader(std::unique_ptr<state> s) : state_(std::move(s)) {}
block_file_reader::~block_file_reader() = default;
block_file_reader::block_file_reader(block_file_reader&&) noexcept = default;

block_file_reader::block_file_reader(const std::string& path) : state_(std::make_unique<state>()) {
  state_->name = path;
  state_->db = block_file::open_path(path);
  state_->contents = block_file::read_directory(state_->db.get(), path);
}

block_file_reader block_file_reader::from_bytes(std::span<const std::byte> bytes,
                                                const std::string& name) {
  auto s = std::make_unique<state>();
  s->name = name;
  s->db = block_file::open_bytes(bytes, name);
  s->contents = block_file::read_directory(s->db.get(), name);
  return block_file_reader(std::move(s));
}

const std::string& block_file_reader::header() const {
  return state_->contents.json;
}

std::vector<std::string> block_file_reader::names() const {
  std::vector<std::string> names;
  for (const auto& [name, block] : state_->contents.blocks) names.push_back(name);
  return names;
}

bool block_file_reader::has(std::string_view name) const {
  return state_->contents.blocks.find(name) != state_->contents.blocks.end();
}

std::uint64_t block_file_reader::size(std::string_view name) const {
  return state_->find(name).bytes;
}

void block_file_reader::read(std::string_view name, std::span<std::byte> out) const {
  const block_file::stored_block& block = state_->find(name);
  const std::string where = state_->name + ": block " + std::string(name);
  if (block.bytes != out.size())
    throw error(fault::bad_input, where + ": expected " + std::to_string(out.size()) +
                                      " bytes, found " + std::to_string(block.bytes));
  sqlite::blob blob;
  for (std::size_t i = 0; i < block.tiles.size(); ++i) {
    const std::span<std::byte> tile =
        out.subspan(i * block_file::tile_bytes, block_file::bytes_of_tile(block.bytes, i));
    const std::string tile_name = where + ", tile " + std::to_string(i);
    block_file::read_tile(state_->db.get(), blob, block.tiles[i].row, tile, tile_name);
    if (block_file::tile_checksum(name, i, tile) != block.tiles[i].xxh3)
      throw error(fault::bad_input, tile_name + ": expected its checksum, found damage");
  }
}

}  // namespace kenyon
