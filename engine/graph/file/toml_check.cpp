// What toml++ 3.3 cannot be trusted with, found before it reads the text: keys of very many parts,
// as many tables one in another, whose destruction overflows the stack; characters beyond ASCII
// where it asks whether they are space, which it does for some by running into
// __builtin_unreachable(). TOML 1.0 allows neither such characters nor, sensibly, such keys.
#include <algorithm>

#include <kenyon/error.hpp>
#include <kenyon/memory/bit_matrix.hpp>

#include "graph/file/toml_tree.hpp"
#include "graph/network.hpp"
#include "io/text.hpp"

namespace kenyon {
namespace {

constexpr std::size_t most_key_parts = 64;

// Bytes that a value takes while toml++'s tree and ours are both there, generously.
constexpr std::uint64_t bytes_of_value = 700;

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

class scan {
 public:
  scan(std::string_view text, const std::string& name) : text_(text), name_(name) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  }

  void run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'')
        string(c);
      else if (c == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else
        plain(c);
    }
    if (values_ > 1'000'000) require_memory(values_ * bytes_of_value, "the graph file");
  }

 private:
  [[noreturn]] void fail(const char* sentence) const {
    const std::string_view before = text_.substr(0, at_);
    const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto characters =
        std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_begin), before.end(),
                      [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
    const place here{static_cast<std::uint32_t>(lines + 1),
                     static_cast<std::uint32_t>(characters + 1)};
    throw error(fault::bad_input, one_line(place_text(name_, here) + sentence));
  }

  void plain(char c) {
    if (!is_ascii(c)) fail("characters beyond ASCII are possible in quotes and comments only");
    constexpr std::string_view ends_of_keys = "=,[]{}\n";
    if (c == '.') {
      if (++points_ == most_key_parts) fail("a key has at most 64 parts");
      ++values_;
    } else if (ends_of_keys.find(c) != std::string_view::npos) {
      points_ = 0;
      ++values_;
    }
    ++at_;
  }

  void string(char quote) {
    const std::size_t begin = at_;
    // It would read on through the quote: 4"abc.
    constexpr std::string_view before_text = " \t\n=,[{.";
    if (at_ > 0 && before_text.find(text_[at_ - 1]) == std::string_view::npos)
      fail("a quote is not possible here");
    const bool is_long = text_.substr(at_, 3) == std::string(3, quote);
    at_ = end_of_string(quote, is_long);
    const std::string_view whole = text_.substr(begin, at_ - begin);
    // Behind a \ at the end of a line it looks for space.
    const bool looks_for_space = is_long && quote == '"' && whole.find('\\') != whole.npos;
    if (looks_for_space && !std::all_of(whole.begin(), whole.end(), is_ascii)) {
      at_ = begin;
      fail("a text in \"\"\" with a \\ holds ASCII only");
    }
  }

  std::size_t end_of_string(char quote, bool is_long) const {
    const std::string end(is_long ? 3 : 1, quote);
    for (std::size_t i = at_ + end.size(); i < text_.size(); ++i) {
      if (text_[i] == '\\' && quote == '"') {
        ++i;
      } else if (text_.substr(i, end.size()) == end) {
        i += end.size();
        // Up to two quotes more belong to a long string.
        for (int k = 0; is_long && k < 2 && i < text_.size() && text_[i] == quote; ++k) ++i;
        return i;
      } else if (text_[i] == '\n' && !is_long) {
        return i;
      }
    }
    return text_.size();
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::size_t points_ = 0;  // in the key that is read
  std::uint64_t values_ = 1;
};

}  // namespace

void check_toml(std::string_view text, const std::string& name) {
  scan(text, name).run();
}

}  // namespace kenyon
