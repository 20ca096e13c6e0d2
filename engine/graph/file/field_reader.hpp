// Private: reads the fields of a description (graph/fields.hpp) from the members of a table that
// have their names.
#pragma once
#include <algorithm>
#include <type_traits>

#include "graph/fields.hpp"
#include "graph/file/reading.hpp"

namespace kenyon {

class field_reader {
 public:
  field_reader(const reading& in, const toml_fields& table, places& at)
      : in_(in), table_(table), at_(at) {}

  template <class T, class Range>
  void operator()(std::string_view key, T& member, const Range& range) {
    if constexpr (!std::is_same_v<Range, heading> && !std::is_same_v<Range, written_out>) {
      const toml_value* const v = table_.find(key);
      if (!v) return;
      keep_places(at_, key, *v);
      if constexpr (std::is_same_v<Range, whole_range>)
        member = static_cast<T>(table_.whole(key, range, 0));
      else if constexpr (std::is_same_v<Range, number_range>)
        member = table_.number(key, range, 0);
      else
        read(key, *v, member);
    }
  }

 private:
  void read(std::string_view key, const toml_value&, bool& member) {
    member = table_.truth(key, false);
  }
  void read(std::string_view key, const toml_value&, std::string& member) {
    member = table_.text(key, "");
  }
  void read(std::string_view key, const toml_value&, std::vector<std::string>& member) {
    member = table_.texts(key);
  }
  void read(std::string_view key, const toml_value& v, layout& member) {
    const std::string text = table_.text(key, "");
    member = said_at(in_, table_.of(key), v.at, [&] { return layout::parse(text); });
  }
  void read(std::string_view key, const toml_value& v, area_reference& member) {
    member = in_.reference(table_.text(key, ""), table_.of(key), v.at);
  }
  void read(std::string_view key, const toml_value& v, std::vector<area_reference>& member) {
    const bool is_list = v.is(toml_value::kind::list);
    if (v.items.empty())
      table_.fail(key, "a list of areas expected, " +
                           (is_list ? std::string("an empty one") : shown(v)) + " given");
    for (const std::string& text : table_.texts(key))
      member.push_back(in_.reference(text, table_.of(key), at_.of(key, member.size())));
  }
  // One of names_of(member).
  template <class Enum>
  requires std::is_enum_v<Enum>
  void read(std::string_view key, const toml_value&, Enum& member) {
    constexpr auto names = names_of(Enum{});
    const auto found = std::find(names.begin(), names.end(), table_.text(key, ""));
    if (found != names.end()) {
      member = static_cast<Enum>(found - names.begin());
      return;
    }
    std::string words;
    for (std::size_t i = 0; i < names.size(); ++i)
      words += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + quoted(names[i]);
    table_.expected(key, words);
  }

  const reading& in_;
  const toml_fields& table_;
  places& at_;
};

// What the members of a table may be called.
template <class Thing>
std::vector<std::string_view> keys_of() {
  std::vector<std::string_view> keys;
  const Thing thing;
  fields(
      [&](std::string_view key, const auto&, const auto& range) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(range)>, heading>) keys.push_back(key);
      },
      thing);
  return keys;
}

template <class Thing>
void read_fields(const reading& in, const toml_fields& table, Thing& thing) {
  fields(field_reader(in, table, thing.at), thing);
}

}  // namespace kenyon
