// [[train]] and [[run]].
#include <algorithm>
#include <utility>

#include "graph/file/entries.hpp"
#include "graph/file/field_reader.hpp"

namespace kenyon {
namespace {

using kind = toml_value::kind;

class phase_reader {
 public:
  phase_reader(reading& in, const toml_value& table, bool trains, std::size_t number)
      : in_(in), table_(table), trains_(trains), number_(number) {
    if (!table.is(kind::table))
      in_.fail(table.at, std::string(noun()) + ": a table expected, " + shown(table) + " given");
    out_.name = std::to_string(number);
    if (const toml_value* name = table.find("name"))
      if (name->is(kind::text)) out_.name = name->text;
    out_.at = {table.at, {}};
    out_.noise = !trains;
  }

  phase_description read() {
    const toml_fields f(in_, table_, noun() + (" " + quoted(out_.name)), keys());
    read_fields(in_, f, out_);
    in_.check_name(out_.name, noun(), out_.at.of("name"));
    read_entries(f, "clamp", out_.clamps);
    read_entries(f, "expect", out_.expects);
    if (!f.has("steps")) out_.steps = steps_needed();
    if (const toml_value* v = f.find("machine")) read_machine(f, *v);
    if (const toml_value* v = f.find("visits")) read_visits(f, *v);
    if (const toml_value* v = f.find("capture")) read_captures(f, *v);
    return std::move(out_);
  }

 private:
  const char* noun() const { return trains_ ? "train" : "run"; }

  std::vector<std::string_view> keys() const {
    if (trains_) return {"name", "table", "steps", "clamp", "learn", "noise", "reset", "capture"};
    return {"name",    "table",  "steps", "clamp",     "noise",    "reset",           "expect",
            "machine", "visits", "probe", "tolerance", "required", "stop_when_silent"};
  }

  // Every entry of the file draws its own random symbols.
  std::uint64_t index_of(std::size_t entry) const {
    return (std::uint64_t{number_} << 1 | trains_) << 32 | entry;
  }

  void read_entries(const toml_fields& f, const char* key, std::vector<episode_entry>& out) {
    const toml_value* v = f.find(key);
    if (!v) return;
    const toml_fields all(in_, *v, f.of(key));
    for (const toml_member& m : v->members)
      out.push_back(read_entry(in_, m,
                               {.whose = all.whose(),
                                .has_table = !out_.table.empty(),
                                .clamps = &out == &out_.clamps,
                                .index = index_of(out.size())}));
  }

  std::uint32_t steps_needed() const {
    std::uint32_t last = 0;
    for (const auto* entries : {&out_.clamps, &out_.expects})
      for (const episode_entry& e : *entries) last = std::max(last, e.last);
    return last + 1;
  }

  // Their places are of the areas, and of the columns.
  machine_description::term term(const toml_member& m, const std::string& whose) const {
    if (!m.value.is(kind::text))
      in_.fail(m.value.at, whose + " " + quoted(m.key) + ": a column of the table expected, " +
                               shown(m.value) + " given");
    return {in_.reference(m.key, whose, m.at), m.value.text};
  }

  void read_machine(const toml_fields& f, const toml_value& v) {
    const toml_fields m(in_, v, f.of("machine"), keys_of<machine_description>());
    for (const char* key : {"table", "from", "to"})
      if (!m.has(key)) in_.fail(v.at, m.whose() + ": table, from and to expected");
    machine_description& made = out_.machine.emplace();
    made.at = {v.at, {}};
    read_fields(in_, m, made);
    keep_places(made.at, "from", *m.find("from"));
    const toml_fields from(in_, *m.find("from"), m.of("from")), to(in_, *m.find("to"), m.of("to"));
    for (const toml_member& t : m.find("from")->members) {
      made.at.fields.push_back({"from", made.from.size(), t.at});
      made.at.fields.push_back({"from column", made.from.size(), t.value.at});
      made.from.push_back(term(t, from.whose()));
    }
    if (m.find("to")->members.size() != 1) m.fail("to", "one area and its column expected");
    const toml_member& target = m.find("to")->members[0];
    made.at.fields.push_back({"to", places::whole, target.at});
    made.at.fields.push_back({"to column", places::whole, target.value.at});
    made.to = term(target, to.whose());
  }

  void read_visits(const toml_fields& f, const toml_value& v) {
    const toml_fields all(in_, v, f.of("visits"));
    if (v.members.size() != 1) f.fail("visits", "one area and the symbols it visits expected");
    const toml_member& m = v.members[0];
    out_.at.fields.push_back({"visiting", places::whole, m.at});
    keep_places(out_.at, "visits", m.value);
    out_.visiting = m.key;
    out_.visits = all.texts(m.key);
  }

  void read_captures(const toml_fields& f, const toml_value& v) {
    const toml_fields all(in_, v, f.of("capture"));
    for (const toml_member& m : v.members) {
      const std::string whose = all.whose() + " " + quoted(m.key);
      const area_reference area = in_.reference(m.key, whose, m.at);
      if (!m.value.is(kind::text))
        in_.fail(m.value.at, whose + ": a new symbol expected, " + shown(m.value) + " given");
      in_.take_symbols(1, m.value.at);
      if (const alphabet_description* alphabet = in_.alphabet_of(area.area))
        in_.captured.emplace(alphabet->name, m.value.text);
      auto& made = out_.captures.emplace_back();
      made = {area.area, area.shift, m.value.text, {m.at, {}}};
      keep_places(made.at, "symbol", m.value);
    }
  }

  reading& in_;
  const toml_value& table_;
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
  for (std::size_t i = 0; i < list->items.size(); ++i)
    out.push_back(phase_reader(in, list->items[i], trains, i).read());
}

}  // namespace

void read_phases(reading& in, const toml_value& root) {
  read_series(in, root, "train", true, in.out.training);
  read_series(in, root, "run", false, in.out.runs);
}

}  // namespace kenyon
