// [area.NAME], [memory.NAME] and [projection.NAME].
#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "graph/file/reading.hpp"

namespace kenyon {
namespace {

constexpr std::int64_t most_whole = std::numeric_limits<std::int32_t>::max();

firing firing_of(const fields& f) {
  const std::string how = f.text("fires", "winners");
  if (how != "winners" && how != "threshold") f.expected("fires", "\"winners\" or \"threshold\"");
  return how == "winners" ? firing::winners : firing::threshold;
}

layout shape_of(const reading& in, const fields& f, const area_description& a) {
  if (f.has("layout")) {
    const std::string text = f.text("layout", "");
    return said_at(in, f.of("layout"), f.at("layout"), [&] { return layout::parse(text); });
  }
  if (f.has("joins")) return {};
  if (a.alphabet.empty())
    in.fail(a.at, f.whose() + ": a layout, an alphabet or areas to join expected");
  return in.out.alphabets[in.alphabets.find(a.alphabet)->second].shape;
}

area_description read_area(const reading& in, const toml_member& m) {
  const fields f(
      in, m.value, "area " + quoted(m.key),
      {"layout", "copies", "alphabet", "fires", "least", "noise", "fatigue", "recovery", "joins"});
  area_description made;
  made.name = m.key;
  made.at = m.at;
  made.alphabet = f.text("alphabet", "");
  if (f.has("alphabet"))
    in.find(in.alphabets, made.alphabet, "alphabet", f.of("alphabet"), f.at("alphabet"));
  made.shape = shape_of(in, f, made);
  made.copies = static_cast<std::uint32_t>(f.whole("copies", 1, 1 << 24, 1));
  made.how = firing_of(f);
  made.least = static_cast<std::int32_t>(f.whole("least", 1, most_whole, 1));
  made.noise = f.share("noise", 0);
  made.fatigue = static_cast<std::int32_t>(f.whole("fatigue", 0, 1'000'000, 0));
  made.recovery = f.share("recovery", 0.1);
  if (made.recovery == 0) f.expected("recovery", "a share above 0, to 1,");
  return made;
}

// Once all areas are known by name.
void read_joins(reading& in, const toml_member& m, area_description& a) {
  const toml_value* list = m.value.find("joins");
  if (!list) return;
  const std::string whose = "area " + quoted(a.name) + ": joins";
  if (!list->is(toml_value::kind::list) || list->items.empty())
    in.fail(list->at, whose + ": a list of areas expected, " +
                          (list->items.empty() && list->is(toml_value::kind::list) ? "an empty one"
                                                                                   : shown(*list)) +
                          " given");
  for (const toml_value& item : list->items) {
    if (!item.is(toml_value::kind::text))
      in.fail(item.at,
              whose + ": an area as NAME or NAME[SHIFT] expected, " + shown(item) + " given");
    a.joins.push_back(in.reference(item.text, whose, item.at));
  }
}

constexpr std::array<std::string_view, 9> memory_kinds{
    "willshaw", "hebb", "covariance", "presynaptic", "hopfield", "bcpnn", "bayes", "random", "all"};

bool is_memory_kind(std::string_view text) {
  const std::string_view kind = text.substr(0, text.find(':'));
  return std::find(memory_kinds.begin(), memory_kinds.end(), kind) != memory_kinds.end();
}

void check_kind(const reading& in, const std::string& kind, const std::string& whose, place at) {
  if (is_memory_kind(kind)) return;
  const std::vector<std::string_view> names(memory_kinds.begin(), memory_kinds.end());
  in.fail(at, whose + ": unknown kind of memory " + quoted(kind) +
                  suggestion(std::string_view(kind).substr(0, kind.find(':')), names));
}

class projection_reader {
 public:
  projection_reader(reading& in, const toml_member& m)
      : in_(in),
        f_(in, m.value, "projection " + quoted(m.key),
           {"from", "to", "memory", "completes", "inhibits", "gain", "delay", "gate", "learns"}) {
    out_.name = m.key;
    out_.at = m.at;
  }

  projection_description read() {
    for (const char* key : {"from", "to"})
      if (!f_.has(key)) in_.fail(out_.at, f_.whose() + ": " + key + ": an area expected");
    out_.from = in_.reference(f_.text("from", ""), f_.of("from"), f_.at("from"));
    out_.to = f_.text("to", "");
    in_.find(in_.areas, out_.to, "area", f_.of("to"), f_.at("to"));
    read_memory();
    out_.inhibits = f_.truth("inhibits", false);
    out_.gain = static_cast<std::int32_t>(f_.whole("gain", 1, most_whole, 1));
    out_.delay = static_cast<std::uint32_t>(f_.whole("delay", 0, 4096, 1));
    read_gate();
    read_learns();
    return std::move(out_);
  }

