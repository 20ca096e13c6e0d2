#include <kenyon/io/labels.hpp>

#include <algorithm>
#include <cstring>
#include <string_view>

#include <kenyon/base/error.hpp>

#include "base/text.hpp"
#include "io/array_format.hpp"
#include "io/byte_source.hpp"
#include "io/text_lines.hpp"

namespace kenyon {
namespace {

template <class T>
std::vector<std::string> texts_of(const array& a) {
  std::vector<std::string> labels;
  labels.reserve(a.rows());
  for (std::size_t i = 0; i < a.rows(); ++i) {
    T value;
    std::memcpy(&value, a.data.data() + i * sizeof(T), sizeof(T));
    labels.push_back(std::to_string(value));
  }
  return labels;
}

std::vector<std::string> labels_of(const array& a, const std::string& path) {
  if (a.shape.size() != 1)
    throw_expected(path, "labels of one dimension", "shape " + shape_text(a.shape));
  switch (a.type) {
    case element::u8:
      return texts_of<std::uint8_t>(a);
    case element::i8:
      return texts_of<std::int8_t>(a);
    case element::i16:
      return texts_of<std::int16_t>(a);
    case element::u16:
      return texts_of<std::uint16_t>(a);
    case element::i32:
      return texts_of<std::int32_t>(a);
    case element::u32:
      return texts_of<std::uint32_t>(a);
    case element::i64:
      return texts_of<std::int64_t>(a);
    case element::u64:
      return texts_of<std::uint64_t>(a);
    case element::f16:
    case element::f32:
    case element::f64:
      break;
  }
  throw_expected(path, "labels that are integers", element_name(a.type));
}

// U+0085, NEXT LINE: a control character that harms no terminal and that text from elsewhere has.
constexpr std::string_view next_line = "\xc2\x85";

// A picture or an archive taken for labels is refused here, not printed to a terminal later.
void check_text(std::string_view line, const std::string& where) {
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t n = line[i] == '\t'                         ? 1
                          : line.substr(i).starts_with(next_line) ? 2
                                                                  : character_bytes(line.substr(i));
    if (n == 0)
      throw_expected(where + ":" + std::to_string(i + 1), "text in UTF-8",
                     first_bytes_text(std::as_bytes(std::span(line.substr(i, 1)))));
    i += n;
  }
}

}  // namespace

std::vector<std::string> read_labels(const std::string& path, const read_limits& limits) {
  byte_source from(path);
  std::vector<std::byte> bytes;
  append(from, bytes, max_header_bytes);
  if (bytes.empty()) throw_expected(path, "labels", "an empty file");
  if (is_idx(bytes) || is_npy(bytes)) {
    append(from, bytes, std::min(limits.max_bytes, std::uint64_t{1} << 48) + max_header_bytes + 1);
    return labels_of(
        is_idx(bytes) ? parse_idx(bytes, path, limits) : parse_npy(bytes, path, limits), path);
  }
  if (bytes.size() > limits.max_bytes)
    throw_expected(path, "at most " + std::to_string(limits.max_bytes) + " bytes", "more");
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text_lines_of(head, from, limits, [&](std::string_view line, std::size_t number) {
    check_text(line, path + ":" + std::to_string(number));
  });
}

}  // namespace kenyon
