// Patterns: sorted lists of distinct active unit indices, alone or in contiguous batches.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kenyon/pattern/layout.hpp>

namespace kenyon {

using unit = std::uint32_t;
using pattern = std::vector<unit>;
using pattern_view = std::span<const unit>;

// Patterns one after another in one array: pattern i is units[offsets[i] .. offsets[i+1]).
class pattern_batch {
 public:
  std::size_t size() const { return offsets_.size() - 1; }
  bool empty() const { return size() == 0; }
  pattern_view operator[](std::size_t i) const {
    return {units_.data() + offsets_[i], units_.data() + offsets_[i + 1]};
  }
  std::span<unit> edit(std::size_t i) {
    return {units_.data() + offsets_[i], units_.data() + offsets_[i + 1]};
  }
  std::size_t total_units() const { return units_.size(); }
  const unit* units() const { return units_.data(); }             // all patterns' units in a row
  const std::size_t* offsets() const { return offsets_.data(); }  // size() + 1 of them

  void push_back(pattern_view p);
  void clear();
  void reserve(std::size_t patterns, std::size_t total_units);

  // `count` patterns of `active` zero units each, to be filled through edit().
  static pattern_batch sized(std::size_t count, std::size_t active);

  friend bool operator==(const pattern_batch&, const pattern_batch&) = default;

 private:
  std::vector<unit> units_;
  std::vector<std::size_t> offsets_{0};
};

// Throws error{bad_input} unless p is strictly ascending with every unit below in.units().
void check_cue(const layout& in, pattern_view p);

// check_cue, and not empty, and: flat layouts at most K units (encoders of real data may fire
// fewer), modular layouts exactly one unit in each module.
void check_pattern(const layout& in, pattern_view p);

// Number of units active in both.
std::size_t overlap(pattern_view a, pattern_view b);

}  // namespace kenyon
