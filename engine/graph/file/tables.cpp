// [table.NAME]: columns that are written out, read from CSV, or generated.
#include <optional>
#include <span>
#include <utility>

#include <kenyon/io/file.hpp>

#include "graph/file/generators.hpp"
#include "graph/file/reading.hpp"
#include "io/csv.hpp"

namespace kenyon {
namespace {

using kind = toml_value::kind;

class table_reader {
 public:
  table_reader(reading& in, const toml_value& from, table_description& out)
      : in_(in), from_(from), f_(in, from, "table " + quoted(out.name)), out_(out) {}

  void read() {
    if (f_.has("rows")) rows_ = static_cast<std::size_t>(f_.whole("rows", 1, 1 << 24, 1));
    if (f_.has("file")) read_csv();
    for (const toml_member& m : from_.members)
      if (is_column(m) && !m.value.is(kind::table)) set_rows(length_of(m), m.key, m.value.at);
    for (const toml_member& m : from_.members)
      if (is_column(m)) add(m);
    if (out_.columns.empty()) in_.fail(out_.at, f_.whose() + ": columns expected");
  }

 private:
  static bool is_column(const toml_member& m) { return m.key != "rows" && m.key != "file"; }

  void set_rows(std::size_t length, const std::string& key, place at) {
    if (length == 0) in_.fail(at, f_.of(key) + ": at least one symbol expected");
    if (rows_ && *rows_ != length)
      in_.fail(at, f_.of(key) + ": " + std::to_string(*rows_) +
                       " symbols expected, as in the other rows, " + std::to_string(length) +
                       " given");
    rows_ = length;
  }

  void read_csv() {
    const std::string path = in_.path_of(f_.text("file", ""));
    const place at = f_.at("file");
    auto columns = said_at(in_, f_.of("file"), at, [&] {
      const auto bytes = read_file(path, in_.limits.max_bytes);
      return parse_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path,
                       in_.limits.max_symbols);
    });
    for (csv_column& c : columns) {
      set_rows(c.fields.size(), c.name, at);
      in_.take_symbols(c.fields.size(), at);
      out_.columns.push_back({std::move(c.name), std::move(c.fields)});
    }
  }

  // A setting may give digits without quotes: symbols too.
  static bool is_characters(const toml_value& v) {
    return v.is(kind::text) || (v.is(kind::whole) && !v.text.empty());
  }

  std::size_t length_of(const toml_member& m) const {
    if (is_characters(m.value)) return characters_of(m.value.text).size();
    if (!m.value.is(kind::list)) f_.expected(m.key, "a text, a list or a table that generates it");
    return m.value.items.size();
  }

  void add(const toml_member& m) {
    for (const auto& c : out_.columns)
      if (c.name == m.key)
        in_.fail(m.at, f_.whose() + ": column " + quoted(m.key) + " is there twice");
    if (!rows_)
      in_.fail(m.value.at, f_.of(m.key) +
                               ": how many rows? rows = N, or a column that is written "
                               "out, expected");
    in_.take_symbols(*rows_, m.value.at);
    out_.columns.push_back({m.key, symbols_of(m)});
  }

  std::vector<std::string> symbols_of(const toml_member& m) const {
    if (is_characters(m.value)) return characters_of(m.value.text);
    if (m.value.is(kind::table)) {
      const std::uint64_t index = (in_.tables.size() - 1) << 32 | out_.columns.size();
      return generate_column(in_, m.value, f_.of(m.key), out_, *rows_, index);
    }
    std::vector<std::string> symbols;
    for (const toml_value& item : m.value.items) {
      if (!is_symbol_value(item))
        in_.fail(item.at,
                 f_.of(m.key) + ": a text or a number expected, " + shown(item) + " given");
      symbols.push_back(symbol_text(item));
    }
    return symbols;
  }

  reading& in_;
  const toml_value& from_;
  fields f_;
  table_description& out_;
  std::optional<std::size_t> rows_;
};

}  // namespace

void read_tables(reading& in, const toml_value& root) {
  const toml_value* all = section(in, root, "table");
  if (!all) return;
  for (const toml_member& m : all->members) {
    in.enter(in.tables, m.key, "table", m.at);
    table_description made;
    made.name = m.key;
    made.at = m.at;
    table_reader(in, m.value, made).read();
    in.out.tables.push_back(std::move(made));
  }
}

}  // namespace kenyon
