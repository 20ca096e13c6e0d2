// Private: rows of bits addressed by conjunctions of units (pairs of a pattern, or one unit of each
// of two), kept for those conjunctions that occurred.
//
// Up to `dense_bytes` in all, every address has its row: no look-up, and the system gives pages as
// they are first written. Above, a directory (4 bytes an address) names a row in a slab that grows
// by half, so that what is stored decides the size, not what could be.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <kenyon/base/blocks.hpp>
#include <kenyon/pattern/pattern.hpp>

#include "base/pages.hpp"

namespace kenyon {

// Most addresses of one pattern or cue: what kernels/rows counts in one call.
constexpr std::size_t max_conjunctions = 4095;

class conjunction_rows {
 public:
  static constexpr std::uint64_t dense_bytes = std::uint64_t{128} << 20;

  // Writes the addresses of item `i` to `out`, distinct, at most `most` of add(); returns how many.
  using addresses_of = std::function<std::size_t(std::size_t i, std::uint32_t* out)>;

  using row_list = std::span<const std::uint32_t>;

  // `counted`: an 8-bit counter beside every bit, so that what was added can be taken away again. A
  // counter that has reached 255 stays there, and its bit stays set.
  conjunction_rows(std::uint64_t addresses, std::size_t columns, bool counted);

  // Room for what add() would write, all of it or, when it throws error{resources}, none: several
  // directories can so be filled as one.
  void make_rows(const pattern_batch& answers, std::size_t most, const addresses_of& item);
  // Adds units answers[i] to the rows of item i. Throws error{resources} (nothing added) when they
  // do not fit into memory. Rows belong to one worker each: the same bits for any number of them.
  void add(const pattern_batch& answers, std::size_t most, const addresses_of& item);
  // Takes away what was added; false, with nothing changed, when some of it was not there. Only
  // where counted.
  bool take(const pattern_batch& answers, std::size_t most, const addresses_of& item);

  // Puts rows in the place of `n` addresses, leaving out those that have none; returns how many.
  std::size_t to_rows(std::uint32_t* addresses, std::size_t n) const;
  void prefetch(std::uint32_t row) const {
    for (std::size_t w = 0; w < words_; w += 8) __builtin_prefetch(bits(row) + w, 0, 2);  // into L2
  }
  // Marks in `winners` the k columns that most of the rows have, ties going to the lower, and none
  // that no row has. `planes` receives the bit-sliced counts (kernels/rows): planes_for(n) planes
  // of words() each. Fetches the rows `ahead` meanwhile.
  std::size_t best(row_list rows, row_list ahead, std::size_t k, std::uint64_t* planes,
                   std::uint64_t* winners) const;

  // The rows that have a bit, in blocks NAME/0/addresses, NAME/0/bits, NAME/0/counters, ... of up
  // to 64 MiB.
  void save(block_sink& to, const std::string& name) const;
  // Into empty rows; throws error{bad_input} for addresses, bits or counters that cannot be.
  void load(const block_source& from, const std::string& name);

  std::size_t words() const { return words_; }
  std::uint64_t bytes() const;
  static std::uint64_t bytes_when_empty(std::uint64_t addresses, std::size_t columns, bool counted);
  // That a new row adds; 0 where every address has its row.
  static std::uint64_t bytes_per_row(std::uint64_t addresses, std::size_t columns, bool counted);

 private:
  std::uint32_t row_of(std::uint32_t address) const {
    return dense_ ? address : reinterpret_cast<const std::uint32_t*>(directory_.get())[address];
  }
  struct entry {
    std::uint32_t row;
    std::uint32_t item;
  };
  struct chunk;  // of a batch, its entries sorted by block of rows

  static bool is_dense(std::uint64_t addresses, std::size_t columns, bool counted);
  void grow(std::uint64_t rows);
  void load_row(std::uint32_t address, const std::uint64_t* bits, const std::uint8_t* counters);
  // Where there are no counters, and rows are short: unsorted, row by row.
  void set_bits(const pattern_batch& answers, std::size_t most, const addresses_of& item);
  void set_bits_within(std::uint64_t first, std::uint64_t last, const pattern_batch& answers,
                       std::size_t most, const addresses_of& item);
  void add_sorted(const pattern_batch& answers, std::size_t first, std::size_t last,
                  std::size_t most, const addresses_of& item);
  void sort(chunk& part, std::size_t most, const addresses_of& item) const;
  void add_to(std::uint32_t row, pattern_view units);
  bool take_from(std::uint32_t row, pattern_view units);

  std::uint64_t* bits(std::uint32_t row) const { return bits_.get() + row * stride_; }
  std::uint8_t* counters(std::uint32_t row) const {
    return reinterpret_cast<std::uint8_t*>(counters_.get()) + row * words_ * 64;
  }

  std::size_t columns_;
  std::size_t words_;   // of a row of bits
  std::size_t stride_;  // words from row to row
  bool counted_;
  bool dense_;
  std::uint64_t addresses_;
  std::uint64_t rows_ = 0;      // in use; row 0 of a slab stays empty
  std::uint64_t capacity_ = 0;  // rows there is room for
  pages bits_;
  pages counters_;
  pages directory_;  // uint32 an address: its row, 0 for none
};

}  // namespace kenyon
