#include "io/text_lines.hpp"

#include <algorithm>

#include <kenyon/base/error.hpp>
#include <kenyon/io/text_lines.hpp>

#include "io/line_source.hpp"

namespace kenyon {

std::vector<std::string> text_lines_of(
    std::string_view head, byte_source& from, const read_limits& limits,
    const std::function<void(std::string_view, std::size_t)>& check) {
  auto rest =
      limited_text(from, limits.max_bytes - std::min<std::uint64_t>(limits.max_bytes, head.size()));
  line_source lines(from.path(), [&](std::span<char> out) {
    const std::size_t n = head.copy(out.data(), out.size());
    head.remove_prefix(n);
    return n + rest(out.subspan(n));
  });
  std::vector<std::string> kept;
  std::uint64_t kept_bytes = 0;  // a short line takes more than its bytes
  for (std::string_view line; lines.next(line);) {
    check(line, lines.number());
    kept_bytes += sizeof(std::string) + line.size();
    if (kept_bytes > limits.max_bytes)
      throw error(fault::bad_input, from.path() + ": expected lines that take at most " +
                                        std::to_string(limits.max_bytes) +
                                        " bytes of memory, found more");
    kept.emplace_back(line);
  }
  return kept;
}

std::vector<std::string> read_text_lines(const std::string& path, const read_limits& limits) {
  byte_source from(path);
  return text_lines_of({}, from, limits, [](std::string_view, std::size_t) {});
}

}  // namespace kenyon
