#include <kenyon/io/format.hpp>

#include <kenyon/base/error.hpp>

#include "io/array_format.hpp"
#include "io/byte_source.hpp"

namespace kenyon {

input_format format_of(const std::string& path) {
  constexpr std::size_t enough = 4096;  // blank lines may stand before the first pattern
  byte_source from(path);
  std::vector<std::byte> bytes;
  append(from, bytes, enough);
  if (is_idx(bytes) || is_npy(bytes)) return input_format::array;
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // as io/line_source.hpp has it
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin != std::string_view::npos && (text[begin] == '[' || text[begin] == '{'))
    return input_format::json_lines;
  throw_expected(path, "an IDX or .npy file, or JSON Lines of indices", first_bytes_text(bytes));
}

}  // namespace kenyon
