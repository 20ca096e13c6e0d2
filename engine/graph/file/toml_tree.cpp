#include "graph/file/toml_tree.hpp"

#include <algorithm>
#include <utility>

// toml++ 3.3 asserts what is not so ("[`a]" in a file), and tells clang to rely on it where
// assertions are off. It looks again behind each, and then says what is wrong.
#undef NDEBUG
#define TOML_ASSERT(expr) static_cast<void>(0)
// The one file that pays for this header.
#include <toml++/toml.h>

#include <kenyon/base/error.hpp>

#include "base/text.hpp"
#include "graph/file/toml_guard.hpp"
#include "graph/sentences.hpp"

namespace kenyon {
namespace {

place place_of(const toml::source_region& region) {
  return {static_cast<std::uint32_t>(region.begin.line),
          static_cast<std::uint32_t>(region.begin.column)};
}

toml_value value_of(const toml::node& node);

// A table keeps its members by name; they come back in the order written.
std::vector<toml_member> members_of(const toml::table& table) {
  std::vector<toml_member> members;
  members.reserve(table.size());
  for (const auto& [key, node] : table)
    members.push_back({lowered(key.str()), place_of(key.source()), value_of(node)});
  std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
    return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
  });
  return members;
}

toml_value value_of(const toml::node& node) {
  using kind = toml_value::kind;
  toml_value made;
  made.at = place_of(node.source());
  if (const auto* text = node.as_string()) {
    made.what = kind::text;
    made.text = lowered(text->get());
  } else if (const auto* whole = node.as_integer()) {
    made.what = kind::whole;
    made.whole = whole->get();
    made.number = static_cast<double>(made.whole);
  } else if (const auto* number = node.as_floating_point()) {
    made.what = kind::number;
    made.number = number->get();
  } else if (const auto* truth = node.as_boolean()) {
    made.what = kind::truth;
    made.truth = truth->get();
  } else if (const auto* list = node.as_array()) {
    made.what = kind::list;
    made.items.reserve(list->size());
    for (const auto& item : *list) made.items.push_back(value_of(item));
  } else if (const auto* table = node.as_table()) {
    made.members = members_of(*table);
  } else {
    made.what = kind::date;
  }
  return made;
}

}  // namespace

const toml_value* toml_value::find(std::string_view key) const {
  for (const toml_member& m : members)
    if (m.key == key) return &m.value;
  return nullptr;
}

toml_value parse_toml(std::string_view text, const std::string& name) {
  check_keys(text, name);
  try {
    return value_of(toml::parse(std::string_view(lifted(text, name))));
  } catch (const toml::parse_error& e) {
    std::string_view why = e.description();
    constexpr std::string_view preface = "Error while parsing ";
    if (why.starts_with(preface)) why.remove_prefix(preface.size());
    refuse_at(name, place_of(e.source()), lowered(why));
  }
}

}  // namespace kenyon
