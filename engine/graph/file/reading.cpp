#include "graph/file/reading.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <kenyon/suggest.hpp>

#include "graph/network.hpp"
#include "io/text.hpp"

namespace kenyon {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::int64_t farthest_shift = std::int64_t{1} << 24;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-';
         });
}

}  // namespace

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
  constexpr std::size_t most_names = 4096;
  if (wrong.size() > longest_name || names.size() > most_names) return "";
  if (std::any_of(names.begin(), names.end(), [](auto n) { return n.size() > longest_name; }))
    return "";
  return suggest_name(wrong, names);
}

void reading::fail(place at, const std::string& sentence) const {
  std::string line = place_text(out.file, at) + sentence;
  for (char& c : line)
    if ((c >= 0 && c < ' ') || c == '\x7f') c = '?';
  throw error(fault::bad_input, line);
}

void reading::take_symbols(std::uint64_t count, place at) {
  if (count > limits.max_symbols - symbols_taken)
    fail(at, "a graph file has at most " + std::to_string(limits.max_symbols) +
                 " symbols, in alphabets, tables and phases together");
  symbols_taken += count;
}

void reading::take_units(std::uint64_t count, place at) {
  if (count > limits.max_units - units_taken)
    fail(at, "the patterns of a graph file have at most " + std::to_string(limits.max_units) +
                 " active units together");
  units_taken += count;
}

void reading::enter(name_table& in, const std::string& name, const char* noun, place at) {
  if (!is_name(name))
    fail(at,
         std::string(noun) + " " + quoted(name) + ": names are up to 64 letters, digits, _ and -");
  if (!in.emplace(name, in.size()).second)
    fail(at, std::string(noun) + " " + quoted(name) + " is there twice");
}

std::size_t reading::find(const name_table& in, std::string_view name, const char* noun,
                          const std::string& whose, place at) const {
  if (const auto found = in.find(name); found != in.end()) return found->second;
  std::vector<std::string_view> names;
  for (const auto& [known, number] : in) names.emplace_back(known);
  fail(at, whose + ": unknown " + noun + " " + quoted(name) + suggestion(name, names));
}

area_reference reading::reference(std::string_view text, const std::string& whose, place at) const {
  area_reference made{std::string(text.substr(0, text.find('['))), 0};
  if (made.area.size() < text.size()) {
    std::string_view shift = text.substr(made.area.size() + 1);
    const bool closed = !shift.empty() && shift.back() == ']';
    if (closed) shift.remove_suffix(1);
    if (shift.starts_with('+')) shift.remove_prefix(1);
    const char* const end = shift.data() + shift.size();
    const auto [stop, bad] = std::from_chars(shift.data(), end, made.shift);
    if (!closed || bad != std::errc{} || stop != end || made.shift > farthest_shift ||
        made.shift < -farthest_shift)
      fail(at, whose + ": an area as NAME or NAME[SHIFT] expected, " + quoted(text) + " given");
  }
  find(areas, made.area, "area", whose, at);
  return made;
}

bool reading::is_symbol(std::size_t area, std::string_view text) const {
  const std::string& name = out.areas[area].alphabet;
  if (name.empty()) return false;
  const std::size_t alphabet = alphabets.find(name)->second;
  return symbols[alphabet].find(text).has_value() ||
         captured[alphabet].count(std::string(text)) != 0;
}

void reading::check_symbol(std::size_t area, std::string_view text, const std::string& whose,
                           place at) const {
  if (text.empty()) return;
  const area_description& a = out.areas[area];
  if (a.alphabet.empty())
    fail(at, whose + ": area " + quoted(a.name) + " has no alphabet that " + quoted(text) +
                 " could be of");
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    const std::string_view one = text.substr(begin, end - begin);
    if (!is_symbol(area, one)) {
      const std::size_t alphabet = alphabets.find(a.alphabet)->second;
      std::vector<std::string_view> names(captured[alphabet].begin(), captured[alphabet].end());
      const auto& known = out.alphabets[alphabet].symbols;
      names.insert(names.end(), known.begin(), known.end());
      fail(at, whose + ": unknown symbol " + quoted(one) + " of alphabet " + quoted(a.alphabet) +
                   suggestion(one, names));
    }
    begin = end + 1;
  }
}

std::string reading::path_of(const std::string& file) const {
  return file.starts_with('/') ? file : folder + file;
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

const toml_value* section(const reading& in, const toml_value& root, const char* name) {
  const toml_value* found = root.find(name);
  if (found && !found->is(toml_value::kind::table))
    in.fail(found->at, std::string(name) + ": tables [" + name + ".NAME] expected, " +
                           shown(*found) + " given");
  return found;
}

}  // namespace kenyon
