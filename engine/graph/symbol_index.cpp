#include "graph/symbol_index.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

namespace kenyon {

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, bad] = std::from_chars(text.data(), end, number);
  if (bad != std::errc{} || stop != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::string text_of_number(double number) {
  std::array<char, 400> digits{};
  const auto write = [&](auto... how) {
    const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), number, how...);
    return std::string(digits.data(), done.ptr);
  };
  std::string text = write();
  // "1e+20" would be read as two symbols.
  return text.find('+') == std::string::npos ? text : write(std::chars_format::fixed);
}

symbol_index::symbol_index(const alphabet_description& of)
    : symbols_(of.symbols.data()),
      values_(of.values.data()),
      by_name_(of.symbols.size()),
      by_value_(of.values.size()) {
  std::iota(by_name_.begin(), by_name_.end(), 0u);
  std::sort(by_name_.begin(), by_name_.end(),
            [&](auto a, auto b) { return symbols_[a] < symbols_[b]; });
  std::iota(by_value_.begin(), by_value_.end(), 0u);
  std::stable_sort(by_value_.begin(), by_value_.end(),
                   [&](auto a, auto b) { return values_[a] < values_[b]; });
}

std::optional<std::size_t> symbol_index::find(std::string_view text) const {
  const auto at = std::lower_bound(by_name_.begin(), by_name_.end(), text,
                                   [&](auto i, std::string_view t) { return symbols_[i] < t; });
  if (at != by_name_.end() && symbols_[*at] == text) return *at;
  const auto number = by_value_.empty() ? std::nullopt : number_in(text);
  return number ? nearest(*number) : std::nullopt;
}

std::optional<std::size_t> symbol_index::nearest(double number) const {
  const auto above = std::lower_bound(by_value_.begin(), by_value_.end(), number,
                                      [&](auto i, double n) { return values_[i] < n; });
  if (above == by_value_.end() || (above == by_value_.begin() && values_[*above] != number))
    return std::nullopt;
  if (above == by_value_.begin()) return *above;
  const auto below = above - 1;
  return number - values_[*below] <= values_[*above] - number ? *below : *above;
}

std::optional<std::size_t> symbol_index::repeated() const {
  const auto at = std::adjacent_find(by_name_.begin(), by_name_.end(),
                                     [&](auto a, auto b) { return symbols_[a] == symbols_[b]; });
  if (at == by_name_.end()) return std::nullopt;
  return std::max(at[0], at[1]);
}

}  // namespace kenyon
