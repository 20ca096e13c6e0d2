// Arrays of numbers read from files: images, vectors, labels. Row i is everything behind the first
// index. .gz files are read directly. Formats are told by content, not by name.
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
};

// What a reader may allocate, so that a header cannot ask for more than the caller allows.
struct read_limits {
  std::uint64_t max_bytes = std::uint64_t{4} << 30;  // of decoded data
};

// IDX (LeCun's MNIST format: types 08, 09, 0B, 0C, 0D, 0E; 1 to 4 dimensions), plain or gzip.
// NumPy .npy versions 1 to 3: |u1 |i1 |b1 <u2 <i2 <u4 <i4 <u8 <i8 <f2 <f4 <f8, C order, 1 to 4
// dimensions; plain or gzip. Both throw error{io} (cannot be opened or read) or error{bad_input}
// (empty, truncated, longer than its header says, foreign, over the limit); the sentence begins
// with the path and says what was expected and what was found.
array read_idx(const std::string& path, const read_limits& limits = {});
array read_npy(const std::string& path, const read_limits& limits = {});

// Either, by its first bytes.
array read_array(const std::string& path, const read_limits& limits = {});

// Parsers of bytes already in memory, for embedding and fuzzing; `name` begins every error
// sentence.
array parse_idx(std::span<const std::byte> bytes, const std::string& name,
                const read_limits& limits = {});
array parse_npy(std::span<const std::byte> bytes, const std::string& name,
                const read_limits& limits = {});

// Writes .npy version 1.0 atomically (see io/file.hpp).
void write_npy(const std::string& path, const array& a);

}  // namespace kenyon
