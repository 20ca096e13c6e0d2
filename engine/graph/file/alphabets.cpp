// [alphabet.NAME]: where the symbols come from, and their patterns.
#include <algorithm>
#include <utility>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/io/json_lines.hpp>
#include <kenyon/pattern/random.hpp>

#include "graph/file/field_reader.hpp"

namespace kenyon {
namespace {

// Symbol s of alphabet number a has the random pattern a * this + s. A multiple of the patterns of
// a family, so that correlated alphabets begin with a family of their own.
constexpr std::uint64_t patterns_apart = 1'000'000'000;
static_assert(patterns_apart % family_patterns == 0);

class alphabet_reader {
 public:
  alphabet_reader(reading& in, const toml_value& table, alphabet_description& out)
      : in_(in),
        f_(in, table, "alphabet " + quoted(out.name),
           {"layout", "symbols", "patterns", "file", "encoder", "values", "correlated"}),
        out_(out) {}

  void read() {
    read_fields(in_, f_, out_);
    if (out_.shape.units() == 0) return;  // and no patterns
    for (const char* key : {"symbols", "patterns", "values"})
      if (const toml_value* v = f_.find(key)) keep_places(out_.at, key, *v);
    if (f_.has("file"))
      from_file();
    else if (f_.has("encoder"))
      from_encoder();
    else if (f_.has("patterns"))
      from_patterns();
    else
      from_random();
  }

 private:
  void exclude(const char* source, std::initializer_list<std::string_view> others) const {
    for (const std::string_view key : others)
      if (f_.has(key)) f_.fail(key, std::string("does not go together with ") + source);
  }

  void read_symbols() {
    const toml_value* v = f_.find("symbols");
    if (!v) return;
    if (v->is(toml_value::kind::whole)) {
      const auto count = static_cast<std::uint64_t>(f_.whole("symbols", {1, 1 << 24}, 1));
      in_.take_symbols(count, v->at);
      count_symbols(count);
    } else if (v->is(toml_value::kind::text)) {
      in_.take_symbols(v->text.size(), v->at);
      out_.symbols = characters_of(v->text);
      if (out_.symbols.empty()) f_.expected("symbols", "a text of at least one character");
    } else if (v->is(toml_value::kind::list)) {
      in_.take_symbols(v->items.size(), v->at);
      for (const toml_value& item : v->items) {
        if (!is_symbol_value(item))
          in_.fail(item.at,
                   f_.of("symbols") + ": a text or a number expected, " + shown(item) + " given");
        out_.symbols.push_back(symbol_text(item));
      }
    } else {
      f_.expected("symbols", "a list, a text or a number");
    }
  }

  void count_symbols(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) out_.symbols.push_back(std::to_string(i));
  }

  void from_random() {
    exclude("random patterns", {"values"});
    read_symbols();
    const std::uint64_t units = out_.symbols.size() * std::uint64_t{out_.shape.active()};
    in_.take_units(units, f_.at("symbols"));
    require_memory(units * sizeof(unit), "the patterns of an alphabet");
    pattern_source source(out_.shape, f_.number("correlated", share_range, 0), in_.out.seed,
                          stream::symbols);
    out_.patterns = source.batch(in_.out.alphabets.size() * patterns_apart, out_.symbols.size());
  }

  void from_patterns() {
    exclude("patterns", {"values", "correlated"});
    const toml_value& list = *f_.find("patterns");
    if (!list.is(toml_value::kind::list)) f_.expected("patterns", "a list of lists of units");
    for (const toml_value& item : list.items) {
      pattern p;
      for (const toml_value& u : item.items) {
        if (!u.is(toml_value::kind::whole) || u.whole < 0 || u.whole >= out_.shape.units())
          in_.fail(u.at, f_.of("patterns") + ": a unit below " +
                             std::to_string(out_.shape.units()) + " expected, " + shown(u) +
                             " given");
        p.push_back(static_cast<unit>(u.whole));
      }
      std::sort(p.begin(), p.end());
      if (!item.is(toml_value::kind::list))
        in_.fail(item.at,
                 f_.of("patterns") + ": a list of units expected, " + shown(item) + " given");
      add_pattern(p, item.at);
    }
    name_patterns();
  }

