// What the readers of IDX and .npy share: a parsed header, its checks, and the way from bytes to an
// array.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kenyon/io/array.hpp>

namespace kenyon {

struct array_header {
  element type = element::u8;
  bool swap = false;  // bytes of an element are in the other order than this machine's
  std::vector<std::size_t> shape;
  std::uint64_t offset = 0;      // of the first element
  std::uint64_t data_bytes = 0;  // within the limit
};

using bytes_view = std::span<const std::byte>;

// More than any header takes that is not refused.
inline constexpr std::size_t max_header_bytes = std::size_t{1} << 17;

bool is_idx(bytes_view bytes);
bool is_npy(bytes_view bytes);

// `bytes` holds the first max_header_bytes of the file, or all of a shorter one.
array_header parse_idx_header(bytes_view bytes, const std::string& name, const read_limits& limits);
array_header parse_npy_header(bytes_view bytes, const std::string& name, const read_limits& limits);

// Sets data_bytes of a header whose other fields are known; throws error{bad_input} unless there
// are 1 to 4 dimensions of at least 1 and the data stay within the limit.
void check_shape(array_header& header, const std::string& name, const read_limits& limits);

// Throws error{bad_input}: "name: expected X, found Y".
[[noreturn]] void throw_expected(const std::string& name, const std::string& expected,
                                 const std::string& found);

std::string element_name(element type);          // "u8"
std::string first_bytes_text(bytes_view bytes);  // "nothing", or "bytes 89 50 4e 47"

// Takes `bytes`, a whole file, apart in place.
array take_array(std::vector<std::byte>&& bytes, array_header&& header);

// The same from a view, after checking its length.
array copy_array(bytes_view bytes, array_header&& header, const std::string& name);

}  // namespace kenyon
