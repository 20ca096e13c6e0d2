// Arrays of numbers: images, vectors, labels. Row i is everything behind the first index.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kenyon {

enum class element : std::uint8_t { u8, i8, i16, u16, i32, u32, i64, u64, f16, f32, f64 };

std::size_t size_of(element type);

struct array {
  element type = element::u8;
  std::vector<std::size_t> shape;  // at least one dimension
  std::vector<std::byte> data;  // C order, native byte order; exactly the product of shape elements

  std::size_t rows() const { return shape.empty() ? 0 : shape[0]; }
  std::size_t row_size() const;  // elements a row
  // Row i as floats; out.size() == row_size(). Throws error{bad_input} naming row and column for
  // NaN or infinity.
  void row(std::size_t i, std::span<float> out) const;
  // The same in double: every element but a 64-bit integer beyond 2^53 is what it was.
  void row(std::size_t i, std::span<double> out) const;
};

// What a reader may allocate, so that a header cannot ask for more than the caller allows.
struct read_limits {
  std::uint64_t max_bytes = std::uint64_t{4} << 30;  // of decoded data
};

// "60000 x 28 x 28".
std::string shape_text(std::span<const std::size_t> shape);

}  // namespace kenyon
