// A matrix of bits in one zeroed allocation: rows aligned to cache lines, on huge pages where the
// system gives them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace kenyon {

// Gives pages back to the system; those of 0 bytes are somebody else's.
struct unmap {
  std::size_t bytes = 0;
  void operator()(std::uint64_t* p) const noexcept;
};

class bit_matrix {
 public:
  bit_matrix() = default;
  // All bits zero. Throws error{resources} before allocating when less memory is available than
  // needed.
  bit_matrix(std::size_t rows, std::size_t columns);

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  std::size_t words() const { return (columns_ + 63) / 64; }  // of a row that carry bits
  std::size_t stride() const { return stride_; }              // words from row to row
  static std::uint64_t bytes_of(std::size_t rows, std::size_t columns);
  std::uint64_t bytes() const { return std::uint64_t{rows_} * stride_ * 8; }

  const std::uint64_t* data() const { return data_.get(); }
  std::uint64_t* row(std::size_t r) { return data_.get() + r * stride_; }
  const std::uint64_t* row(std::size_t r) const { return data_.get() + r * stride_; }
  bool test(std::size_t r, std::size_t c) const { return row(r)[c / 64] >> (c % 64) & 1; }
  void set(std::size_t r, std::size_t c) { row(r)[c / 64] |= std::uint64_t{1} << (c % 64); }

  void clear(std::size_t r, std::size_t c) { row(r)[c / 64] &= ~(std::uint64_t{1} << (c % 64)); }

  bit_matrix clone() const;
  // The bits lie there from now on, in bytes() zeroed ones that outlive the matrix; those it held
  // are given back, and what was set is lost.
  void move_to(std::uint64_t* zeroed);

 private:
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::size_t stride_ = 0;
  std::unique_ptr<std::uint64_t[], unmap> data_;
};

}  // namespace kenyon
