#include <kenyon/io/json_lines.hpp>

#include <algorithm>

#include <nlohmann/json.hpp>

#include <kenyon/base/error.hpp>
#include "io/array_format.hpp"
#include "io/byte_source.hpp"
#include "io/line_source.hpp"

namespace kenyon {
namespace {

using json = nlohmann::json;

// Text from the file, for a sentence: short, and of one line whatever its escapes stood for.
std::string quotable(std::string text) {
  constexpr std::size_t most = 60;
  if (text.size() > most) {
    std::size_t end = most;  // not within a UTF-8 character
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.replace(end, std::string::npos, "...");
  }
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, '?');
  return text;
}

// Follows one line event by event. No tree is built, and nothing deeper than the list of an object
// is entered: nesting costs neither stack nor memory.
class line_reader final : public json::json_sax_t {
 public:
  explicit line_reader(const layout& in) : in_(in) {}

  pattern units;
  std::string label;
  std::string fault_text;  // why an event returned false,
  std::size_t column = 0;  // or where the text stopped being JSON, from 1

  bool null() override { return value("null"); }
  bool boolean(bool b) override { return value(b ? "true" : "false"); }
  bool number_integer(number_integer_t n) override { return value(std::to_string(n)); }
  bool number_unsigned(number_unsigned_t n) override {
    if (where_ != place::units || n >= in_.units()) return value(std::to_string(n));
    units.push_back(static_cast<unit>(n));
    return true;
  }
  bool number_float(number_float_t, const string_t& text) override { return value(text); }
  bool binary(binary_t&) override { return value("binary data"); }
  bool string(string_t& text) override {
    if (where_ != place::label) return value("\"" + text + "\"");
    label = std::move(text);
    where_ = place::object;
    return true;
  }

  bool start_array(std::size_t) override {
    if (where_ == place::start)
      in_object_ = false;
    else if (where_ != place::units_key)
      return value("a list");
    where_ = place::units;
    seen_units_ = true;
    return true;
  }
  bool end_array() override {
    where_ = in_object_ ? place::object : place::end;
    return true;
  }
  bool start_object(std::size_t) override {
    if (where_ != place::start) return value("an object");
    in_object_ = true;
    where_ = place::object;
    return true;
  }
  bool key(string_t& name) override {
    if (name == "units" && !seen_units_)
      where_ = place::units_key;
    else if (name == "label" && !seen_label_)
      where_ = place::label, seen_label_ = true;
    else if (name == "units" || name == "label")
      return fail("key \"" + name + "\" is there twice");
    else
      return fail("expected the keys units and label, found \"" + quotable(name) + "\"");
    return true;
  }
  bool end_object() override {
    if (!seen_units_) return fail("expected the key units, found none");
    where_ = place::end;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token,
                   const json::exception& e) override {
    constexpr int number_overflow = 406;
    if (e.id == number_overflow) return value(token);
    column = position;
    return false;
  }

 private:
  enum class place { start, object, units_key, units, label, end };

  bool fail(std::string text) {
    fault_text = std::move(text);
    return false;
  }

  bool value(const std::string& found) {
    switch (where_) {
      case place::units:
        return fail("units[" + std::to_string(units.size()) + "]: expected an index below " +
                    std::to_string(in_.units()) + ", found " + quotable(found));
      case place::units_key:
        return fail("units: expected a list, found " + quotable(found));
      case place::label:
        return fail("label: expected a string, found " + quotable(found));
      default:
        return fail("expected a list of indices or an object, found " + quotable(found));
    }
  }

  const layout& in_;
  place where_ = place::start;
  bool in_object_ = false;
  bool seen_units_ = false;
  bool seen_label_ = false;
};

std::string character_at(std::string_view line, std::size_t position) {
  if (position >= line.size()) return "the end of the line";
  const char c = line[position];
  if (c >= ' ' && c <= '~') return {'\'', c, '\''};
  return first_bytes_text(std::as_bytes(std::span(line.substr(position, 1))));
}

void read_line(std::string_view line, const layout& in, const std::string& where,
               labelled_patterns& out) {
  line_reader reader(in);
  // The parser takes a NUL for the end of the text, and what follows it would be lost.
  const std::size_t nul = line.find('\0');
  if (nul != std::string_view::npos)
    throw_expected(where + ":" + std::to_string(nul + 1), "JSON", character_at(line, nul));
  if (!json::sax_parse(line.begin(), line.end(), &reader)) {
    if (reader.column == 0) throw error(fault::bad_input, where + ": " + reader.fault_text);
    throw_expected(where + ":" + std::to_string(reader.column), "JSON",
                   character_at(line, reader.column - 1));
  }
  std::sort(reader.units.begin(), reader.units.end());
  const auto twice = std::adjacent_find(reader.units.begin(), reader.units.end());
  if (twice != reader.units.end())
    throw error(fault::bad_input,
                where + ": expected distinct indices, found " + std::to_string(*twice) + " twice");
  if (!reader.label.empty()) out.labels.resize(out.patterns.size());
  out.patterns.push_back(reader.units);
  if (!reader.label.empty() || !out.labels.empty()) out.labels.push_back(std::move(reader.label));
}

labelled_patterns patterns_of(line_source lines, const layout& in, const std::string& name) {
  labelled_patterns out;
  for (std::string_view line; lines.next(line);) {
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    read_line(line, in, name + ":" + std::to_string(lines.number()), out);
  }
  if (out.patterns.empty())
    throw error(fault::bad_input, name + ": expected at least one pattern, found none");
  return out;
}

}  // namespace

labelled_patterns parse_json_lines(std::string_view text, const layout& in,
                                   const std::string& name) {
  return patterns_of(line_source(name, text), in, name);
}

labelled_patterns read_json_lines(const std::string& path, const layout& in,
                                  const read_limits& limits) {
  byte_source from(path);
  return patterns_of(line_source(path, limited_text(from, limits.max_bytes)), in, path);
}

}  // namespace kenyon
