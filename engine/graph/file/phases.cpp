// [[train]] and [[run]].
#include <algorithm>
#include <utility>

#include "graph/file/entries.hpp"
#include "graph/file/reading.hpp"

namespace kenyon {
namespace {

using kind = toml_value::kind;

constexpr std::int64_t most_steps = 1'000'000'000;

class phase_reader {
 public:
  phase_reader(reading& in, const toml_value& from, bool trains, std::size_t number)
      : in_(in), from_(from), trains_(trains), number_(number) {
    if (!from.is(kind::table))
      in_.fail(from.at, std::string(noun()) + ": a table expected, " + shown(from) + " given");
    out_.name = std::to_string(number);
    if (const toml_value* name = from.find("name"))
      if (name->is(kind::text)) out_.name = name->text;
    out_.at = from.at;
  }

  phase_description read(name_table& names) {
    const fields f = checked_keys();
    const place at = f.has("name") ? f.at("name") : from_.at;
    f.text("name", "");
    in_.enter(names, out_.name, noun(), at);
    out_.table = f.text("table", "");
    if (f.has("table")) in_.find(in_.tables, out_.table, "table", f.of("table"), f.at("table"));
    read_entries(f, "clamp", out_.clamps);
    read_entries(f, "expect", out_.expects);
    read_steps(f);
    out_.noise = f.truth("noise", !trains_);
    out_.reset = f.truth("reset", true);
    read_learns(f);
    read_machine(f);
    read_visits(f);
    read_aims(f);
    read_captures(f);
    return std::move(out_);
  }

 private:
  const char* noun() const { return trains_ ? "train" : "run"; }
  std::string whose() const { return std::string(noun()) + " " + quoted(out_.name); }

  fields checked_keys() const {
    if (trains_)
      return {in_,
              from_,
              whose(),
              {"name", "table", "steps", "clamp", "learn", "noise", "reset", "capture"}};
    return {in_,
            from_,
            whose(),
            {"name", "table", "steps", "clamp", "noise", "reset", "expect", "machine", "visits",
             "probe", "tolerance", "required", "stop_when_silent"}};
  }

  // Every entry of the file draws its own random symbols.
  std::uint64_t index_of(std::size_t entry) const {
    return (std::uint64_t{number_} << 1 | trains_) << 32 | entry;
  }

  void read_entries(const fields& f, const char* key, std::vector<episode_entry>& out) {
    const toml_value* v = f.find(key);
    if (!v) return;
    const fields all(in_, *v, f.of(key));
    for (const toml_member& m : v->members)
      out.push_back(read_entry(
          in_, m, {all.whose(), out_.table, &out == &out_.clamps, index_of(out.size())}));
  }

  // As many as the entries need, unless it is said.
  void read_steps(const fields& f) {
    std::int64_t least = 1;
    const episode_entry* latest = nullptr;
    for (const auto* entries : {&out_.clamps, &out_.expects})
      for (const episode_entry& e : *entries)
        if (!latest || e.last > latest->last) latest = &e;
    if (latest) least = std::int64_t{latest->last} + 1;
    const std::int64_t steps = f.whole("steps", 1, most_steps, least);
    if (steps < least)
      f.fail("steps", "step " + std::to_string(least - 1) + " is named, of area " +
                          quoted(latest->area) + ": at least " + std::to_string(least) +
                          " expected, " + std::to_string(steps) + " given");
    out_.steps = static_cast<std::uint32_t>(steps);
  }

  void read_learns(const fields& f) {
    const toml_value* v = f.find("learn");
    out_.learns = f.texts("learn");
    for (std::size_t i = 0; i < out_.learns.size(); ++i) {
      const place at = v->items.empty() ? v->at : v->items[i].at;
      in_.find(in_.projections, out_.learns[i], "projection", f.of("learn"), at);
    }
  }

  machine_description::term term(const toml_member& m, std::size_t table,
                                 const std::string& whose) const {
    if (!m.value.is(kind::text))
      in_.fail(m.value.at, whose + " " + quoted(m.key) + ": a column of the table expected, " +
                               shown(m.value) + " given");
    machine_description::term made{in_.reference(m.key, whose, m.at), m.value.text};
    check_column(in_, table, made.column, in_.areas.find(made.area.area)->second,
                 whose + " " + quoted(m.key), m.value.at);
    return made;
  }

