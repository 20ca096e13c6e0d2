// Private: the fields of a graph's description, each said once (base/fields.hpp), by the names that
// the file gives them. Readers, rules of range and the fingerprint of saved states go through them.
#pragma once
#include <array>
#include <limits>
#include <string_view>

#include <kenyon/graph/description.hpp>

#include "base/fields.hpp"

namespace kenyon {

// Kinds of field beside those of base/fields.hpp.
struct heading {};      // a name: in a file it stands in the section's header
struct written_out {};  // the file has its own way to say it
struct for_reports {};  // decides what is reported, and no bit of it

inline constexpr whole_range copies_range{1, 1 << 24};
inline constexpr whole_range shift_range{-(1 << 24), 1 << 24};
inline constexpr whole_range delay_range{0, 4096};
inline constexpr whole_range steps_range{1, 1'000'000'000};
inline constexpr whole_range positive_range{1, std::numeric_limits<std::int32_t>::max()};

inline constexpr std::array<std::string_view, 2> names_of(firing) {
  return {"winners", "threshold"};
}
inline constexpr std::array<std::string_view, 3> names_of(plasticity) {
  return {"never", "always", "settled"};
}

template <class Visitor, same_but_const<area_reference> Reference>
void fields(Visitor&& visit, Reference& r) {
  visit("area", r.area, any_value{});
  visit("shift", r.shift, shift_range);
}

template <class Visitor, same_but_const<alphabet_description> Alphabet>
void fields(Visitor&& visit, Alphabet& a) {
  visit("name", a.name, heading{});
  visit("layout", a.shape, any_value{});
  visit("symbols", a.symbols, written_out{});
  visit("patterns", a.patterns, written_out{});
  visit("values", a.values, written_out{});
}

template <class Visitor, same_but_const<area_description> Area>
void fields(Visitor&& visit, Area& a) {
  visit("name", a.name, heading{});
  visit("layout", a.shape, any_value{});
  visit("copies", a.copies, copies_range);
  visit("alphabet", a.alphabet, any_value{});
  visit("fires", a.how, any_value{});
  visit("least", a.least, positive_range);
  visit("noise", a.noise, share_range);
  visit("fatigue", a.fatigue, whole_range{0, 1'000'000});
  visit("recovery", a.recovery, number_range{0, 1, "a share above 0, to 1,", true});
  visit("joins", a.joins, any_value{});
}

template <class Visitor, same_but_const<memory_description> Memory>
void fields(Visitor&& visit, Memory& m) {
  visit("name", m.name, heading{});
  visit("kind", m.kind, any_value{});
  visit("completes", m.completes, any_value{});
}

template <class Visitor, same_but_const<gate_description> Gate>
void fields(Visitor&& visit, Gate& g) {
  visit("area", g.by, any_value{});
  visit("symbol", g.symbol, any_value{});
  visit("closes", g.closes, any_value{});
}

template <class Visitor, same_but_const<projection_description> Projection>
void fields(Visitor&& visit, Projection& p) {
  visit("name", p.name, heading{});
  visit("from", p.from, any_value{});
  visit("to", p.to, any_value{});
  visit("memory", p.memory, written_out{});
  visit("inhibits", p.inhibits, any_value{});
  visit("gain", p.gain, positive_range);
  visit("delay", p.delay, delay_range);
  visit("gate", p.gate, written_out{});
  visit("learns", p.learns, any_value{});
}

template <class Visitor, same_but_const<table_description::column> Column>
void fields(Visitor&& visit, Column& c) {
  visit("name", c.name, heading{});
  visit("symbols", c.symbols, written_out{});
}

template <class Visitor, same_but_const<table_description> Table>
void fields(Visitor&& visit, Table& t) {
  visit("name", t.name, heading{});
  visit("columns", t.columns, written_out{});
}

template <class Visitor, same_but_const<episode_entry> Entry>
void fields(Visitor&& visit, Entry& e) {
  visit("area", e.area, heading{});
  visit("copy", e.copy, heading{});
  visit("all copies", e.all_copies, heading{});
  visit("first", e.first, heading{});
  visit("last", e.last, heading{});
  visit("column", e.column, written_out{});
  visit("symbols", e.symbols, written_out{});
  visit("keep", e.keep, share_range);
}

template <class Visitor, same_but_const<machine_description::term> Term>
void fields(Visitor&& visit, Term& t) {
  visit("area", t.area, written_out{});
  visit("column", t.column, written_out{});
}

template <class Visitor, same_but_const<machine_description> Machine>
void fields(Visitor&& visit, Machine& m) {
  visit("table", m.table, any_value{});
  visit("from", m.from, written_out{});
  visit("to", m.to, written_out{});
}

template <class Visitor, same_but_const<phase_description::capture> Capture>
void fields(Visitor&& visit, Capture& c) {
  visit("area", c.area, heading{});
  visit("copy", c.copy, heading{});
  visit("symbol", c.symbol, written_out{});
}

template <class Visitor, same_but_const<phase_description> Phase>
void fields(Visitor&& visit, Phase& p) {
  visit("name", p.name, any_value{});
  visit("table", p.table, any_value{});
  visit("steps", p.steps, steps_range);
  visit("clamp", p.clamps, written_out{});
  visit("noise", p.noise, any_value{});
  visit("reset", p.reset, any_value{});
  visit("learn", p.learns, any_value{});
  visit("capture", p.captures, written_out{});
  visit("expect", p.expects, written_out{});
  visit("machine", p.machine, written_out{});
  visit("visits", p.visits, written_out{});
  visit("visiting", p.visiting, written_out{});
  visit("probe", p.probes, for_reports{});
  visit("tolerance", p.tolerance, number_range{0, 1e300, "a number of at least 0"});
  visit("required", p.required, share_range);
  visit("stop_when_silent", p.stop_when_silent, any_value{});
}

template <class Visitor, same_but_const<graph_description> Graph>
void fields(Visitor&& visit, Graph& g) {
  visit("seed", g.seed, any_value{});
  visit("alphabet", g.alphabets, written_out{});
  visit("memory", g.memories, written_out{});
  visit("area", g.areas, written_out{});
  visit("projection", g.projections, written_out{});
  visit("table", g.tables, written_out{});
  visit("train", g.training, written_out{});
  visit("run", g.runs, written_out{});
}

}  // namespace kenyon
