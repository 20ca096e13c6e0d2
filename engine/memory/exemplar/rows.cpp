#include "memory/exemplar/rows.hpp"

#include <algorithm>

#include <kenyon/base/available_memory.hpp>

#include "base/active_kernels.hpp"
#include "base/block_arrays.hpp"
#include "base/pages.hpp"

namespace kenyon {

exemplar_rows::exemplar_rows(std::uint32_t units)
    : units_(units),
      words_((units + 63) / 64),
      block_rows_(std::max<std::size_t>(1, huge_page / bit_matrix::bytes_of(1, units))) {}

std::size_t exemplar_rows::rows_of(std::size_t block) const {
  return std::min(block_rows_, size_ - first_of(block));
}

std::uint32_t exemplar_rows::count(std::size_t i) const {
  return static_cast<std::uint32_t>(active_kernels().bits.count(row(i), words_));
}

std::uint64_t exemplar_rows::bytes() const {
  std::uint64_t sum = 0;
  for (const bit_matrix& b : blocks_) sum += b.bytes();
  return sum;
}

void exemplar_rows::reserve(std::size_t more) {
  const std::size_t wanted = (size_ + more + block_rows_ - 1) / block_rows_;
  if (wanted <= blocks_.size()) return;
  require_memory(bit_matrix::bytes_of((wanted - blocks_.size()) * block_rows_, units_),
                 "the exemplars");
  blocks_.reserve(wanted);
  while (blocks_.size() < wanted) blocks_.emplace_back(block_rows_, units_);
}

void exemplar_rows::push_back(pattern_view p) {
  active_kernels().winners.indices_to_bits(p.data(), p.size(), row(size_), words_);
  ++size_;
}

void exemplar_rows::remove(std::size_t i) {
  std::copy_n(row(size_ - 1), words_, row(i));
  --size_;
  blocks_.resize(blocks());
}

void exemplar_rows::save(block_sink& to, const std::string& name) const {
  std::vector<std::uint64_t> words;
  for (std::size_t b = 0; b < blocks(); ++b) {
    words.clear();
    for (std::size_t r = 0; r < rows_of(b); ++r)
      words.insert(words.end(), block(b).row(r), block(b).row(r) + words_);
    write_array(to, name + "/" + std::to_string(b), words);
  }
}

void exemplar_rows::load(const block_source& from, const std::string& name, std::uint64_t rows) {
  const std::uint64_t behind = units_ % 64 == 0 ? 0 : ~std::uint64_t{0} << (units_ % 64);
  for (std::size_t b = 0; size_ < rows; ++b) {
    const std::uint64_t here = std::min<std::uint64_t>(block_rows_, rows - size_);
    const auto words =
        read_array<std::uint64_t>(from, name + "/" + std::to_string(b), here * words_);
    reserve(here);
    for (std::uint64_t r = 0; r < here; ++r) {
      const std::uint64_t* const bits = words.data() + r * words_;
      if (bits[words_ - 1] & behind)
        throw error(fault::bad_input, "row " + std::to_string(size_) + " of " + name +
                                          " has bits of units that do not exist");
      std::copy_n(bits, words_, row(size_));
      ++size_;
    }
  }
}

}  // namespace kenyon
