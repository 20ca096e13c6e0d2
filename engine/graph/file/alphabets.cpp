// [alphabet.NAME]: where the symbols come from, and their patterns.
#include <algorithm>
#include <cmath>
#include <utility>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/io/json_lines.hpp>
#include <kenyon/memory/memory.hpp>
#include <kenyon/pattern/random.hpp>

#include "graph/file/reading.hpp"

namespace kenyon {
namespace {

// Symbol s of alphabet number a has the random pattern a * this + s. A multiple of the patterns of
// a family, so that correlated alphabets begin with a family of their own.
constexpr std::uint64_t patterns_apart = 1'000'000'000;
static_assert(patterns_apart % family_patterns == 0);

class alphabet_reader {
 public:
  alphabet_reader(reading& in, const toml_value& from, alphabet_description& out)
      : in_(in),
        f_(in, from, "alphabet " + quoted(out.name),
           {"layout", "symbols", "patterns", "file", "encoder", "values", "correlated"}),
        out_(out) {}

  void read() {
    if (!f_.has("layout")) in_.fail(out_.at, f_.whose() + ": a layout expected");
    const std::string shape = f_.text("layout", "");
    out_.shape =
        said_at(in_, f_.of("layout"), f_.at("layout"), [&] { return layout::parse(shape); });
    if (out_.shape.active() > max_cue_units)
      f_.fail("layout", "at most 4096 active units are possible");
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
      const auto count = static_cast<std::uint64_t>(f_.whole("symbols", 1, 1 << 24, 1));
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
    pattern_source source(out_.shape, f_.share("correlated", 0), in_.out.seed, stream::symbols);
    out_.patterns = source.batch((in_.alphabets.size() - 1) * patterns_apart, out_.symbols.size());
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
      add_pattern(p, item.at, "patterns");
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
    for (std::size_t i = 0; i < read.patterns.size(); ++i)
      add_pattern(read.patterns[i], at, "file");
    out_.symbols = std::move(read.labels);
    if (out_.symbols.empty()) {
      in_.take_symbols(out_.patterns.size(), at);
      count_symbols(out_.patterns.size());
    }
  }

  void add_pattern(pattern_view p, place at, const char* key) {
    in_.take_units(p.size(), at);
    said_at(in_, f_.of(key), at, [&] { check_pattern(out_.shape, p); });
    out_.patterns.push_back(p);
  }

  void name_patterns() {
    read_symbols();
    if (!f_.has("symbols")) {
      in_.take_symbols(out_.patterns.size(), f_.at("patterns"));
      count_symbols(out_.patterns.size());
    }
    if (out_.symbols.size() != out_.patterns.size())
      f_.fail("symbols", std::to_string(out_.patterns.size()) + " expected, one a pattern, " +
                             std::to_string(out_.symbols.size()) + " given");
  }

  void from_encoder() {
    exclude("an encoder", {"symbols", "patterns", "correlated"});
    read_values();
    const std::string text = f_.text("encoder", "");
    const place at = f_.at("encoder");
    in_.take_units(out_.values.size() * std::uint64_t{out_.shape.units()}, at);
    said_at(in_, f_.of("encoder"), at, [&] {
      const auto made = make_encoder(encoder_spec(text), 1, out_.shape, in_.out.seed);
      pattern code;
      for (const double value : out_.values) {
        const float input = static_cast<float>(value);
        made->encode({&input, 1}, code);
        check_pattern(out_.shape, code);
        out_.patterns.push_back(code);
      }
    });
    for (const double value : out_.values) out_.symbols.push_back(text_of_number(value));
  }

  double number(const toml_value& v) const {
    const bool is_number = v.is(toml_value::kind::whole) || v.is(toml_value::kind::number);
    if (!is_number || !std::isfinite(v.number))
      in_.fail(v.at, f_.of("values") + ": a number expected, " + shown(v) + " given");
    return v.number;
  }

  void read_values() {
    const toml_value* v = f_.find("values");
    if (!v) f_.fail("encoder", "values to encode expected beside it");
    if (v->is(toml_value::kind::list)) {
      in_.take_symbols(v->items.size(), v->at);
      for (const toml_value& item : v->items) out_.values.push_back(number(item));
      return;
    }
    const fields range(in_, *v, f_.of("values"), {"from", "to", "count"});
    for (const char* key : {"from", "to", "count"})
      if (!range.has(key)) in_.fail(v->at, f_.of("values") + ": from, to and count expected");
    const double from = number(*range.find("from")), to = number(*range.find("to"));
    const std::int64_t count = range.whole("count", 2, 1 << 24, 2);
    if (!(from < to)) range.fail("to", "a number above from expected");
    in_.take_symbols(static_cast<std::uint64_t>(count), v->at);
    const auto steps = static_cast<double>(count - 1);
    for (std::int64_t i = 0; i < count; ++i) {
      const double share = static_cast<double>(i) / steps;
      out_.values.push_back(from * (1 - share) + to * share);
    }
  }

  reading& in_;
  fields f_;
  alphabet_description& out_;
};

void check_symbols(const reading& in, const alphabet_description& a, const symbol_index& symbols) {
  const std::string whose = "alphabet " + quoted(a.name);
  for (const std::string& s : a.symbols)
    if (s.empty() || s.find('+') != std::string::npos)
      in.fail(a.at, whose + ": symbol " + quoted(s) +
                        ": a symbol is not empty and has no +, which joins symbols");
  if (const auto twice = symbols.repeated())
    in.fail(a.at, whose + ": symbol " + quoted(a.symbols[*twice]) + " is there twice");
}

}  // namespace

void read_alphabets(reading& in, const toml_value& root) {
  const toml_value* all = section(in, root, "alphabet");
  if (!all) return;
  for (const toml_member& m : all->members) {
    in.enter(in.alphabets, m.key, "alphabet", m.at);
    alphabet_description made;
    made.name = m.key;
    made.at = m.at;
    alphabet_reader(in, m.value, made).read();
    in.out.alphabets.push_back(std::move(made));
    in.symbols.emplace_back(in.out.alphabets.back());
    in.captured.emplace_back();
    check_symbols(in, in.out.alphabets.back(), in.symbols.back());
  }
}

}  // namespace kenyon
