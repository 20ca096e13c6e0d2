#include "graph/symbol_book.hpp"

#include <algorithm>
#include <cmath>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>

namespace kenyon {

symbol_book::symbol_book(const alphabet_description& description)
    : shape_(description.shape),
      names_(description.symbols),
      patterns_(names_.size()),
      values_(description.values),
      described_(description) {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const pattern_view p = description.patterns[i];
    patterns_[i].assign(p.begin(), p.end());
  }
}

void symbol_book::declare(const std::string& name) {
  declared_.emplace(name, static_cast<std::uint32_t>(names_.size()));
  names_.push_back(name);
  patterns_.emplace_back();
  if (!values_.empty()) values_.push_back(std::nan(""));
}

void symbol_book::define(std::uint32_t symbol, pattern_view units) {
  patterns_[symbol].assign(units.begin(), units.end());
  begin_.clear();
}

std::uint32_t symbol_book::find(std::string_view name) const {
  const auto declared = declared_.find(std::string(name));
  if (declared != declared_.end()) return declared->second;
  const auto described = described_.find(name);
  return described ? static_cast<std::uint32_t>(*described) : none;
}

pattern symbol_book::parse(std::string_view text) const {
  if (text.empty()) return {};
  if (const std::uint32_t whole = find(text); whole != none) return patterns_[whole];
  pattern all;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    const std::uint32_t symbol = find(part);
    if (symbol == none) {
      std::vector<std::string_view> names(names_.begin(), names_.end());
      throw error(fault::bad_input,
                  "unknown symbol \"" + std::string(part) + "\"" + suggest_name(part, names));
    }
    all.insert(all.end(), patterns_[symbol].begin(), patterns_[symbol].end());
    begin = end + 1;
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

void symbol_book::list_users() const {
  begin_.assign(shape_.units() + std::size_t{1}, 0);
  for (const pattern& p : patterns_)
    for (const unit u : p) ++begin_[u + 1];
  for (std::size_t u = 0; u < shape_.units(); ++u) begin_[u + 1] += begin_[u];
  users_.resize(begin_.back());
  std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
  for (std::uint32_t s = 0; s < patterns_.size(); ++s)
    for (const unit u : patterns_[s]) users_[next[u]++] = s;
}

symbol_book::match symbol_book::nearest(pattern_view held) const {
  if (begin_.empty()) list_users();
  std::vector<std::uint32_t> met;
  for (const unit u : held)
    met.insert(met.end(), users_.begin() + static_cast<std::ptrdiff_t>(begin_[u]),
               users_.begin() + static_cast<std::ptrdiff_t>(begin_[u + 1]));
  std::sort(met.begin(), met.end());
  match best;
  double sum = 0;
  std::size_t equals = 0;
  for (std::size_t i = 0; i < met.size();) {
    std::size_t end = i;
    while (end < met.size() && met[end] == met[i]) ++end;
    if (end - i > best.overlap) {
      best = {met[i], end - i, 0};
      sum = 0;
      equals = 0;
    }
    if (end - i == best.overlap && !values_.empty()) {
      sum += values_[met[i]];
      ++equals;
    }
    i = end;
  }
  if (equals > 0) best.value = sum / static_cast<double>(equals);
  return best;
}

}  // namespace kenyon
