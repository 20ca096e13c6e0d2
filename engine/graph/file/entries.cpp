#include "graph/file/entries.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <kenyon/pattern/random.hpp>

#include "graph/fields.hpp"

namespace kenyon {
namespace {

using kind = toml_value::kind;

constexpr std::uint32_t last_step = static_cast<std::uint32_t>(steps_range.high - 1);

bool read_number(std::string_view text, std::uint32_t& out) {
  const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
  return bad == std::errc{} && stop == text.data() + text.size();
}

class entry_reader {
 public:
  entry_reader(reading& in, const toml_member& m, const entry_options& options)
      : in_(in), m_(m), options_(options), whose_(options.whose + " " + quoted(m.key)) {}

  episode_entry read() {
    entry_.at = {m_.at, {}};
    read_target();
    const toml_value& v = m_.value;
    if (v.is(kind::table))
      read_table(v);
    else if (options_.has_table && v.is(kind::text))
      read_column(v);
    else
      read_symbols(v);
    return std::move(entry_);
  }

 private:
  void read_target() {
    const std::string_view key = m_.key;
    const std::size_t sign = key.rfind('@');
    const std::string_view steps = key.substr(std::min(sign, key.size() - 1) + 1);
    const std::size_t dash = steps.find('-');
    const bool read =
        sign != std::string_view::npos && read_number(steps.substr(0, dash), entry_.first) &&
        (dash == std::string_view::npos ? read_number(steps, entry_.last)
                                        : read_number(steps.substr(dash + 1), entry_.last));
    if (!read || entry_.first > last_step || entry_.last > last_step)
      in_.fail(m_.at, whose_ +
                          ": AREA[COPY]@STEP or AREA[COPY]@FIRST-LAST expected, steps from 0 "
                          "to " +
                          std::to_string(last_step));
    std::string_view target = key.substr(0, sign);
    entry_.all_copies = target.ends_with("[*]");
    if (entry_.all_copies) target.remove_suffix(3);
    area_reference area = in_.reference(target, whose_, m_.at);
    entry_.area = std::move(area.area);
    entry_.copy = area.shift;
  }

  void read_table(const toml_value& v) {
    const toml_fields f(in_, v, whose_, {"column", "symbol", "symbols", "random", "keep"});
    if (!options_.clamps)
      for (const char* key : {"random", "keep"})
        if (f.has(key)) f.fail(key, "is for what is clamped");
    int given = 0;
    for (const char* key : {"column", "symbol", "symbols", "random"}) given += f.has(key);
    if (given != 1) in_.fail(v.at, whose_ + ": one of column, symbol, symbols and random expected");
    if (const toml_value* column = f.find("column")) {
      if (!column->is(kind::text)) f.expected("column", "a column of the table");
      read_column(*column);
    }
    for (const char* key : {"symbol", "symbols"})
      if (const toml_value* symbols = f.find(key)) read_symbols(*symbols);
    if (f.has("random")) {
      if (!f.truth("random", true)) f.expected("random", "true");
      draw(f.at("random"));
    }
    entry_.keep = f.number("keep", share_range, 1);
    if (f.has("keep")) keep_places(entry_.at, "keep", *f.find("keep"));
  }

  void read_column(const toml_value& v) {
    entry_.column = v.text;
    keep_places(entry_.at, "column", v);
  }

  void read_symbols(const toml_value& v) {
    keep_places(entry_.at, "symbols", v);
    if (v.is(kind::list)) {
      in_.take_symbols(v.items.size(), v.at);
      for (const toml_value& item : v.items) {
        if (!is_symbol_value(item))
          in_.fail(item.at, whose_ + ": a symbol expected, " + shown(item) + " given");
        entry_.symbols.push_back(symbol_text(item));
      }
    } else if (is_symbol_value(v)) {
      read_text(symbol_text(v), v.at);
    } else {
      in_.fail(v.at, whose_ + ": a symbol, or a list of them, expected, " + shown(v) + " given");
    }
  }

  // A symbol, or for all copies a symbol a character.
  void read_text(const std::string& text, place at) {
    std::vector<std::string> characters;
    if (entry_.all_copies && text.find('+') == std::string::npos &&
        !in_.is_symbol(entry_.area, text)) {
      in_.take_symbols(text.size(), at);
      characters = characters_of(text);
    }
    if (characters.size() > 1)
      entry_.symbols = std::move(characters);
    else
      entry_.symbols = {text};
  }

  void draw(place at) {
    const alphabet_description* const alphabet = in_.alphabet_of(entry_.area);
    const area_description* const area = in_.find_area(entry_.area);
    // Names that are not there, and steps in disorder, are for check() to tell.
    if (!area || entry_.last < entry_.first || (!alphabet && !area->alphabet.empty())) return;
    if (!alphabet || alphabet->symbols.empty())
      in_.fail(at,
               whose_ + ": random: area " + quoted(entry_.area) + " has no symbols to draw from");
    const std::uint64_t count =
        entry_.all_copies ? area->copies : std::uint64_t{entry_.last} - entry_.first + 1;
    in_.take_symbols(count, at);
    random_sequence numbers(in_.out.seed, stream::draws, 2 * options_.index + 1);
    const auto symbols = static_cast<std::uint32_t>(alphabet->symbols.size());
    for (std::uint64_t i = 0; i < count; ++i)
      entry_.symbols.push_back(alphabet->symbols[numbers.below(symbols)]);
  }

  reading& in_;
  const toml_member& m_;
  const entry_options& options_;
  std::string whose_;
  episode_entry entry_;
};

}  // namespace

episode_entry read_entry(reading& in, const toml_member& m, const entry_options& options) {
  return entry_reader(in, m, options).read();
}

}  // namespace kenyon
