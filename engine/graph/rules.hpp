// Private: what the rules of a description's parts share.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graph/check.hpp"
#include "graph/fields.hpp"
#include "graph/sentences.hpp"
#include "graph/symbol_index.hpp"

namespace kenyon {

class rule_book {
 public:
  rule_book(const graph_description& description, const graph_outline& outline)
      : description_(description), outline_(outline) {}

 protected:
  [[noreturn]] void fail(place at, const std::string& sentence) const;

  // Things by name: each has one, and no two the same.
  template <class Thing>
  graph_outline::numbers numbered(const std::vector<Thing>& things, const char* noun) const;
  // The number of a thing. `whose` begins the sentence, here and below.
  std::size_t find(const graph_outline::numbers& numbers, std::string_view name, const char* noun,
                   const std::string& whose, place at) const;
  std::size_t find_area(const area_reference& area, const std::string& whose, place at) const;

  // Copies must pair up: as many, or one source for all.
  void check_copies(std::size_t from, std::size_t to, const std::string& whose, place at) const;

  // Numbers within the ranges that fields.hpp says.
  template <class Thing>
  void check_ranges(const Thing& thing, const std::string& whose) const;

  const graph_description& description_;
  const graph_outline& outline_;

 private:
  void out_of_range(const std::string& whose, std::string_view field, const std::string& expected,
                    double given, place at) const;
};

template <class Thing>
graph_outline::numbers rule_book::numbered(const std::vector<Thing>& things,
                                           const char* noun) const {
  graph_outline::numbers numbers;
  for (const Thing& t : things) {
    if (t.name.empty()) fail(t.at.of("name"), std::string(noun) + " without a name");
    if (!numbers.emplace(t.name, numbers.size()).second)
      fail(t.at.of("name"), noun + (" " + quoted(t.name)) + " is there twice");
  }
  return numbers;
}

template <class Thing>
void rule_book::check_ranges(const Thing& thing, const std::string& whose) const {
  fields(
      [&](std::string_view field, const auto& value, const auto& range) {
        if constexpr (requires { range.holds(value); })
          if (!range.holds(value))
            out_of_range(whose, field, range.words(), static_cast<double>(value),
                         thing.at.of(field));
      },
      thing);
}

// The symbols of all alphabets, as far as they are known: those that training captures come phase
// by phase.
class known_symbols : rule_book {
 public:
  // Fails for a symbol that is there twice.
  known_symbols(const graph_description& description, const graph_outline& outline);

  // Of the alphabet that the area must have.
  std::size_t alphabet_of(std::size_t area, const std::string& whose, place at) const;
  bool has(std::size_t alphabet, std::string_view symbol) const;
  // Fails unless every part of "a+b" is a symbol; "" is silence.
  void check(std::size_t area, std::string_view text, const std::string& whose, place at) const;
  // A single symbol.
  void check_one(std::size_t area, std::string_view text, const std::string& whose, place at) const;
  void capture(std::size_t area, const std::string& symbol, const std::string& whose, place at);

 private:
  std::vector<symbol_index> described_;
  std::vector<std::set<std::string, std::less<>>> captured_;
};

// The tables and phases of a description whose other parts are sound.
void check_phases(const graph_description& description, const graph_outline& outline,
                  known_symbols& symbols);

}  // namespace kenyon
