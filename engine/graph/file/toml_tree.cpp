#include "graph/file/toml_tree.hpp"

#include <algorithm>
#include <utility>

// The one file that pays for this header.
#include <toml++/toml.h>

#include <kenyon/error.hpp>
#include <kenyon/memory/bit_matrix.hpp>

#include "graph/network.hpp"
#include "io/text.hpp"

namespace kenyon {
namespace {

// toml++ bounds how deep values nest, but a key "a.a.a..." of millions of parts would nest as many
// tables, and their destruction overflow the stack.
constexpr std::size_t most_key_parts = 64;

// Bytes that a value takes while toml++'s tree and ours are both there, generously.
constexpr std::uint64_t bytes_of_value = 700;

place place_of(const toml::source_region& region) {
  return {static_cast<std::uint32_t>(region.begin.line),
          static_cast<std::uint32_t>(region.begin.column)};
}

// Behind the string that begins at text[i], a quote; the end of the text where it does not end.
std::size_t skip_string(std::string_view text, std::size_t i) {
  const char quote = text[i];
  const bool is_long = text.substr(i, 3) == std::string(3, quote);
  const std::string end(is_long ? 3 : 1, quote);
  for (i += end.size(); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"')
      ++i;
    else if (text.substr(i, end.size()) == end)
      return i + end.size();
    else if (text[i] == '\n' && !is_long)
      return i;
  }
  return text.size();
}

// What can be told before the text is parsed: how deep its keys are, and how many values it has.
void check_before(std::string_view text, const std::string& name) {
  std::uint32_t line = 1;
  std::size_t points = 0;
  std::uint64_t values = 1;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      const std::size_t end = skip_string(text, i);
      line += static_cast<std::uint32_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(i),
                                                    text.begin() + static_cast<std::ptrdiff_t>(end),
                                                    '\n'));
      i = end;
      continue;
    }
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (c == '\n') ++line;
    if (c == '.') {
      ++values;
      if (++points >= most_key_parts)
        throw error(fault::bad_input, place_text(name, {line, 1}) + "a key has at most " +
                                          std::to_string(most_key_parts) + " parts");
    } else if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) {
      points = 0;
      ++values;
    }
    ++i;
  }
  if (values > 1'000'000) require_memory(values * bytes_of_value, "the graph file");
}

toml_value value_of(const toml::node& node);

// A table keeps its members by name; they come back in the order written.
std::vector<toml_member> members_of(const toml::table& table) {
  std::vector<toml_member> members;
  members.reserve(table.size());
  for (const auto& [key, node] : table)
    members.push_back({std::string(key.str()), place_of(key.source()), value_of(node)});
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
    made.text = text->get();
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
  check_before(text, name);
  try {
    return value_of(toml::parse(text));
  } catch (const toml::parse_error& e) {
    std::string_view why = e.description();
    constexpr std::string_view preface = "Error while parsing ";
    if (why.starts_with(preface)) why.remove_prefix(preface.size());
    throw error(fault::bad_input,
                one_line(place_text(name, place_of(e.source())) + std::string(why)));
  }
}

}  // namespace kenyon
