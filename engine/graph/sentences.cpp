#include "graph/sentences.hpp"

#include <algorithm>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>

#include "base/text.hpp"

namespace kenyon {

place places::of(std::string_view field, std::size_t item) const {
  place nearest = *this;
  for (const field_place& said : fields) {
    if (said.field != field) continue;
    if (said.item == item) return said.at;
    if (said.item == whole) nearest = said.at;
  }
  return nearest;
}

std::string place_text(const std::string& file, place at) {
  std::string text;
  if (!file.empty()) text = file + ":";
  if (at.line != 0) text += std::to_string(at.line) + ":" + std::to_string(at.column) + ":";
  return text.empty() ? text : text + " ";
}

void refuse_at(const std::string& file, place at, const std::string& sentence) {
  throw error(fault::bad_input, one_line(place_text(file, at) + sentence));
}

std::string quoted(std::string_view text) {
  constexpr std::size_t most = 60;
  if (!is_plain_text(text)) return "\"" + printable(text, most) + "\"";
  if (text.size() <= most) return "\"" + std::string(text) + "\"";
  std::size_t end = 0;
  while (end < most) end += character_bytes(text.substr(end));
  return "\"" + std::string(text.substr(0, end)) + "...\"";
}

std::string suggestion(std::string_view wrong, std::span<const std::string_view> names) {
  constexpr std::size_t most_names = 4096, most_characters = 64;
  if (wrong.size() > most_characters || names.size() > most_names) return "";
  if (std::any_of(names.begin(), names.end(), [](auto n) { return n.size() > most_characters; }))
    return "";
  return suggest_name(wrong, names);
}

std::string wrong_rows(const std::string& column, std::size_t expected, std::size_t given) {
  return column + ": " + std::to_string(expected) + " symbols expected, as in the other rows, " +
         std::to_string(given) + " given";
}

}  // namespace kenyon
