#include "graph/file/entries.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <kenyon/pattern/random.hpp>

namespace kenyon {
namespace {

using kind = toml_value::kind;

constexpr std::uint32_t last_step = 999'999'999;

bool read_number(std::string_view text, std::uint32_t& out) {
  const auto [stop, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
  return bad == std::errc{} && stop == text.data() + text.size();
}

class entry_reader {
 public:
  entry_reader(reading& in, const toml_member& m, const entry_options& options)
      : in_(in), m_(m), options_(options), whose_(options.whose + " " + quoted(m.key)) {}

  episode_entry read() {
    read_target();
    made_.at = m_.value.at;
    const toml_value& v = m_.value;
    if (v.is(kind::table))
      read_table(v);
    else if (!options_.table.empty() && v.is(kind::text))
      read_column(v);
    else
      read_symbols(v);
    if (made_.column.empty()) spread();
    return std::move(made_);
  }

 private:
  void read_target() {
    const std::string_view key = m_.key;
    const std::size_t sign = key.rfind('@');
    const std::string_view steps = key.substr(std::min(sign, key.size() - 1) + 1);
    const std::size_t dash = steps.find('-');
    const bool read =
        sign != std::string_view::npos && read_number(steps.substr(0, dash), made_.first) &&
        (dash == std::string_view::npos ? read_number(steps, made_.last)
                                        : read_number(steps.substr(dash + 1), made_.last));
    if (!read || made_.last < made_.first || made_.last > last_step)
      in_.fail(m_.at, whose_ +
                          ": AREA[COPY]@STEP or AREA[COPY]@FIRST-LAST expected, steps from 0 "
                          "to 999999999");
    target_ = copy_of(in_, key.substr(0, sign), whose_, m_.at);
    const area_description& a = in_.out.areas[target_.area];
    if (options_.clamps && !a.joins.empty())
      in_.fail(m_.at, whose_ + ": area " + quoted(a.name) +
                          " joins others: what it holds cannot be given");
    made_.area = a.name;
    made_.copy = target_.copy;
    made_.all_copies = target_.all;
  }

  void read_table(const toml_value& v) {
    const fields f(in_, v, whose_, {"column", "symbol", "symbols", "random", "keep"});
    if (!options_.clamps)
      for (const char* key : {"random", "keep"})
        if (f.has(key)) f.fail(key, "is for what is clamped");
    int given = 0;
    for (const char* key : {"column", "symbol", "symbols", "random"}) given += f.has(key);
    if (given != 1) in_.fail(v.at, whose_ + ": one of column, symbol, symbols and random expected");
    if (const toml_value* column = f.find("column")) {
      if (options_.table.empty()) f.fail("column", "the phase has no table");
      if (!column->is(kind::text)) f.expected("column", "a column of the table");
      read_column(*column);
    }
    for (const char* key : {"symbol", "symbols"})
      if (const toml_value* symbols = f.find(key)) read_symbols(*symbols);
    if (f.has("random")) {
      if (!f.truth("random", true)) f.expected("random", "true");
      draw(f.at("random"));
    }
    made_.keep = f.share("keep", 1);
  }

  void read_column(const toml_value& v) {
    const std::size_t table = in_.tables.find(options_.table)->second;
    made_.column = v.text;
    check_column(in_, table, v.text, target_.area, whose_, v.at);
  }

  // How many symbols say it all.
  std::uint64_t places() const {
    return target_.all ? in_.out.areas[target_.area].copies
                       : std::uint64_t{made_.last} - made_.first + 1;
  }

  void read_symbols(const toml_value& v) {
    if (v.is(kind::list)) {
      in_.take_symbols(v.items.size(), v.at);
      for (const toml_value& item : v.items) {
        if (!is_symbol_value(item))
          in_.fail(item.at, whose_ + ": a symbol expected, " + shown(item) + " given");
        made_.symbols.push_back(symbol_text(item));
        in_.check_symbol(target_.area, made_.symbols.back(), whose_, item.at);
      }
    } else if (is_symbol_value(v)) {
      read_text(symbol_text(v), v.at);
    } else {
      in_.fail(v.at, whose_ + ": a symbol, or a list of them, expected, " + shown(v) + " given");
    }
    const std::uint64_t n = made_.symbols.size();
    if (n != 1 && n != places())
      in_.fail(v.at, whose_ + ": " + std::to_string(places()) + " symbols expected, one a " +
                         (target_.all ? "copy" : "step") + ", or one for all, " +
                         std::to_string(n) + " given");
  }

  // A symbol, or for all copies a symbol a character.
  void read_text(const std::string& text, place at) {
    const bool is_one =
        text.find('+') != std::string::npos || text.empty() || in_.is_symbol(target_.area, text);
    std::vector<std::string> characters;
    if (target_.all && !is_one) {
      in_.take_symbols(text.size(), at);
      characters = characters_of(text);
    }
    if (characters.size() > 1)
      made_.symbols = std::move(characters);
    else
      made_.symbols = {text};
    for (const std::string& s : made_.symbols) in_.check_symbol(target_.area, s, whose_, at);
  }

  void draw(place at) {
    const area_description& a = in_.out.areas[target_.area];
    const auto alphabet = in_.alphabets.find(a.alphabet);
    if (alphabet == in_.alphabets.end() || in_.out.alphabets[alphabet->second].symbols.empty())
      in_.fail(at, whose_ + ": random: area " + quoted(a.name) + " has no symbols to draw from");
    const auto& symbols = in_.out.alphabets[alphabet->second].symbols;
    in_.take_symbols(places(), at);
    random_sequence numbers(in_.out.seed, stream::draws, 2 * options_.index + 1);
    for (std::uint64_t i = 0; i < places(); ++i)
      made_.symbols.push_back(symbols[numbers.below(static_cast<std::uint32_t>(symbols.size()))]);
  }

  // One symbol for all copies is written once for each: that is what a description has.
  void spread() {
    if (!target_.all || made_.symbols.size() != 1) return;
    in_.take_symbols(places(), made_.at);
    made_.symbols.resize(static_cast<std::size_t>(places()), std::string(made_.symbols[0]));
  }

  reading& in_;
  const toml_member& m_;
  const entry_options& options_;
  std::string whose_;
  area_copy target_;
  episode_entry made_;
};

}  // namespace

area_copy copy_of(const reading& in, std::string_view text, const std::string& whose, place at) {
  if (text.ends_with("[*]")) {
    const std::string_view name = text.substr(0, text.size() - 3);
    return {in.find(in.areas, name, "area", whose, at), 0, true};
  }
  const area_reference r = in.reference(text, whose, at);
  area_copy made{in.areas.find(r.area)->second, r.shift, false};
  const std::int64_t copies = in.out.areas[made.area].copies;
  if (r.shift >= copies || r.shift < -copies)
    in.fail(at, whose + ": area " + quoted(r.area) + " has " + std::to_string(copies) +
                    (copies == 1 ? " copy" : " copies") + ", there is no copy " +
                    std::to_string(r.shift));
  if (made.copy < 0) made.copy += copies;
  return made;
}

void check_column(const reading& in, std::size_t table, const std::string& column, std::size_t area,
                  const std::string& whose, place at) {
  const table_description& t = in.out.tables[table];
  std::vector<std::string_view> names;
  for (const auto& c : t.columns) {
    names.emplace_back(c.name);
    if (c.name != column) continue;
    for (std::size_t row = 0; row < c.symbols.size(); ++row)
      in.check_symbol(area, c.symbols[row],
                      whose + ": row " + std::to_string(row) + " of column " + quoted(column), at);
    return;
  }
  in.fail(at, whose + ": unknown column " + quoted(column) + " of table " + quoted(t.name) +
                  suggestion(column, names));
}

episode_entry read_entry(reading& in, const toml_member& m, const entry_options& options) {
  return entry_reader(in, m, options).read();
}

}  // namespace kenyon
