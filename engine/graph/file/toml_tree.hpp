// Private: a TOML text as a tree of plain values, in the order written, each with its place.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/graph/description.hpp>

namespace kenyon {

struct toml_member;

struct toml_value {
  enum class kind : std::uint8_t { text, whole, number, truth, date, list, table };
  kind what = kind::table;
  place at;
  std::string text;  // of a text; of a number or truth that a setting gave, as it was written
  std::int64_t whole = 0;
  double number = 0;  // of a whole number too
  bool truth = false;
  std::vector<toml_value> items;
  std::vector<toml_member> members;

  bool is(kind k) const { return what == k; }
  const toml_value* find(std::string_view key) const;
};

struct toml_member {
  std::string key;
  place at;
  toml_value value;
};

// Throws error{bad_input} "NAME:LINE:COLUMN: " and what is wrong, error{resources}.
toml_value parse_toml(std::string_view text, const std::string& name);

// Changes one value, as kenyon/graph/file.hpp says; throws error{usage}.
void apply_setting(toml_value& root, const std::string& setting);

}  // namespace kenyon
