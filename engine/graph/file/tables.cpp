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
  table_reader(reading& in, const toml_value& table, table_description& out)
      : in_(in), table_(table), f_(in, table, "table " + quoted(out.name)), out_(out) {}

  void read() {
    if (f_.has("rows")) rows_ = static_cast<std::size_t>(f_.whole("rows", {1, 1 << 24}, 1));
    if (f_.has("file")) read_csv();
    for (const toml_member& m : table_.members)
      if (is_column(m) && !m.value.is(kind::table)) set_rows(length_of(m), m.key, m.value.at);
    for (const toml_member& m : table_.members)
      if (is_column(m)) add(m);
  }

 private:
  static bool is_column(const toml_member& m) { return m.key != "rows" && m.key != "file"; }

  // Generated columns rely on the others being equally long.
  void set_rows(std::size_t length, const std::string& key, place at) {
    if (rows_ && *rows_ != length)
      in_.fail(at, f_.whose() + ": " + wrong_rows(key, *rows_, length));
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
      add({std::move(c.name), std::move(c.fields)}, at);
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

  void add(table_description::column&& column, place at) {
    out_.at.fields.push_back({"columns", out_.columns.size(), at});
    out_.columns.push_back(std::move(column));
  }

  void add(const toml_member& m) {
    if (!rows_)
      in_.fail(m.value.at, f_.of(m.key) +
                               ": how many rows? rows = N, or a column that is written "
                               "out, expected");
    in_.take_symbols(*rows_, m.value.at);
    add({m.key, symbols_of(m)}, m.value.at);
    // Long texts count by their length, or copies of a column could multiply them without end.
    std::uint64_t bytes = 0;
    for (const std::string& s : out_.columns.back().symbols) bytes += s.size();
    in_.take_symbols(bytes / sizeof(std::string), m.value.at);
  }

  std::vector<std::string> symbols_of(const toml_member& m) const {
    if (is_characters(m.value)) return characters_of(m.value.text);
    if (m.value.is(kind::table)) {
      const std::uint64_t index = std::uint64_t{in_.out.tables.size()} << 32 | out_.columns.size();
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
  const toml_value& table_;
  toml_fields f_;
  table_description& out_;
  std::optional<std::size_t> rows_;
};

}  // namespace

void read_tables(reading& in, const toml_value& root) {
  read_section(in, root, "table", in.out.tables, [&](table_description& made, const toml_value& v) {
    table_reader(in, v, made).read();
  });
}

}  // namespace kenyon
