// [area.NAME], [memory.NAME] and [projection.NAME].
#include <string_view>
#include <utility>

#include "graph/check.hpp"
#include "graph/file/field_reader.hpp"

namespace kenyon {
namespace {

class projection_reader {
 public:
  projection_reader(reading& in, const toml_value& table, projection_description& out)
      : in_(in), f_(in, table, "projection " + quoted(out.name), keys()), out_(out) {}

  void read() {
    read_fields(in_, f_, out_);
    read_memory();
    if (const toml_value* v = f_.find("gate")) read_gate(*v);
  }

 private:
  static std::vector<std::string_view> keys() {
    auto keys = keys_of<projection_description>();
    keys.push_back("completes");
    return keys;
  }

  // A memory that is there, or a kind: then one of its own, with a name that none can have.
  void read_memory() {
    const std::string text = f_.text("memory", "willshaw");
    out_.memory = text;
    if (f_.has("memory")) keep_places(out_.at, "memory", *f_.find("memory"));
    if (in_.memories.count(text) != 0) {
      if (f_.has("completes"))
        f_.fail("completes", "belongs to [memory." + text + "], which may be shared");
      return;
    }
    if (!is_memory_kind(text)) {
      std::vector<std::string_view> names = supporting_kinds();
      for (const auto& [name, number] : in_.memories) names.emplace_back(name);
      f_.fail("memory", "unknown memory " + quoted(text) + suggestion(text, names));
    }
    memory_description own;
    own.name = out_.memory = "projection." + out_.name;
    own.at = {f_.has("memory") ? f_.at("memory") : out_.at, {}};
    own.kind = text;
    own.completes = f_.truth("completes", false);
    in_.out.memories.push_back(std::move(own));
  }

  void read_gate(const toml_value& v) {
    gate_description& gate = out_.gate.emplace();
    if (v.is(toml_value::kind::table)) {
      read_gate_table(v, gate);
      return;
    }
    if (!v.is(toml_value::kind::text)) f_.expected("gate", "\"AREA\" or \"AREA:SYMBOL\"");
    std::string_view text = v.text;
    gate.closes = text.starts_with('!');
    if (gate.closes) text.remove_prefix(1);
    const std::size_t colon = text.find(':');
    gate.by = in_.reference(text.substr(0, colon), f_.of("gate"), v.at);
    if (colon != std::string_view::npos) gate.symbol = text.substr(colon + 1);
    for (const char* field : {"gate", "gate symbol"})
      out_.at.fields.push_back({field, places::whole, v.at});
  }

  void read_gate_table(const toml_value& v, gate_description& gate) {
    const toml_fields g(in_, v, f_.of("gate"), {"area", "shift", "symbol", "closes"});
    if (!g.has("area")) g.expected("area", "an area");
    gate.by = in_.reference(g.text("area", ""), g.of("area"), g.at("area"));
    gate.by.shift = g.whole("shift", shift_range, gate.by.shift);
    if (const toml_value* symbol = g.find("symbol")) {
      if (!is_symbol_value(*symbol)) g.expected("symbol", "a symbol");
      gate.symbol = symbol_text(*symbol);
    }
    gate.closes = g.truth("closes", false);
    out_.at.fields.push_back({"gate", places::whole, g.at("area")});
    out_.at.fields.push_back({"gate symbol", places::whole, g.at("symbol")});
  }

  reading& in_;
  toml_fields f_;
  projection_description& out_;
};

}  // namespace

void read_memories(reading& in, const toml_value& root) {
  read_section(
      in, root, "memory", in.out.memories, [&](memory_description& made, const toml_value& v) {
        in.memories.emplace(made.name, in.out.memories.size());
        const toml_fields f(in, v, "memory " + quoted(made.name), keys_of<memory_description>());
        read_fields(in, f, made);
      });
}

void read_areas(reading& in, const toml_value& root) {
  read_section(in, root, "area", in.out.areas, [&](area_description& made, const toml_value& v) {
    in.areas.emplace(made.name, in.out.areas.size());
    const toml_fields f(in, v, "area " + quoted(made.name), keys_of<area_description>());
    read_fields(in, f, made);
    if (f.has("layout") || f.has("joins")) return;
    // The alphabet's.
    const auto alphabet = in.alphabets.find(made.alphabet);
    if (alphabet != in.alphabets.end()) made.shape = in.out.alphabets[alphabet->second].shape;
  });
}

void read_projections(reading& in, const toml_value& root) {
  read_section(in, root, "projection", in.out.projections,
               [&](projection_description& made, const toml_value& v) {
                 projection_reader(in, v, made).read();
               });
}

}  // namespace kenyon
