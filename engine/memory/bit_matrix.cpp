#include <kenyon/memory/bit_matrix.hpp>

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include <kenyon/error.hpp>

namespace kenyon {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

// Whole cache lines; an odd number of them once rows are long, because with a power of two the same
// column of all rows would fall into a few cache sets and a tile of the matrix would evict itself.
std::size_t stride_for(std::size_t columns) {
  std::size_t lines = (columns + 511) / 512;
  if (lines >= 16 && lines % 2 == 0) ++lines;
  return lines * 8;
}

}  // namespace

bit_matrix::bit_matrix(std::size_t rows, std::size_t columns)
    : rows_(rows), columns_(columns), stride_(stride_for(columns)) {
  const std::uint64_t needed = std::max<std::uint64_t>(bytes(), 8);
  require_memory(needed, "the weight matrix");
  const std::size_t mapped = (needed + huge_page - 1) / huge_page * huge_page;
  const std::size_t length = needed >= huge_page ? mapped : static_cast<std::size_t>(needed);
  void* p = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED)
    throw error(fault::resources,
                "the system refused " + std::to_string(length) + " bytes for the weight matrix");
  // Rows are picked at random: on 4 KiB pages each costs a TLB miss. Refusal is no fault.
  if (needed >= huge_page) madvise(p, length, MADV_HUGEPAGE);
  data_ = {static_cast<std::uint64_t*>(p), unmap{length}};
}

std::uint64_t bit_matrix::bytes_of(std::size_t rows, std::size_t columns) {
  return std::uint64_t{rows} * stride_for(columns) * 8;
}

bit_matrix bit_matrix::clone() const {
  bit_matrix copy(rows_, columns_);
  if (data_) std::memcpy(copy.data_.get(), data_.get(), bytes());
  return copy;
}

void unmap::operator()(std::uint64_t* p) const noexcept {
  munmap(p, bytes);
}

}  // namespace kenyon