  void from_file() {
    exclude("a file", {"symbols", "patterns", "encoder", "values", "correlated"});
    const std::string path = in_.path_of(f_.text("file", ""));
    const place at = f_.at("file");
    auto read = said_at(in_, f_.of("file"), at, [&] {
      return read_json_lines(path, out_.shape, {.max_bytes = in_.limits.max_bytes});
    });
    in_.take_symbols(read.labels.size(), at);
    out_.at.fields.push_back({"patterns", places::whole, at});
    for (std::size_t i = 0; i < read.patterns.size(); ++i) add_pattern(read.patterns[i], at);
    out_.symbols = std::move(read.labels);
    if (out_.symbols.empty()) {
      in_.take_symbols(out_.patterns.size(), at);
      count_symbols(out_.patterns.size());
    }
  }

  void add_pattern(pattern_view p, place at) {
    in_.take_units(p.size(), at);
    out_.patterns.push_back(p);
  }

  void name_patterns() {
    read_symbols();
    if (!f_.has("symbols")) {
      in_.take_symbols(out_.patterns.size(), f_.at("patterns"));
      count_symbols(out_.patterns.size());
    }
  }

  void from_encoder() {
    exclude("an encoder", {"symbols", "patterns", "correlated"});
    read_values();
    const std::string text = f_.text("encoder", "");
    const place at = f_.at("encoder");
    out_.at.fields.push_back({"patterns", places::whole, at});
    in_.take_units(out_.values.size() * std::uint64_t{out_.shape.units()}, at);
    said_at(in_, f_.of("encoder"), at, [&] {
      const auto made = make_encoder(encoder_spec(text), 1, out_.shape, in_.out.seed);
      pattern code;
      for (const double value : out_.values) {
        const float input = static_cast<float>(value);
        made->encode({&input, 1}, code);
        out_.patterns.push_back(code);
      }
    });
    for (const double value : out_.values) out_.symbols.push_back(text_of_number(value));
  }

  void read_values() {
    const toml_value* v = f_.find("values");
    if (!v) f_.fail("encoder", "values to encode expected beside it");
    if (v->is(toml_value::kind::list)) {
      in_.take_symbols(v->items.size(), v->at);
      for (const toml_value& item : v->items)
        out_.values.push_back(finite_number(in_, item, f_.of("values")));
      return;
    }
    const toml_fields range(in_, *v, f_.of("values"), {"from", "to", "count"});
    for (const char* key : {"from", "to", "count"})
      if (!range.has(key)) in_.fail(v->at, f_.of("values") + ": from, to and count expected");
    const double from = finite_number(in_, *range.find("from"), f_.of("values"));
    const double to = finite_number(in_, *range.find("to"), f_.of("values"));
    const std::int64_t count = range.whole("count", {2, 1 << 24}, 2);
    if (!(from < to)) range.fail("to", "a number above from expected");
    in_.take_symbols(static_cast<std::uint64_t>(count), v->at);
    const auto steps = static_cast<double>(count - 1);
    for (std::int64_t i = 0; i < count; ++i) {
      const double share = static_cast<double>(i) / steps;
      out_.values.push_back(from * (1 - share) + to * share);
    }
  }

  reading& in_;
  toml_fields f_;
  alphabet_description& out_;
};

}  // namespace

void read_alphabets(reading& in, const toml_value& root) {
  read_section(in, root, "alphabet", in.out.alphabets,
               [&](alphabet_description& made, const toml_value& v) {
                 in.alphabets.emplace(made.name, in.out.alphabets.size());
                 alphabet_reader(in, v, made).read();
               });
}

}  // namespace kenyon