  void read_machine(const fields& f) {
    const toml_value* v = f.find("machine");
    if (!v) return;
    const fields m(in_, *v, f.of("machine"), {"table", "from", "to"});
    for (const char* key : {"table", "from", "to"})
      if (!m.has(key)) in_.fail(v->at, m.whose() + ": table, from and to expected");
    machine_description made;
    made.at = v->at;
    made.table = m.text("table", "");
    const std::size_t table =
        in_.find(in_.tables, made.table, "table", m.of("table"), m.at("table"));
    const fields from(in_, *m.find("from"), m.of("from")), to(in_, *m.find("to"), m.of("to"));
    for (const toml_member& t : m.find("from")->members)
      made.from.push_back(term(t, table, from.whose()));
    if (made.from.empty()) m.expected("from", "areas and their columns");
    if (m.find("to")->members.size() != 1) m.fail("to", "one area and its column expected");
    made.to = term(m.find("to")->members[0], table, to.whose());
    if (made.to.area.shift != 0) m.fail("to", "the area itself expected, not a neighbour");
    out_.machine = std::move(made);
  }

  void read_visits(const fields& f) {
    const toml_value* v = f.find("visits");
    if (!v) return;
    const fields all(in_, *v, f.of("visits"));
    if (v->members.size() != 1) f.fail("visits", "one area and the symbols it visits expected");
    out_.visiting = v->members[0].key;
    out_.visits = all.texts(out_.visiting);
    const std::size_t area =
        in_.find(in_.areas, out_.visiting, "area", f.of("visits"), v->members[0].at);
    for (const std::string& s : out_.visits)
      in_.check_symbol(area, s, f.of("visits"), v->members[0].value.at);
  }

  void read_aims(const fields& f) {
    out_.probes = f.texts("probe");
    const toml_value* probes = f.find("probe");
    for (std::size_t i = 0; i < out_.probes.size(); ++i)
      in_.find(in_.areas, out_.probes[i], "area", f.of("probe"),
               probes->items.empty() ? probes->at : probes->items[i].at);
    if (const toml_value* v = f.find("tolerance")) {
      const bool is_number = v->is(kind::whole) || v->is(kind::number);
      if (!is_number || !(v->number >= 0 && v->number <= 1e300))
        f.expected("tolerance", "a number of at least 0");
      out_.tolerance = v->number;
    }
    out_.required = f.share("required", 1);
    out_.stop_when_silent = f.text("stop_when_silent", "");
    if (f.has("stop_when_silent"))
      in_.find(in_.areas, out_.stop_when_silent, "area", f.of("stop_when_silent"),
               f.at("stop_when_silent"));
  }

  // What is captured here is known from the next phase on.
  void read_captures(const fields& f) {
    const toml_value* v = f.find("capture");
    if (!v) return;
    const fields all(in_, *v, f.of("capture"));
    for (const toml_member& m : v->members) {
      const std::string whose = all.whose() + " " + quoted(m.key);
      const area_copy target = copy_of(in_, m.key, whose, m.at);
      if (target.all) in_.fail(m.at, whose + ": one copy expected");
      const area_description& a = in_.out.areas[target.area];
      if (a.alphabet.empty())
        in_.fail(m.at, whose + ": area " + quoted(a.name) + " has no alphabet to add a symbol to");
      const bool is_symbol = m.value.is(kind::text) && !m.value.text.empty() &&
                             m.value.text.find('+') == std::string::npos;
      if (!is_symbol)
        in_.fail(m.value.at, whose + ": a new symbol expected, " + shown(m.value) + " given");
      auto& captured = in_.captured[in_.alphabets.find(a.alphabet)->second];
      if (in_.is_symbol(target.area, m.value.text) || !captured.insert(m.value.text).second)
        in_.fail(m.value.at, whose + ": alphabet " + quoted(a.alphabet) + " has a symbol " +
                                 quoted(m.value.text) + " already");
      in_.take_symbols(1, m.value.at);
      out_.captures.push_back({a.name, target.copy, m.value.text, m.value.at});
    }
  }

  reading& in_;
  const toml_value& from_;
  bool trains_;
  std::size_t number_;
  phase_description out_;
};

void read_series(reading& in, const toml_value& root, const char* key, bool trains,
                 std::vector<phase_description>& out) {
  const toml_value* list = root.find(key);
  if (!list) return;
  if (!list->is(kind::list))
    in.fail(list->at,
            std::string(key) + ": tables [[" + key + "]] expected, " + shown(*list) + " given");
  name_table names;
  for (std::size_t i = 0; i < list->items.size(); ++i)
    out.push_back(phase_reader(in, list->items[i], trains, i).read(names));
}

}  // namespace

void read_phases(reading& in, const toml_value& root) {
  read_series(in, root, "train", true, in.out.training);
  read_series(in, root, "run", false, in.out.runs);
}

}  // namespace kenyon