 private:
  // A memory that is there, or a kind: then one of its own, with a name that none can have.
  void read_memory() {
    out_.memory = f_.text("memory", "willshaw");
    if (in_.memories.count(out_.memory) != 0) {
      if (f_.has("completes"))
        f_.fail("completes", "belongs to [memory." + out_.memory + "], which may be shared");
      return;
    }
    if (!is_memory_kind(out_.memory)) {
      std::vector<std::string_view> names(memory_kinds.begin(), memory_kinds.end());
      for (const auto& [name, number] : in_.memories) names.emplace_back(name);
      f_.fail("memory", "unknown memory " + quoted(out_.memory) + suggestion(out_.memory, names));
    }
    memory_description own;
    own.name = "projection." + out_.name;
    own.at = f_.has("memory") ? f_.at("memory") : out_.at;
    own.kind = std::exchange(out_.memory, own.name);
    own.completes = f_.truth("completes", false);
    in_.out.memories.push_back(std::move(own));
  }

  void read_gate() {
    const toml_value* v = f_.find("gate");
    if (!v) return;
    gate_description gate;
    const std::string whose = f_.of("gate");
    place symbol_at = v->at;
    if (v->is(toml_value::kind::table)) {
      const fields g(in_, *v, whose, {"area", "shift", "symbol", "closes"});
      if (!g.has("area")) g.expected("area", "an area");
      gate.by = in_.reference(g.text("area", ""), g.of("area"), g.at("area"));
      gate.by.shift = g.whole("shift", -(1 << 24), 1 << 24, gate.by.shift);
      if (const toml_value* symbol = g.find("symbol")) {
        if (!is_symbol_value(*symbol)) g.expected("symbol", "a symbol");
        gate.symbol = symbol_text(*symbol);
      }
      gate.closes = g.truth("closes", false);
      symbol_at = g.at("symbol");
    } else {
      std::string_view text = v->text;
      if (!v->is(toml_value::kind::text)) f_.expected("gate", "\"AREA\" or \"AREA:SYMBOL\"");
      gate.closes = text.starts_with('!');
      if (gate.closes) text.remove_prefix(1);
      const std::size_t colon = text.find(':');
      gate.by = in_.reference(text.substr(0, colon), whose, v->at);
      if (colon != std::string_view::npos) gate.symbol = text.substr(colon + 1);
    }
    if (gate.symbol.find('+') != std::string::npos)
      in_.fail(symbol_at, whose + ": one symbol expected, " + quoted(gate.symbol) + " given");
    in_.check_symbol(in_.areas.find(gate.by.area)->second, gate.symbol, whose, symbol_at);
    out_.gate = std::move(gate);
  }

  void read_learns() {
    const std::string when = f_.text("learns", "never");
    if (when == "always")
      out_.learns = plasticity::always;
    else if (when == "settled")
      out_.learns = plasticity::settled;
    else if (when != "never")
      f_.expected("learns", "\"never\", \"always\" or \"settled\"");
  }

  reading& in_;
  fields f_;
  projection_description out_;
};

}  // namespace

void read_memories(reading& in, const toml_value& root) {
  const toml_value* all = section(in, root, "memory");
  if (!all) return;
  for (const toml_member& m : all->members) {
    in.enter(in.memories, m.key, "memory", m.at);
    const fields f(in, m.value, "memory " + quoted(m.key), {"kind", "completes"});
    memory_description made;
    made.name = m.key;
    made.at = f.has("kind") ? f.at("kind") : m.at;
    made.kind = f.text("kind", "willshaw");
    check_kind(in, made.kind, f.of("kind"), made.at);
    made.completes = f.truth("completes", false);
    in.out.memories.push_back(std::move(made));
  }
}

void read_areas(reading& in, const toml_value& root) {
  const toml_value* all = section(in, root, "area");
  if (!all) return;
  for (const toml_member& m : all->members) {
    in.enter(in.areas, m.key, "area", m.at);
    in.out.areas.push_back(read_area(in, m));
  }
  for (std::size_t i = 0; i < all->members.size(); ++i)
    read_joins(in, all->members[i], in.out.areas[i]);
}

void read_projections(reading& in, const toml_value& root) {
  const toml_value* all = section(in, root, "projection");
  if (!all) return;
  for (const toml_member& m : all->members) {
    in.enter(in.projections, m.key, "projection", m.at);
    in.out.projections.push_back(projection_reader(in, m).read());
  }
}

}  // namespace kenyon
