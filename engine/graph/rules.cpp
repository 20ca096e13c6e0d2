#include "graph/rules.hpp"

#include <algorithm>

#include "graph/sentences.hpp"

namespace kenyon {

void rule_book::fail(place at, const std::string& sentence) const {
  refuse_at(description_.file, at, sentence);
}

std::size_t rule_book::find(const graph_outline::numbers& numbers, std::string_view name,
                            const char* noun, const std::string& whose, place at) const {
  if (const auto found = numbers.find(name); found != numbers.end()) return found->second;
  std::vector<std::string_view> names;
  for (const auto& [known, number] : numbers) names.push_back(known);
  fail(at, whose + ": unknown " + noun + " " + quoted(name) + suggestion(name, names));
}

std::size_t rule_book::find_area(const area_reference& area, const std::string& whose,
                                 place at) const {
  if (!shift_range.holds(area.shift))
    fail(at, whose + ": area " + quoted(area.area) + ": its shift: " + shift_range.words() +
                 " expected, " + std::to_string(area.shift) + " given");
  return find(outline_.areas, area.area, "area", whose, at);
}

void rule_book::check_copies(std::size_t from, std::size_t to, const std::string& whose,
                             place at) const {
  const area_description &source = description_.areas[from], &target = description_.areas[to];
  if (source.copies != 1 && source.copies != target.copies)
    fail(at, whose + ": area " + quoted(source.name) + " has " + std::to_string(source.copies) +
                 " copies and " + quoted(target.name) + " " + std::to_string(target.copies) +
                 "; as many, or 1, expected");
}

void rule_book::out_of_range(const std::string& whose, std::string_view field,
                             const std::string& expected, double given, place at) const {
  fail(at, whose + ": " + std::string(field) + ": " + expected + " expected, " +
               text_of_number(given) + " given");
}

known_symbols::known_symbols(const graph_description& description, const graph_outline& outline)
    : rule_book(description, outline), captured_(description.alphabets.size()) {
  for (const alphabet_description& a : description.alphabets)
    if (const auto twice = described_.emplace_back(a).repeated())
      fail(a.at, "alphabet " + quoted(a.name) + ": symbol " + quoted(a.symbols[*twice]) +
                     " is there twice");
}

std::size_t known_symbols::alphabet_of(std::size_t area, const std::string& whose, place at) const {
  const area_description& a = description_.areas[area];
  if (a.alphabet.empty())
    fail(at, whose + ": area " + quoted(a.name) + " has no alphabet, and so no symbols");
  return outline_.alphabets.at(a.alphabet);
}

bool known_symbols::has(std::size_t alphabet, std::string_view symbol) const {
  return described_[alphabet].find(symbol).has_value() || captured_[alphabet].count(symbol) != 0;
}

void known_symbols::check(std::size_t area, std::string_view text, const std::string& whose,
                          place at) const {
  const std::size_t alphabet = alphabet_of(area, whose, at);
  if (text.empty() || has(alphabet, text)) return;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    begin = end + 1;
    if (has(alphabet, part)) continue;
    const alphabet_description& a = description_.alphabets[alphabet];
    std::vector<std::string_view> names(captured_[alphabet].begin(), captured_[alphabet].end());
    names.insert(names.end(), a.symbols.begin(), a.symbols.end());
    fail(at, whose + ": unknown symbol " + quoted(part) + " of alphabet " + quoted(a.name) +
                 suggestion(part, names));
  }
}

void known_symbols::check_one(std::size_t area, std::string_view text, const std::string& whose,
                              place at) const {
  check(area, text, whose, at);
  if (text.empty() || text.find('+') != std::string_view::npos)
    fail(at, whose + ": one symbol expected, " + quoted(text) + " given");
}

void known_symbols::capture(std::size_t area, const std::string& symbol, const std::string& whose,
                            place at) {
  const std::size_t alphabet = alphabet_of(area, whose, at);
  if (symbol.empty() || symbol.find('+') != std::string::npos)
    fail(at, whose + ": a new symbol expected, " + quoted(symbol) + " given");
  if (has(alphabet, symbol) || !captured_[alphabet].insert(symbol).second)
    fail(at, whose + ": alphabet " + quoted(description_.alphabets[alphabet].name) +
                 " has a symbol " + quoted(symbol) + " already");
}

}  // namespace kenyon
