// Private: the symbols of an alphabet by name and by pattern.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <kenyon/graph/description.hpp>

#include "graph/symbol_index.hpp"

namespace kenyon {

class symbol_book {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  // The description must stay where it is, as it is.
  explicit symbol_book(const alphabet_description& description);

  // A symbol whose pattern comes later; until then it has no units and is never found.
  void declare(const std::string& name);
  void define(std::uint32_t symbol, pattern_view units);

  std::size_t size() const { return names_.size(); }
  const std::string& name(std::uint32_t symbol) const { return names_[symbol]; }
  bool has_values() const { return !values_.empty(); }
  double value(std::uint32_t symbol) const { return values_[symbol]; }
  const pattern& units(std::uint32_t symbol) const { return patterns_[symbol]; }

  // As symbol_index finds it, or a declared one by its name; else `none`.
  std::uint32_t find(std::string_view name) const;

  // The units of "a", "a+b" or "" (no units). Throws error{bad_input} naming the part that is
  // unknown.
  pattern parse(std::string_view text) const;

  // The symbol that shares most units with what is held, the first of equals.
  struct match {
    std::uint32_t symbol = none;
    std::size_t overlap = 0;
    double value = 0;  // mean of all that share as many
  };
  match nearest(pattern_view held) const;

 private:
  void list_users() const;

  layout shape_;
  std::vector<std::string> names_;
  std::vector<pattern> patterns_;
  std::vector<double> values_;
  symbol_index described_;
  std::unordered_map<std::string, std::uint32_t> declared_;
  // Symbols that each unit is active in, one list after another; made when first needed.
  mutable std::vector<std::size_t> begin_;
  mutable std::vector<std::uint32_t> users_;
};

}  // namespace kenyon
