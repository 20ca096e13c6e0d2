#include "cli/graph/sweep.hpp"

#include <charconv>
#include <cmath>

#include <kenyon/base/error.hpp>
#include <kenyon/pattern/layout.hpp>

namespace kenyon::cli {

graph_sweep read_sweep(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw error(fault::usage,
                "--sweep: KEY,...=VALUE,... expected, as in area.cell.noise=0,0.1,0.2");
  return {split_list(text.substr(0, equals), "--sweep"),
          split_list(text.substr(equals + 1), "--sweep")};
}

graph_search read_search(const std::string& text) {
  const std::size_t equals = text.find('='), dots = text.find("..");
  if (equals == std::string::npos || dots == std::string::npos || dots < equals)
    throw error(fault::usage, "--search: KEY*FACTOR,...=LOW..HIGH expected");
  graph_search made;
  for (const std::string& part : split_list(text.substr(0, equals), "--search")) {
    const std::size_t star = part.find('*');
    made.keys.push_back({part.substr(0, star),
                         star == std::string::npos
                             ? 1
                             : whole_number(part.substr(star + 1), "--search", 1, 1'000'000)});
  }
  made.low = whole_number(text.substr(equals + 1, dots - equals - 1), "--search", 1, 1u << 30);
  made.high = whole_number(text.substr(dots + 2), "--search", made.low, 1u << 30);
  return made;
}

std::string keys_text(const graph_sweep& over) {
  std::string text;
  for (const std::string& key : over.keys) text += (text.empty() ? "" : ",") + key;
  return text;
}

bool is_layout(const std::string& value) {
  return value.find_first_of("/x") != std::string::npos;
}

std::optional<double> size_of_swept(const std::string& value) {
  // A text of digits, as of a rule, is no number.
  if (value.size() > 1 && value[0] == '0' && value[1] != '.') return std::nullopt;
  double number = 0;
  const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (code == std::errc() && end == value.data() + value.size())
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
  if (!is_layout(value)) return std::nullopt;
  try {
    return layout::parse(value).units();
  } catch (const error&) {
    return std::nullopt;
  }
}

}  // namespace kenyon::cli
