#include <kenyon/base/bit_matrix.hpp>

#include <cstring>

#include "base/pages.hpp"

namespace kenyon {
namespace {

// Whole cache lines; an odd number of them once rows are long, because with a power of two the same
// column of all rows would fall into a few cache sets and a tile of the matrix would evict itself.
std::size_t stride_for(std::size_t columns) {
  std::size_t lines = (columns + 511) / 512;
  if (lines >= 16 && lines % 2 == 0) ++lines;
  return lines * 8;
}

}  // namespace

bit_matrix::bit_matrix(std::size_t rows, std::size_t columns)
    : rows_(rows),
      columns_(columns),
      stride_(stride_for(columns)),
      data_(zeroed_pages(bytes(), "the weight matrix")) {}

std::uint64_t bit_matrix::bytes_of(std::size_t rows, std::size_t columns) {
  return std::uint64_t{rows} * stride_for(columns) * 8;
}

void bit_matrix::move_to(std::uint64_t* zeroed) {
  data_ = {zeroed, unmap{0}};
}

bit_matrix bit_matrix::clone() const {
  bit_matrix copy(rows_, columns_);
  if (data_) std::memcpy(copy.data_.get(), data_.get(), bytes());
  return copy;
}

}  // namespace kenyon
