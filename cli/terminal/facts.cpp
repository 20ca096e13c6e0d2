#include "cli/terminal/facts.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <ostream>

namespace kenyon::cli {

void facts::print(std::ostream& out) const {
  std::size_t width = 0;
  for (const auto& row : rows_) width = std::max(width, row.first.size());
  for (const auto& [name, value] : rows_)
    out << name << std::string(width - name.size() + 2, ' ') << value << '\n';
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 4> units{"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return std::to_string(bytes) + " bytes";
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < units.size(); ++unit) size /= 1024;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f %s", size < 100 ? 1 : 0, size, units[unit]);
  return text.data();
}

std::string percent(double share) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f %%", share < 0.01 && share > 0 ? 2 : 1,
                100 * share);
  return text.data();
}

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  const double share = whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  return std::to_string(part) + " of " + std::to_string(whole) + " (" + percent(share) + ")";
}

}  // namespace kenyon::cli
