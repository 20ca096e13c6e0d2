#include "io/line_source.hpp"

#include <algorithm>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

constexpr std::size_t read_bytes_at_once = std::size_t{1} << 16;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

line_source::line_source(std::string name, std::string_view text)
    : line_source(std::move(name), [text](std::span<char> out) mutable {
        const std::size_t n = text.copy(out.data(), out.size());
        text.remove_prefix(n);
        return n;
      }) {}

bool line_source::refill() {
  if (ended_) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t held = buffer_.size();
  buffer_.resize(held + read_bytes_at_once);
  const std::size_t n = read_(std::span(buffer_).subspan(held));
  ended_ = n < read_bytes_at_once;
  buffer_.resize(held + n);
  if (!started_ && buffer_.starts_with(byte_order_mark)) begin_ = byte_order_mark.size();
  started_ = true;
  return n > 0;
}

bool line_source::next(std::string_view& line) {
  std::size_t looked_at = 0;  // of the line, without an end among it
  std::size_t end = std::string::npos;
  for (;;) {
    end = buffer_.find_first_of("\r\n", begin_ + looked_at);
    // Of a CR at the end of what is there the next byte tells more.
    if (end != std::string::npos && (buffer_[end] == '\n' || end + 1 < buffer_.size())) break;
    looked_at = std::min(end, buffer_.size()) - begin_;
    if (looked_at > max_line_bytes)
      throw error(fault::bad_input, name_ + ":" + std::to_string(number_ + 1) +
                                        ": expected a line of at most " +
                                        std::to_string(max_line_bytes) + " bytes, found more");
    if (!refill()) break;
  }
  if (end == std::string::npos && begin_ == buffer_.size()) return false;
  const std::size_t length = std::min(end, buffer_.size()) - begin_;
  line = std::string_view(buffer_).substr(begin_, length);
  begin_ += length;
  if (begin_ < buffer_.size())
    begin_ += buffer_[begin_] == '\r' && begin_ + 1 < buffer_.size() && buffer_[begin_ + 1] == '\n'
                  ? 2
                  : 1;
  ++number_;
  return true;
}

}  // namespace kenyon
