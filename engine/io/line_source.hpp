// The lines of a text, as every reader of text sees them: a UTF-8 byte order mark before the first
// is no part of it; a line ends with LF, CR LF or a CR alone; an end behind the last line begins
// none. Read piece by piece: what is held is a line and a chunk, whatever the text decodes to.
#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace kenyon {

inline constexpr std::size_t max_line_bytes = std::size_t{1} << 26;

class line_source {
 public:
  // Fills a span from its start and returns how much; less than all of it only at the end.
  using reader = std::function<std::size_t(std::span<char>)>;

  line_source(std::string name, reader read) : name_(std::move(name)), read_(std::move(read)) {}
  line_source(std::string name, std::string_view text);

  // The next line, which stays as it is until the next call; false behind the last. Throws
  // error{bad_input} that begins with name and number for a line above max_line_bytes.
  bool next(std::string_view& line);
  // Of the line that next() gave, from 1.
  std::size_t number() const { return number_; }

 private:
  bool refill();  // false at the end of the text

  std::string name_;
  reader read_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what no line was made of yet
  std::size_t number_ = 0;
  bool started_ = false;
  bool ended_ = false;
};

}  // namespace kenyon
