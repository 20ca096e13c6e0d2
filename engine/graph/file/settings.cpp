#include <algorithm>
#include <charconv>

#include <kenyon/base/error.hpp>

#include "graph/file/reading.hpp"

namespace kenyon {
namespace {

void forget_places(toml_value& v) {
  v.at = {};
  for (toml_value& item : v.items) forget_places(item);
  for (toml_member& m : v.members) {
    m.at = {};
    forget_places(m.value);
  }
}

// VALUE as TOML, else as a text. A number keeps how it was written: "0110" is a text anyhow, and
// "1100" may be meant as one.
toml_value value_of(const std::string& written) {
  toml_value made;
  made.what = toml_value::kind::text;
  made.text = written;
  if (written.find('\n') != std::string::npos) return made;
  try {
    const toml_value root = parse_toml("v = " + written, "");
    if (root.members.size() != 1) return made;
    made = root.members[0].value;
    const bool has_parts = made.is(toml_value::kind::list) || made.is(toml_value::kind::table);
    if (!made.is(toml_value::kind::text) && !has_parts) made.text = written;
    forget_places(made);
  } catch (const error& e) {
    if (e.which() != fault::bad_input) throw;
  }
  return made;
}

const std::string* name_of(const toml_value& item) {
  const toml_value* name = item.find("name");
  return name && name->is(toml_value::kind::text) ? &name->text : nullptr;
}

toml_value* item_at(toml_value& list, const std::string& part) {
  std::size_t number = 0;
  const char* const end = part.data() + part.size();
  const auto [stop, bad] = std::from_chars(part.data(), end, number);
  if (bad == std::errc{} && stop == end && number < list.items.size()) return &list.items[number];
  for (toml_value& item : list.items)
    if (const std::string* name = name_of(item); name && *name == part) return &item;
  return nullptr;
}

toml_value* step(toml_value& from, const std::string& part) {
  if (from.is(toml_value::kind::list)) return item_at(from, part);
  for (toml_member& m : from.members)
    if (m.key == part) return &m.value;
  return nullptr;
}

std::vector<std::string_view> names_in(const toml_value& v) {
  std::vector<std::string_view> names;
  for (const toml_member& m : v.members) names.emplace_back(m.key);
  for (const toml_value& item : v.items)
    if (const std::string* name = name_of(item)) names.emplace_back(*name);
  return names;
}

}  // namespace

void apply_setting(toml_value& root, const std::string& setting) {
  const auto refuse = [&](const std::string& why) {
    throw error(fault::usage, "setting " + quoted(setting) + ": " + why);
  };
  const std::size_t equals = setting.find('=');
  if (equals == std::string::npos || equals == 0) refuse("KEY.PATH=VALUE expected");
  const std::string path = setting.substr(0, equals);
  toml_value* at = &root;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    toml_value* next = step(*at, part);
    const bool is_last = end == path.size();
    if (!next && is_last && !part.empty() && at->is(toml_value::kind::table)) {
      at->members.push_back({part, {}, {}});  // a key that the file leaves out
      next = &at->members.back().value;
    }
    if (!next)
      refuse("there is no " + quoted(part) +
             (begin == 0 ? "" : " in " + quoted(path.substr(0, begin - 1))) +
             suggestion(part, names_in(*at)));
    at = next;
    begin = end + 1;
  }
  *at = value_of(setting.substr(equals + 1));
}

}  // namespace kenyon
