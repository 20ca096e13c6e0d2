// Private: patterns as compact codes, and what they share with a cue (kernels/codes). A modular
// pattern is the unit of each module within it, in 8 or 16 bits; a flat one its units in 16 or 32
// bits, unused places holding N. Modules of more than 65,536 units are kept as flat patterns are.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include <kenyon/pattern/pattern.hpp>

#include "pattern/module_of.hpp"

namespace kenyon {

class code_shape {
 public:
  // Throws error{usage} for patterns of more than max_cue_units units.
  explicit code_shape(const layout& in);

  const layout& in() const { return in_; }
  std::size_t width() const { return in_.active(); }  // entries
  std::size_t entry_bytes() const { return entry_bytes_; }
  std::size_t bytes() const { return width() * entry_bytes_; }
  // Entries are units within a module, not units.
  bool by_module() const { return by_module_; }

  void write(pattern_view p, std::byte* code) const;
  pattern read(const std::byte* code) const;

 private:
  layout in_;
  bool by_module_;
  std::size_t entry_bytes_;
};

// A cue made ready for comparisons; scratch space is kept from cue to cue.
class code_cue {
 public:
  explicit code_cue(const code_shape& shape);

  // The cue that the rest is about, any sorted list of units.
  void set(pattern_view cue);
  // Most units that a pattern can share with it: modules with a unit, or units.
  std::uint32_t most() const { return most_; }

  // out[i] = units shared with the code at rows[i], i < n.
  void overlaps_at(const std::byte* const* rows, std::size_t n, std::uint16_t* out) const;
  // The same of n codes one after another.
  void overlaps(const std::byte* rows, std::size_t n, std::uint16_t* out) const;

 private:
  enum class way { modules, units, one_by_one };  // the last for three units or more in a module
  template <class Entry>
  void set_modules(pattern_view cue);
  template <class Rows>
  void compare(const Rows& rows, std::size_t n, std::uint16_t* out) const;
  std::uint16_t overlap_with(const std::byte* code) const;

  const code_shape& shape_;
  way way_ = way::units;
  std::uint32_t most_ = 0;
  std::size_t ways_ = 1;
  module_of module_;
  std::vector<std::uint8_t> counts_;  // units of each module
  std::vector<std::byte> entries_;    // two ways of width entries
  std::vector<std::byte> mask_;       // likewise
  std::vector<std::uint64_t> bits_;   // N + 1 bits
  pattern set_;                       // bits that are set
};

}  // namespace kenyon
