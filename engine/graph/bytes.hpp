// Private: numbers and texts as bytes, little-endian, and back with every length checked.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

class byte_writer {
 public:
  void number(std::uint64_t n);
  void text(const std::string& t);
  void units(pattern_view p);
  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

// Throws error{bad_input} when bytes end too early or a number exceeds its limit.
class byte_reader {
 public:
  explicit byte_reader(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::uint64_t number(std::uint64_t limit = ~std::uint64_t{0});
  std::string text();
  pattern units(const layout& of);  // sorted, distinct, within the layout
  void done() const;                // throws when bytes are left

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace kenyon
