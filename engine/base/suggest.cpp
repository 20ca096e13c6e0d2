#include <kenyon/base/suggest.hpp>

#include <algorithm>
#include <numeric>
#include <vector>

namespace kenyon {
namespace {

std::size_t edits(std::string_view a, std::string_view b) {  // Levenshtein
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

std::string suggest_name(std::string_view wrong, std::span<const std::string_view> names) {
  const auto nearest = std::min_element(names.begin(), names.end(), [&](auto a, auto b) {
    return edits(wrong, a) < edits(wrong, b);
  });
  if (nearest != names.end() && edits(wrong, *nearest) <= 2)
    return " (did you mean \"" + std::string(*nearest) + "\"?)";
  if (names.empty() || names.size() > 16) return "";
  std::string list;
  for (std::string_view name : names) list.append(list.empty() ? "" : ", ").append(name);
  return " (there are: " + list + ")";
}

}  // namespace kenyon
