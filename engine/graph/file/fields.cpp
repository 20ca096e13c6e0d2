#include <algorithm>
#include <utility>

#include <kenyon/base/suggest.hpp>

#include "base/text.hpp"
#include "graph/file/reading.hpp"

namespace kenyon {

std::string quoted(std::string_view text) {
  constexpr std::size_t most = 60;
  if (!is_plain_text(text)) return "\"" + printable(text, most) + "\"";
  if (text.size() <= most) return "\"" + std::string(text) + "\"";
  std::size_t end = 0;
  while (end < most) end += character_bytes(text.substr(end));
  return "\"" + std::string(text.substr(0, end)) + "...\"";
}

std::string shown(const toml_value& v) {
  using kind = toml_value::kind;
  switch (v.what) {
    case kind::text:
      return quoted(v.text);
    case kind::whole:
      return std::to_string(v.whole);
    case kind::number:
      return text_of_number(v.number);
    case kind::truth:
      return v.truth ? "true" : "false";
    case kind::date:
      return "a date or time";
    case kind::list:
      return "a list";
    case kind::table:
      return "a table";
  }
  return "";
}

std::string suggestion(std::string_view wrong, const std::vector<std::string_view>& names) {
  constexpr std::size_t most_names = 4096, most_characters = 64;
  if (wrong.size() > most_characters || names.size() > most_names) return "";
  if (std::any_of(names.begin(), names.end(), [](auto n) { return n.size() > most_characters; }))
    return "";
  return suggest_name(wrong, names);
}

fields::fields(const reading& in, const toml_value& from, std::string whose)
    : in_(in), from_(from), whose_(std::move(whose)) {
  if (!from.is(toml_value::kind::table))
    in_.fail(from.at, whose_ + ": a table expected, " + shown(from) + " given");
}

fields::fields(const reading& in, const toml_value& from, std::string whose,
               std::initializer_list<std::string_view> known)
    : fields(in, from, std::move(whose)) {
  for (const toml_member& m : from.members)
    if (std::find(known.begin(), known.end(), m.key) == known.end())
      in_.fail(m.at, (whose_.empty() ? "" : whose_ + ": ") + "unknown key " + quoted(m.key) +
                         suggestion(m.key, known));
}

place fields::at(std::string_view key) const {
  const toml_value* v = find(key);
  return v ? v->at : from_.at;
}

void fields::fail(std::string_view key, const std::string& sentence) const {
  in_.fail(at(key), (whose_.empty() ? "" : whose_ + ": ") + std::string(key) + ": " + sentence);
}

void fields::expected(std::string_view key, const std::string& what) const {
  const toml_value* v = find(key);
  fail(key, what + " expected, " + (v ? shown(*v) : "nothing") + " given");
}

std::string fields::text(std::string_view key, std::string_view otherwise) const {
  const toml_value* v = find(key);
  if (!v) return std::string(otherwise);
  if (v->text.empty() && !v->is(toml_value::kind::text)) expected(key, "a text");
  return v->text;
}

std::int64_t fields::whole(std::string_view key, std::int64_t low, std::int64_t high,
                           std::int64_t otherwise) const {
  const toml_value* v = find(key);
  if (!v) return otherwise;
  if (!v->is(toml_value::kind::whole) || v->whole < low || v->whole > high)
    expected(key, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return v->whole;
}

double fields::share(std::string_view key, double otherwise) const {
  const toml_value* v = find(key);
  if (!v) return otherwise;
  const bool is_number = v->is(toml_value::kind::whole) || v->is(toml_value::kind::number);
  if (!is_number || !(v->number >= 0 && v->number <= 1)) expected(key, "a share from 0 to 1");
  return v->number;
}

bool fields::truth(std::string_view key, bool otherwise) const {
  const toml_value* v = find(key);
  if (!v) return otherwise;
  if (!v->is(toml_value::kind::truth)) expected(key, "true or false");
  return v->truth;
}

std::vector<std::string> fields::texts(std::string_view key) const {
  const toml_value* v = find(key);
  std::vector<std::string> made;
  if (!v) return made;
  if (v->is(toml_value::kind::text)) return {v->text};
  if (!v->is(toml_value::kind::list)) expected(key, "a list of texts");
  for (const toml_value& item : v->items) {
    if (!item.is(toml_value::kind::text))
      in_.fail(item.at, of(key) + ": a text expected, " + shown(item) + " given");
    made.push_back(item.text);
  }
  return made;
}

bool is_symbol_value(const toml_value& v) {
  return v.is(toml_value::kind::text) || v.is(toml_value::kind::whole) ||
         v.is(toml_value::kind::number);
}

std::string symbol_text(const toml_value& v) {
  if (!v.text.empty() || v.is(toml_value::kind::text)) return v.text;
  return v.is(toml_value::kind::whole) ? std::to_string(v.whole) : text_of_number(v.number);
}

std::vector<std::string> characters_of(std::string_view text) {
  std::vector<std::string> made;
  while (!text.empty()) {
    const std::size_t n = character_bytes(text);
    if (n == 0) return {};
    made.emplace_back(text.substr(0, n));
    text.remove_prefix(n);
  }
  return made;
}

}  // namespace kenyon
