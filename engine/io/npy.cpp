// NumPy .npy (numpy.lib.format): magic, version, length of a header that is a Python dictionary of
// descr, fortran_order and shape, the elements.
#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>
#include <string_view>

#include <kenyon/base/error.hpp>
#include <kenyon/io/array.hpp>

#include "base/text.hpp"
#include "io/array_format.hpp"
#include "io/output.hpp"

namespace kenyon {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t preamble_bytes = 10;  // magic, version, u16 length; 12 in versions 2 and 3
// NumPy itself refuses more than 10,000 bytes unless told otherwise.
constexpr std::size_t max_text_bytes = 65535;
static_assert(max_text_bytes + 12 < max_header_bytes);

struct type_code {
  std::string_view code;
  element type;
};
constexpr type_code type_codes[] = {
    {"u1", element::u8},  {"b1", element::u8},  {"i1", element::i8},  {"i2", element::i16},
    {"u2", element::u16}, {"i4", element::i32}, {"u4", element::u32}, {"i8", element::i64},
    {"u8", element::u64}, {"f2", element::f16}, {"f4", element::f32}, {"f8", element::f64}};

std::string_view code_of(element type) {
  for (const type_code& t : type_codes)
    if (t.type == type) return t.code;
  return "u1";
}

// The dictionary, read token by token; everything that numpy.lib.format does not write is refused.
class dictionary_reader {
 public:
  dictionary_reader(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

  array_header read() {
    take('{', "a dictionary");
    while (!accept('}')) {
      read_entry();
      if (accept(',')) continue;
      take('}', "',' or '}'");
      break;
    }
    skip_space();
    if (!rest_.empty()) fail("the end of the header");
    if (!type_ || !order_ || !shape_)
      throw_expected(name_, "descr, fortran_order and shape in the header",
                     std::string("no ") + (!type_    ? "descr"
                                           : !order_ ? "fortran_order"
                                                     : "shape"));
    header_.type = *type_;
    header_.shape = std::move(*shape_);
    return std::move(header_);
  }

 private:
  [[noreturn]] void fail(const std::string& expected) {
    throw_expected(name_, expected + " in the header",
                   rest_.empty() ? "its end" : "\"" + printable(rest_, 16) + "\"");
  }

  void skip_space() {
    const std::size_t n = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(std::min(n, rest_.size()));
  }

  bool accept(char c) {
    skip_space();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void take(char c, const std::string& expected) {
    if (!accept(c)) fail(expected);
  }

  bool accept_word(std::string_view word) {
    skip_space();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  // Neither keys nor types hold escapes.
  std::string_view read_string(const std::string& expected) {
    skip_space();
    if (rest_.empty() || (rest_.front() != '\'' && rest_.front() != '"')) fail(expected);
    const std::size_t end = rest_.find(rest_.front(), 1);
    if (end == std::string_view::npos) fail(expected);
    const std::string_view text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return text;
  }

  void read_entry() {
    skip_space();
    const std::string_view before = rest_;
    const std::string_view key = read_string("a key");
    take(':', "':'");
    if (key == "descr" && !type_)
      read_type();
    else if (key == "fortran_order" && !order_)
      read_order();
    else if (key == "shape" && !shape_)
      read_shape();
    else {
      rest_ = before;
      fail("descr, fortran_order and shape, each once,");
    }
  }

  void read_type() {
    const std::string_view text = read_string("a plain type such as '<f4'");
    for (const type_code& t : type_codes) {
      if (text.size() != 3 || text.substr(1) != t.code) continue;
      const bool single = size_of(t.type) == 1;
      if (text[0] == '>' && !single)
        throw_expected(name_, "little-endian numbers",
                       "type '" + std::string(text) + "' (save it with .astype('<" +
                           std::string(t.code) + "'))");
      if (text[0] != '<' && !(single && std::string_view("|>=").find(text[0]) < 3)) break;
      type_ = t.type;
      header_.swap = !single && std::endian::native == std::endian::big;
      return;
    }
    throw_expected(name_, "a type of |u1 |i1 |b1 <i2 <u2 <i4 <u4 <i8 <u8 <f2 <f4 <f8",
                   "type '" + printable(text, 16) + "'");
  }

  void read_order() {
    if (accept_word("True"))
      throw_expected(name_, "an array in C order",
                     "Fortran order (save it with numpy.ascontiguousarray)");
    if (!accept_word("False")) fail("True or False");
    order_ = true;
  }

  void read_shape() {
    take('(', "a shape");
    shape_.emplace();
    while (!accept(')')) {
      if (shape_->size() == 4) throw_expected(name_, "1 to 4 dimensions", "more");
      shape_->push_back(read_size());
      if (accept(',')) continue;
      take(')', "',' or ')'");
      break;
    }
  }

  std::size_t read_size() {
    skip_space();
    std::size_t value = 0;
    const auto [stop, code] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (code != std::errc{}) fail("a size below 2^64");
    rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
    accept('L');  // Python 2 wrote long integers so
    return value;
  }

  std::string_view rest_;
  const std::string& name_;
  array_header header_;
  std::optional<element> type_;
  std::optional<bool> order_;
  std::optional<std::vector<std::size_t>> shape_;
};

std::size_t little_endian(bytes_view bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;)
    value = value << 8 | static_cast<std::size_t>(bytes[i]);
  return value;
}

std::string_view as_text(bytes_view bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string npy_header(const array& a) {
  std::string shape;
  for (std::size_t n : a.shape) shape += std::to_string(n) + ", ";
  if (a.shape.size() > 1)
    shape.resize(shape.size() - 2);
  else
    shape.resize(shape.size() - 1);  // (3,)
  const char order = size_of(a.type) == 1                      ? '|'
                     : std::endian::native == std::endian::big ? '>'
                                                               : '<';
  std::string text = "{'descr': '" + std::string(1, order) + std::string(code_of(a.type)) +
                     "', 'fortran_order': False, 'shape': (" + shape + "), }";
  // The elements begin at a multiple of 64.
  text.append(63 - (preamble_bytes + text.size()) % 64, ' ');
  text += '\n';
  return std::string(magic) + '\x01' + '\x00' + static_cast<char>(text.size() & 255) +
         static_cast<char>(text.size() >> 8) + text;
}

}  // namespace

bool is_npy(bytes_view bytes) {
  return as_text(bytes).starts_with(magic);
}

array_header parse_npy_header(bytes_view bytes, const std::string& name,
                              const read_limits& limits) {
  if (!is_npy(bytes)) throw_expected(name, "a .npy file", first_bytes_text(bytes));
  if (bytes.size() < preamble_bytes)
    throw_expected(name, "a .npy header", std::to_string(bytes.size()) + " bytes");
  const auto version = static_cast<unsigned>(bytes[6]);
  if (version < 1 || version > 3 || bytes[7] != std::byte{0})
    throw_expected(name, ".npy version 1.0, 2.0 or 3.0",
                   "version " + std::to_string(version) + "." +
                       std::to_string(static_cast<unsigned>(bytes[7])));
  const std::size_t start = version == 1 ? 10 : 12;
  if (bytes.size() < start)
    throw_expected(name, "a .npy header", std::to_string(bytes.size()) + " bytes");
  const std::size_t length = little_endian(bytes.subspan(8, start - 8));
  if (length > max_text_bytes)
    throw_expected(name, "a header of at most " + std::to_string(max_text_bytes) + " bytes",
                   "one of " + std::to_string(length));
  if (bytes.size() < start + length)
    throw_expected(name, "a header of " + std::to_string(start + length) + " bytes",
                   std::to_string(bytes.size()));
  array_header header = dictionary_reader(as_text(bytes.subspan(start, length)), name).read();
  header.offset = start + length;
  check_shape(header, name, limits);
  return header;
}

array parse_npy(std::span<const std::byte> bytes, const std::string& name,
                const read_limits& limits) {
  return copy_array(bytes, parse_npy_header(bytes, name, limits), name);
}

void write_npy(const std::string& path, const array& a) {
  std::size_t bytes = size_of(a.type);
  for (std::size_t n : a.shape)
    if (__builtin_mul_overflow(bytes, n, &bytes)) bytes = ~std::size_t{0};
  if (a.shape.empty() || a.shape.size() > 32 || bytes != a.data.size())
    throw error(fault::usage, path + ": expected an array whose data fill its shape, found shape " +
                                  shape_text(a.shape) + " of " + element_name(a.type) + " with " +
                                  std::to_string(a.data.size()) + " bytes");
  write_pieces(path, {npy_header(a), as_text(a.data)});
}

}  // namespace kenyon
