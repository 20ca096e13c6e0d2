// Private: codes of vectors in hash tables whose buckets are cache lines.
//
// A table's hash function joins the units of some modules to a key; no module serves two tables, so
// that what a query finds in one table is independent of the others. The key says in which line
// the code's entry lies: its place, below a tag that tells other keys in that line apart. A line
// that was used up goes on in the next three. An entry that is taken out leaves a mark behind, so
// that searches still go on, and the next entry takes its room.
//
// Where more codes have a key than four lines hold, the rest is missing from that table. Codes that
// are missing from half of the tables or more are `unlisted`, for searches to look at one by one:
// equal vectors without end make them slow, not wrong, and adding stays as fast.
#pragma once
#include <cstdint>
#include <vector>

#include "base/pages.hpp"
#include "kernels/lines/lines.hpp"

namespace kenyon {

inline constexpr std::uint32_t most_units_per_key = 4;

// One per table, of codes of one byte a module, for so many codes.
struct hash_functions {
  std::uint32_t units_per_key;
  std::uint32_t count;
  std::vector<std::uint16_t> modules;  // `units_per_key` of each function
};
hash_functions draw_hashes(std::size_t modules, std::size_t units, std::uint64_t codes,
                           std::uint64_t seed);

class multiprobe_tables {
 public:
  static constexpr std::uint32_t reach = 4;             // lines of a key
  static constexpr std::uint64_t load = 8;              // entries a line, of 16
  static constexpr std::uint64_t most_codes = 1 << 28;  // so that tags keep four bits

  // Throws error{resources} when it does not fit into memory.
  multiprobe_tables(std::size_t modules, std::size_t units, std::uint64_t capacity,
                    std::uint64_t seed);

  const hash_functions& hashes() const { return hashes_; }
  std::uint64_t capacity() const { return capacity_; }

  // Places count from 0, below the capacity; each is free when it is put to use.
  void insert(std::uint32_t place, const std::uint8_t* code);
  void erase(std::uint32_t place);
  const std::uint8_t* code(std::uint32_t place) const {
    return reinterpret_cast<const std::uint8_t*>(codes_.get()) + std::uint64_t{place} * modules_;
  }

  // The bucket of a key: its entries lie from `first` to first + last().
  struct line {
    const std::uint32_t* entries;
    std::uint32_t first;  // of place 0
  };
  line find(std::uint32_t table, std::uint64_t key) const {
    const std::uint64_t at = (key * 0x9e3779b97f4a7c15U >> 32) * lines_;
    const std::uint32_t tag = static_cast<std::uint32_t>(at) >> place_bits_;
    return {entries() + ((lines_ + reach - 1) * table + (at >> 32)) * kernels::line_entries,
            (tag << place_bits_) + 1};
  }
  std::uint32_t last() const { return (std::uint32_t{1} << place_bits_) - 2; }

  std::uint64_t unlisted() const { return unlisted_count_; }
  // Of places 64 w .. 64 w + 63, a bit each.
  std::uint64_t unlisted_in(std::uint64_t w) const { return unlisted_[w]; }
  std::uint64_t used_in(std::uint64_t w) const { return used_[w]; }

  std::uint64_t code_bytes(std::uint64_t codes) const { return codes * modules_; }
  std::uint64_t index_bytes() const;

 private:
  const std::uint32_t* entries() const {
    return reinterpret_cast<const std::uint32_t*>(entries_.get());
  }
  line line_of(std::uint32_t table, const std::uint8_t* code) const;
  std::uint32_t* writable(const std::uint32_t* entry) {
    return reinterpret_cast<std::uint32_t*>(entries_.get()) + (entry - entries());
  }
  bool is_free(std::uint32_t entry) const { return (entry & (last() + 1)) == 0; }

  std::size_t modules_;
  std::size_t units_;
  std::uint64_t capacity_;
  hash_functions hashes_;
  unsigned place_bits_;
  std::uint64_t lines_;  // of a table, without the three behind its last
  std::uint64_t unlisted_count_ = 0;
  std::vector<line> at_;  // of a code, table by table: scratch space
  pages codes_;
  pages entries_;
  pages unlisted_;
  pages used_;
};

}  // namespace kenyon
