#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "graph/file/reading.hpp"

namespace kenyon {

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

toml_fields::toml_fields(const reading& in, const toml_value& table, std::string whose)
    : in_(in), table_(table), whose_(std::move(whose)) {
  if (!table.is(toml_value::kind::table))
    in_.fail(table.at, whose_ + ": a table expected, " + shown(table) + " given");
}

toml_fields::toml_fields(const reading& in, const toml_value& table, std::string whose,
                         const std::vector<std::string_view>& known)
    : toml_fields(in, table, std::move(whose)) {
  for (const toml_member& m : table.members)
    if (std::find(known.begin(), known.end(), m.key) == known.end())
      in_.fail(m.at, (whose_.empty() ? "" : whose_ + ": ") + "unknown key " + quoted(m.key) +
                         suggestion(m.key, known));
}

place toml_fields::at(std::string_view key) const {
  const toml_value* v = find(key);
  return v ? v->at : table_.at;
}

void toml_fields::fail(std::string_view key, const std::string& sentence) const {
  in_.fail(at(key), (whose_.empty() ? "" : whose_ + ": ") + std::string(key) + ": " + sentence);
}

void toml_fields::expected(std::string_view key, const std::string& words) const {
  const toml_value* v = find(key);
  fail(key, words + " expected, " + (v ? shown(*v) : "nothing") + " given");
}

std::string toml_fields::text(std::string_view key, std::string_view otherwise) const {
  const toml_value* v = find(key);
  if (!v) return std::string(otherwise);
  if (v->text.empty() && !v->is(toml_value::kind::text)) expected(key, "a text");
  return v->text;
}

std::int64_t toml_fields::whole(std::string_view key, const whole_range& range,
                                std::int64_t otherwise) const {
  const toml_value* v = find(key);
  if (!v) return otherwise;
  if (!v->is(toml_value::kind::whole) || !range.holds(v->whole)) expected(key, range.words());
  return v->whole;
}

double toml_fields::number(std::string_view key, const number_range& range,
                           double otherwise) const {
  const toml_value* v = find(key);
  if (!v) return otherwise;
  const bool is_number = v->is(toml_value::kind::whole) || v->is(toml_value::kind::number);
  if (!is_number || !range.holds(v->number)) expected(key, range.words());
  return v->number;
}

bool toml_fields::truth(std::string_view key, bool otherwise) const {
  const toml_value* v = find(key);
  if (!v) return otherwise;
  if (!v->is(toml_value::kind::truth)) expected(key, "true or false");
  return v->truth;
}

std::vector<std::string> toml_fields::texts(std::string_view key) const {
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
