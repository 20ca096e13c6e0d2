// IDX: two zero bytes, a type, the number of dimensions, each dimension as big-endian u32, the
// elements in big-endian C order (yann.lecun.com/exdb/mnist).
#include <bit>
#include <optional>

#include <kenyon/io/array.hpp>

#include "io/array_format.hpp"

namespace kenyon {
namespace {

std::optional<element> idx_element(std::byte code) {
  switch (static_cast<unsigned>(code)) {
    case 0x08:
      return element::u8;
    case 0x09:
      return element::i8;
    case 0x0b:
      return element::i16;
    case 0x0c:
      return element::i32;
    case 0x0d:
      return element::f32;
    case 0x0e:
      return element::f64;
    default:
      return std::nullopt;
  }
}

std::size_t big_endian_u32(bytes_view bytes) {
  std::uint32_t value = 0;
  for (std::byte b : bytes.first(4)) value = value << 8 | static_cast<std::uint32_t>(b);
  return value;
}

}  // namespace

bool is_idx(bytes_view bytes) {
  return bytes.size() >= 4 && bytes[0] == std::byte{0} && bytes[1] == std::byte{0} &&
         idx_element(bytes[2]);
}

array_header parse_idx_header(bytes_view bytes, const std::string& name,
                              const read_limits& limits) {
  if (!is_idx(bytes))
    throw_expected(name, "an IDX file (00 00 type dimensions)", first_bytes_text(bytes));
  array_header header;
  header.type = *idx_element(bytes[2]);
  header.swap = std::endian::native == std::endian::little && size_of(header.type) > 1;
  const auto dimensions = static_cast<std::size_t>(bytes[3]);
  if (dimensions < 1 || dimensions > 4)
    throw_expected(name, "1 to 4 dimensions", std::to_string(dimensions));
  header.offset = 4 + 4 * dimensions;
  if (bytes.size() < header.offset)
    throw_expected(name, "an IDX header of " + std::to_string(header.offset) + " bytes",
                   std::to_string(bytes.size()));
  for (std::size_t i = 0; i < dimensions; ++i)
    header.shape.push_back(big_endian_u32(bytes.subspan(4 + 4 * i)));
  check_shape(header, name, limits);
  return header;
}

array parse_idx(std::span<const std::byte> bytes, const std::string& name,
                const read_limits& limits) {
  return copy_array(bytes, parse_idx_header(bytes, name, limits), name);
}

}  // namespace kenyon
