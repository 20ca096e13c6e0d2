#include <kenyon/base/available_memory.hpp>

#include "memory/exemplar/rows.hpp"

#include <algorithm>

#include "base/active_kernels.hpp"
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

}  // namespace kenyon
