#include "io/array_format.hpp"

#include <algorithm>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

void reverse_elements(std::span<std::byte> data, std::size_t size) {
  for (std::size_t i = 0; i + size <= data.size(); i += size)
    std::reverse(data.data() + i, data.data() + i + size);
}

array make_array(std::vector<std::byte>&& data, array_header&& header) {
  if (header.swap) reverse_elements(data, size_of(header.type));
  return {header.type, std::move(header.shape), std::move(data)};
}

}  // namespace

void throw_expected(const std::string& name, const std::string& expected,
                    const std::string& found) {
  throw error(fault::bad_input, name + ": expected " + expected + ", found " + found);
}

std::string element_name(element type) {
  static constexpr const char* names[] = {"u8",  "i8",  "i16", "u16", "i32", "u32",
                                          "i64", "u64", "f16", "f32", "f64"};
  return names[static_cast<std::size_t>(type)];
}

std::string first_bytes_text(bytes_view bytes) {
  if (bytes.empty()) return "nothing";
  std::string text = bytes.size() == 1 ? "the byte" : "bytes";
  for (std::byte b : bytes.first(std::min<std::size_t>(bytes.size(), 4))) {
    text += ' ';
    text += "0123456789abcdef"[static_cast<unsigned>(b) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned>(b) & 15];
  }
  return text;
}

void check_shape(array_header& header, const std::string& name, const read_limits& limits) {
  if (header.shape.empty() || header.shape.size() > 4)
    throw_expected(name, "1 to 4 dimensions", std::to_string(header.shape.size()));
  const std::uint64_t limit = std::min(limits.max_bytes, std::uint64_t{1} << 48);
  std::uint64_t bytes = size_of(header.type);
  for (std::size_t n : header.shape)
    if (n == 0) throw_expected(name, "at least one element", "shape " + shape_text(header.shape));
  for (std::size_t n : header.shape) {
    // Asked by division, so that the product cannot wrap.
    if (bytes > limit / n)
      throw_expected(name, "at most " + std::to_string(limits.max_bytes) + " bytes of data",
                     "shape " + shape_text(header.shape) + " of " + element_name(header.type));
    bytes *= n;
  }
  header.data_bytes = bytes;
}

array take_array(std::vector<std::byte>&& bytes, array_header&& header) {
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(header.offset));
  return make_array(std::move(bytes), std::move(header));
}

array copy_array(bytes_view bytes, array_header&& header, const std::string& name) {
  const std::uint64_t whole = header.offset + header.data_bytes;
  if (bytes.size() != whole)
    throw_expected(name,
                   std::to_string(whole) + " bytes (" + shape_text(header.shape) + " of " +
                       element_name(header.type) + ")",
                   std::to_string(bytes.size()));
  const bytes_view data = bytes.subspan(static_cast<std::size_t>(header.offset));
  return make_array({data.begin(), data.end()}, std::move(header));
}

}  // namespace kenyon
