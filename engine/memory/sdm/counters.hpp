// Private: the counters of hard locations, one row a location.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kenyon/base/blocks.hpp>
#include <kenyon/pattern/pattern.hpp>

#include "base/pages.hpp"

namespace kenyon {

class location_counters {
 public:
  // Zero counters of 8 or 16 bits. `exponent` z >= 0: a counter c adds sign(c) |c|^z to a sum.
  location_counters(std::uint32_t locations, std::uint32_t columns, unsigned bits, double exponent);
  static std::uint64_t bytes_of(std::uint32_t locations, std::uint32_t columns, unsigned bits);
  std::uint64_t bytes() const { return bytes_of(locations_, columns_, bits_); }
  std::uint32_t columns() const { return columns_; }
  int largest() const { return (1 << (bits_ - 1)) - 1; }

  // +weight in the columns whose bit is set, -weight in the others; or +weight in the columns named
  // only. Returns whether a counter was held at an end of its range.
  bool add_signs(std::uint32_t location, const std::uint64_t* word, int weight);
  bool add_units(std::uint32_t location, pattern_view columns, int weight);
  // Whether one of these counters is negative.
  bool negative(std::uint32_t location, pattern_view columns) const;

  // sums[i] = what column i of the locations adds up to. With an integer z whose powers stay below
  // 2^38 the sums are exact; with another, |c|^z is rounded to a multiple of largest()^z / 2^38,
  // and the sums are in that unit.
  void sum(std::span<const std::uint32_t> locations, std::span<std::int64_t> sums) const;

  // Replaces every counter c that is not 0 by change(c), location by location from first to last.
  template <class Change>
  void change_each(std::uint32_t first, std::uint32_t last, Change&& change) {
    const auto each = [&](auto* counter) {
      for (std::size_t i = first * stride_; i < last * stride_; ++i)
        if (counter[i] != 0)
          counter[i] = static_cast<std::remove_reference_t<decltype(*counter)>>(
              change(static_cast<int>(counter[i])));
    };
    bits_ == 8 ? each(as<std::int8_t>()) : each(as<std::int16_t>());
  }
  void clear(std::uint32_t location);

  // Blocks NAME/0, NAME/1, ... of whole locations, up to 64 MiB each.
  void save(block_sink& to, const std::string& name) const;
  void load(const block_source& from, const std::string& name);

 private:
  template <class Counter>
  Counter* as() {
    return reinterpret_cast<Counter*>(data_.get());
  }
  template <class Counter>
  const Counter* as() const {
    return reinterpret_cast<const Counter*>(data_.get());
  }
  template <class Counter>
  void sum_powers(std::span<const std::uint32_t> locations, std::span<std::int64_t> sums) const;

  std::uint32_t locations_;
  std::uint32_t columns_;
  std::size_t stride_;  // counters from location to location: whole words of columns
  unsigned bits_;
  std::vector<std::int64_t> powers_;  // of 0 .. largest(); empty for z = 1
  pages data_;
};

}  // namespace kenyon
