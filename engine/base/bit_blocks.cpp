#include "base/bit_blocks.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/block_arrays.hpp"

namespace kenyon {
namespace {

constexpr std::size_t block_bytes = std::size_t{64} << 20;

std::size_t rows_per_block(std::size_t words) {
  return std::max<std::size_t>(1, block_bytes / std::max<std::size_t>(8, words * 8));
}

std::string block_name(const std::string& name, std::size_t number) {
  return name + "/" + std::to_string(number);
}

}  // namespace

void write_bits(block_sink& to, const std::string& name, const bit_matrix& matrix) {
  const std::size_t words = matrix.words();
  const std::size_t rows = rows_per_block(words);
  std::vector<std::uint64_t> block;
  for (std::size_t first = 0; first < matrix.rows(); first += rows) {
    const std::size_t last = std::min(matrix.rows(), first + rows);
    block.clear();
    block.reserve((last - first) * words);
    for (std::size_t r = first; r < last; ++r)
      block.insert(block.end(), matrix.row(r), matrix.row(r) + words);
    write_array(to, block_name(name, first / rows), block);
  }
}

void read_bits(const block_source& from, const std::string& name, bit_matrix& matrix) {
  const std::size_t words = matrix.words();
  const std::size_t rows = rows_per_block(words);
  const std::uint64_t behind =
      matrix.columns() % 64 == 0 ? 0 : ~std::uint64_t{0} << (matrix.columns() % 64);
  for (std::size_t first = 0; first < matrix.rows(); first += rows) {
    const std::size_t last = std::min(matrix.rows(), first + rows);
    const auto block = read_array<std::uint64_t>(from, block_name(name, first / rows),
                                                 std::uint64_t{last - first} * words);
    for (std::size_t r = first; r < last; ++r) {
      const std::uint64_t* const row = block.data() + (r - first) * words;
      if (row[words - 1] & behind)
        throw error(fault::bad_input, "row " + std::to_string(r) + " of the " + name +
                                          " has bits of units that do not exist");
      std::memcpy(matrix.row(r), row, words * 8);
    }
  }
}

}  // namespace kenyon
