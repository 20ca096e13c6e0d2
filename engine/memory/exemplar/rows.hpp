// Private: a growing table of bit rows, one an exemplar, in blocks of 2 MiB (a huge page; one row
// where rows are longer). Growing copies nothing, and a block is what a scan keeps in the cache
// while several cues pass over it.
#pragma once
#include <bit>
#include <string>
#include <vector>

#include <kenyon/base/bit_matrix.hpp>
#include <kenyon/base/blocks.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

class exemplar_rows {
 public:
  explicit exemplar_rows(std::uint32_t units);

  std::size_t size() const { return size_; }
  std::size_t words() const { return words_; }
  std::size_t blocks() const { return (size_ + block_rows_ - 1) / block_rows_; }
  std::size_t first_of(std::size_t block) const { return block * block_rows_; }
  std::size_t rows_of(std::size_t block) const;
  const bit_matrix& block(std::size_t b) const { return blocks_[b]; }
  std::uint64_t* row(std::size_t i) { return blocks_[i / block_rows_].row(i % block_rows_); }
  const std::uint64_t* row(std::size_t i) const {
    return blocks_[i / block_rows_].row(i % block_rows_);
  }
  std::uint32_t count(std::size_t i) const;  // units of exemplar i
  std::uint64_t bytes() const;

  // Makes room for `more` rows; throws error{resources}, changing nothing that shows.
  void reserve(std::size_t more);
  void push_back(pattern_view p);  // after reserve()
  void remove(std::size_t i);      // the last row takes its place

  // Blocks NAME/0, NAME/1, ... of 64-bit words, whole rows, up to 2 MiB or one row each.
  void save(block_sink& to, const std::string& name) const;
  // Into an empty table; throws error{bad_input} for another number of rows than that and for bits
  // of units that do not exist.
  void load(const block_source& from, const std::string& name, std::uint64_t rows);

 private:
  std::uint32_t units_;
  std::size_t words_;
  std::size_t block_rows_;
  std::size_t size_ = 0;
  std::vector<bit_matrix> blocks_;
};

// Calls f(unit) for every set bit, ascending.
template <class F>
void each_unit(const std::uint64_t* row, std::size_t words, const F& f) {
  for (std::size_t w = 0; w < words; ++w)
    for (std::uint64_t left = row[w]; left != 0; left &= left - 1)
      f(static_cast<unit>(64 * w + static_cast<unsigned>(std::countr_zero(left))));
}

}  // namespace kenyon
