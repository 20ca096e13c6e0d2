// From codes back to pictures, by the fields of the units: for every unit the sum of the pictures
// it was active for and how many they were. One pass, one addition a unit and pixel (Hebb's rule),
// exact integers.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kenyon/base/array.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

class decoder {
 public:
  // Most bytes of fields that are worth keeping; above, a memory answers without pictures.
  static constexpr std::uint64_t max_bytes = std::uint64_t{256} << 20;
  static std::uint64_t bytes(std::size_t units, std::size_t pixels) {
    return std::uint64_t{units} * pixels * 4;
  }

  // Pictures are kept in 256 steps from `black` to `white`. Throws error{resources} when the fields
  // do not fit into memory.
  decoder(const layout& codes, std::size_t pixels, float black, float white);

  // Adds rows first .. first+codes.size(), of which codes are the codes.
  void learn(const pattern_batch& codes, const array& rows, std::size_t first);

  // The picture of a code, 0 (black) to 1, into out[0..pixels). Its strength is the share of the K
  // units that are active: half a code shows a faint picture.
  void decode(pattern_view code, std::span<float> out) const;

  std::size_t pixels() const { return pixels_; }
  float black() const { return black_; }
  float white() const { return white_; }

  // Sums, unit by unit, and the number of pictures of each unit.
  std::span<const std::uint32_t> sums() const { return sums_; }
  std::span<const std::uint32_t> uses() const { return uses_; }
  // For loading a file: throws error{bad_input} when the sizes do not fit or a sum exceeds 255 a
  // use.
  void restore(std::vector<std::uint32_t> sums, std::vector<std::uint32_t> uses);

 private:
  layout codes_;
  std::size_t pixels_;
  float black_;
  float white_;
  std::vector<std::uint32_t> sums_;
  std::vector<std::uint32_t> uses_;
};

// The range of grey values of an array: 0 to 255 for bytes, else least and greatest of the rows.
struct grey_range {
  float black = 0;
  float white = 255;
};
grey_range range_of(const array& rows, std::size_t first, std::size_t count);

}  // namespace kenyon
