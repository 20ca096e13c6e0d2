#include <kenyon/io/array.hpp>

#include "io/array_format.hpp"
#include "io/byte_source.hpp"

namespace kenyon {
namespace {

using header_parser = array_header (*)(bytes_view, const std::string&, const read_limits&);

array_header parse_either(bytes_view bytes, const std::string& name, const read_limits& limits) {
  if (is_npy(bytes)) return parse_npy_header(bytes, name, limits);
  if (is_idx(bytes)) return parse_idx_header(bytes, name, limits);
  throw_expected(name, "an IDX or .npy file", first_bytes_text(bytes));
}

// The header is judged before the data are read, and of a file that is too long only one byte too
// many.
array read_with(header_parser parse, const std::string& path, const read_limits& limits) {
  byte_source from(path);
  std::vector<std::byte> bytes;
  append(from, bytes, max_header_bytes);
  array_header header = parse(bytes, path, limits);
  const std::uint64_t whole = header.offset + header.data_bytes;
  append(from, bytes, whole + 1);
  if (bytes.size() != whole)
    throw_expected(path,
                   std::to_string(whole) + " bytes (" + shape_text(header.shape) + " of " +
                       element_name(header.type) + ")",
                   bytes.size() > whole ? "more" : std::to_string(bytes.size()));
  return take_array(std::move(bytes), std::move(header));
}

}  // namespace

array read_idx(const std::string& path, const read_limits& limits) {
  return read_with(parse_idx_header, path, limits);
}

array read_npy(const std::string& path, const read_limits& limits) {
  return read_with(parse_npy_header, path, limits);
}

array read_array(const std::string& path, const read_limits& limits) {
  return read_with(parse_either, path, limits);
}

}  // namespace kenyon
