#include "graph/file/toml_guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>

#include "base/text.hpp"
#include "graph/sentences.hpp"

namespace kenyon {
namespace {

constexpr std::size_t most_key_parts = 64;

// Bytes that a value takes while toml++'s tree and ours are both there, generously.
constexpr std::uint64_t bytes_of_value = 700;

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// Fails at text[i].
[[noreturn]] void fail(std::string_view text, std::size_t i, const std::string& name,
                       const char* sentence) {
  const std::string_view before = text.substr(0, i);
  const std::string_view line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto characters = std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  });
  const place at{static_cast<std::uint32_t>(lines + 1), static_cast<std::uint32_t>(characters + 1)};
  refuse_at(name, at, sentence);
}

// Behind the string that begins at text[begin], a quote; where a line ends without the other quote,
// there, and at the end of the text at last.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  const bool is_long = text.substr(begin, 3) == std::string(3, quote);
  const std::string end(is_long ? 3 : 1, quote);
  for (std::size_t i = begin + end.size(); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (text.substr(i, end.size()) == end) {
      i += end.size();
      // Up to two quotes more belong to a long string.
      for (int k = 0; is_long && k < 2 && i < text.size() && text[i] == quote; ++k) ++i;
      return i;
    } else if (text[i] == '\n' && !is_long) {
      return i;
    }
  }
  return text.size();
}

char byte(std::uint32_t value) {
  return static_cast<char>(static_cast<unsigned char>(value));
}

// Six bits of a character, in a byte behind the first.
std::uint32_t six(char c) {
  return static_cast<unsigned char>(c) & 0x3fu;
}
char following(std::uint32_t bits) {
  return byte(0x80u | (bits & 0x3fu));
}

bool is_plane_15(std::string_view character) {
  return character.size() == 4 && character[0] == '\xf3' && six(character[1]) >= 0x30;
}

}  // namespace

void check_keys(std::string_view text, const std::string& name) {
  constexpr std::string_view ends_of_keys = "=,[]{}\n";
  std::size_t points = 0;  // in the key that is read
  std::uint64_t values = 1;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = end_of_string(text, i);
      continue;
    }
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    const bool ends = ends_of_keys.find(c) != std::string_view::npos;
    if (c == '.' && ++points == most_key_parts) fail(text, i, name, "a key has at most 64 parts");
    if (ends) points = 0;
    values += ends || c == '.';
    ++i;
  }
  if (values > 1'000'000) require_memory(values * bytes_of_value, "the graph file");
}

std::string lifted(std::string_view text, const std::string& name) {
  std::string out;
  out.reserve(text.size());
  std::size_t i = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  while (i < text.size()) {
    // What is no character is left for toml++ to refuse.
    const std::string_view one =
        text.substr(i, std::max<std::size_t>(1, character_bytes(text.substr(i))));
    if (is_plane_15(one)) fail(text, i, name, "a character for private use is not possible");
    if (one.size() == 2 || one.size() == 3) {
      std::uint32_t c = one.size() == 2 ? static_cast<unsigned char>(one[0]) & 0x1fu
                                        : static_cast<unsigned char>(one[0]) & 0x0fu;
      for (const char next : one.substr(1)) c = c << 6 | six(next);
      out.append({'\xf3', byte(0xb0u | c >> 12), following(c >> 6), following(c)});
    } else {
      out.append(one);
    }
    i += one.size();
  }
  return out;
}

std::string lowered(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view one = text.substr(i, 4);
    i += 4;
    const std::uint32_t c =
        is_plane_15(one) ? (six(one[1]) & 0xfu) << 12 | six(one[2]) << 6 | six(one[3]) : 0;
    if (c >= 0x800 && (c < 0xd800 || c > 0xdfff)) {
      out.append({byte(0xe0u | c >> 12), following(c >> 6), following(c)});
    } else if (c >= 0x80 && c < 0x800) {
      out.append({byte(0xc0u | c >> 6), following(c)});
    } else {  // as it was; an escape in the text can name other characters of plane 15
      out += one[0];
      i -= 3;
    }
  }
  return out;
}

}  // namespace kenyon
