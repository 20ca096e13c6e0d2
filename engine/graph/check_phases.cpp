// The rules of tables and phases.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "graph/rules.hpp"
#include "graph/sentences.hpp"

namespace kenyon {
namespace {

using column = table_description::column;

std::uint64_t rows_of(const table_description& t) {
  return t.columns[0].symbols.size();
}

// As a file would say it: AREA[COPY]@FIRST-LAST.
std::string key_of(const episode_entry& e) {
  std::string key = e.area;
  if (e.all_copies)
    key += "[*]";
  else if (e.copy != 0)
    key += "[" + std::to_string(e.copy) + "]";
  key += "@" + std::to_string(e.first);
  return e.first == e.last ? key : key + "-" + std::to_string(e.last);
}

class phase_rules : rule_book {
 public:
  phase_rules(const graph_description& description, const graph_outline& outline,
              known_symbols& symbols, const phase_description& phase, const char* noun)
      : rule_book(description, outline),
        symbols_(symbols),
        phase_(phase),
        whose_(noun + (" " + quoted(phase.name))) {}

  void check() {
    check_ranges(phase_, whose_);
    if (!phase_.table.empty()) table_ = &find_table(phase_.table, "table", phase_.at.of("table"));
    for (const episode_entry& e : phase_.clamps) check_clamp(e);
    for (const episode_entry& e : phase_.expects) check_entry(e, of("expect"));
    check_steps();
    check_learns();
    if (phase_.machine) check_machine(*phase_.machine);
    check_visits();
    for (std::size_t i = 0; i < phase_.probes.size(); ++i)
      find_area({phase_.probes[i], 0}, of("probe"), phase_.at.of("probe", i));
    if (!phase_.stop_when_silent.empty())
      find_area({phase_.stop_when_silent, 0}, of("stop_when_silent"),
                phase_.at.of("stop_when_silent"));
    for (const auto& c : phase_.captures) check_capture(c);
  }

 private:
  std::string of(const char* field) const { return whose_ + ": " + field; }

  const table_description& find_table(const std::string& name, const char* field, place at) const {
    return description_.tables[find(outline_.tables, name, "table", of(field), at)];
  }

  // The symbols of a column, which must be the area's.
  const std::vector<std::string>& check_column(const table_description& t, const std::string& name,
                                               std::size_t area, const std::string& whose,
                                               place at) const {
    std::vector<std::string_view> names;
    for (const column& c : t.columns) {
      names.emplace_back(c.name);
      if (c.name != name) continue;
      for (std::size_t row = 0; row < c.symbols.size(); ++row)
        symbols_.check(area, c.symbols[row],
                       whose + ": row " + std::to_string(row) + " of column " + quoted(name), at);
      return c.symbols;
    }
    fail(at, whose + ": unknown column " + quoted(name) + " of table " + quoted(t.name) +
                 suggestion(name, names));
  }

  void check_copy(std::size_t area, std::int64_t copy, const std::string& whose, place at) const {
    const auto copies = std::int64_t{description_.areas[area].copies};
    if (copy >= copies || copy < -copies)
      fail(at, whose + ": area " + quoted(description_.areas[area].name) + " has " +
                   std::to_string(copies) + (copies == 1 ? " copy" : " copies") +
                   ", there is no copy " + std::to_string(copy));
  }

  void check_clamp(const episode_entry& e) const {
    const std::string whose = of("clamp") + " " + quoted(key_of(e));
    if (!description_.areas[find_area({e.area, 0}, whose, e.at)].joins.empty())
      fail(e.at,
           whose + ": area " + quoted(e.area) + " joins others: what it holds cannot be given");
    check_entry(e, of("clamp"));
  }

  void check_entry(const episode_entry& e, const std::string& field) const {
    const std::string whose = field + " " + quoted(key_of(e));
    const std::size_t area = find_area({e.area, 0}, whose, e.at);
    if (!e.all_copies) check_copy(area, e.copy, whose, e.at);
    if (e.last < e.first) fail(e.at, whose + ": the first step expected before the last");
    check_ranges(e, whose);
    symbols_.alphabet_of(area, whose, e.at);
    if (e.column.empty())
      check_symbols(e, area, whose);
    else if (table_)
      check_column(*table_, e.column, area, whose, e.at.of("column"));
    else
      fail(e.at.of("column"), whose + ": column: the phase has no table");
  }

  void check_symbols(const episode_entry& e, std::size_t area, const std::string& whose) const {
    for (std::size_t i = 0; i < e.symbols.size(); ++i)
      symbols_.check(area, e.symbols[i], whose, e.at.of("symbols", i));
    const std::uint64_t wanted =
        e.all_copies ? description_.areas[area].copies : std::uint64_t{e.last} - e.first + 1;
    if (e.symbols.size() != 1 && e.symbols.size() != wanted)
      fail(e.at.of("symbols"), whose + ": " + std::to_string(wanted) + " symbols expected, one a " +
                                   (e.all_copies ? "copy" : "step") + ", or one for all, " +
                                   std::to_string(e.symbols.size()) + " given");
  }

  void check_steps() const {
    const episode_entry* latest = nullptr;
    for (const auto* entries : {&phase_.clamps, &phase_.expects})
      for (const episode_entry& e : *entries)
        if (!latest || e.last > latest->last) latest = &e;
    if (latest && latest->last >= phase_.steps)
      fail(phase_.at.of("steps"), of("steps") + ": step " + std::to_string(latest->last) +
                                      " is named, of area " + quoted(latest->area) + ": at least " +
                                      std::to_string(latest->last + 1ull) + " expected, " +
                                      std::to_string(phase_.steps) + " given");
  }

  void check_learns() const {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < phase_.learns.size(); ++i) {
      const std::string& name = phase_.learns[i];
      find(outline_.projections, name, "projection", of("learn"), phase_.at.of("learn", i));
      if (!seen.insert(name).second)
        fail(phase_.at.of("learn", i), of("learn") + ": " + quoted(name) + " is there twice");
    }
  }

  bool is_given(std::size_t area) const {
    return std::any_of(phase_.clamps.begin(), phase_.clamps.end(), [&](const episode_entry& e) {
      return e.area == description_.areas[area].name;
    });
  }

  void check_all_given(std::size_t area, const machine_description& m) const {
    const area_description& target = description_.areas[area];
    std::vector<bool> given(target.copies);
    for (const episode_entry& e : phase_.clamps) {
      if (e.area != target.name || e.first != 0) continue;
      if (e.all_copies) return;
      given[static_cast<std::size_t>(e.copy < 0 ? e.copy + target.copies : e.copy)] = true;
    }
    if (std::find(given.begin(), given.end(), false) != given.end())
      fail(m.at, of("machine") + ": all copies of area " + quoted(target.name) +
                     " must be given symbols in step 0");
  }

  void check_machine(const machine_description& m) const {
    const std::string whose = of("machine");
    const table_description& t = find_table(m.table, "machine: table", m.at.of("table"));
    if (m.from.empty())
      fail(m.at.of("from"), whose + ": from: at least one area and its column expected");
    const std::size_t target = find_area(m.to.area, whose + ": to", m.at.of("to"));
    if (m.to.area.shift != 0)
      fail(m.at.of("to"), whose + ": to: the area itself expected, not a neighbour");
    check_all_given(target, m);
    std::vector<std::vector<std::string>> keys(rows_of(t));
    for (std::size_t i = 0; i < m.from.size(); ++i) {
      const machine_description::term& from = m.from[i];
      const std::string term = whose + ": from " + quoted(from.area.area);
      const std::size_t area = find_area(from.area, term, m.at.of("from", i));
      if (area != target && !is_given(area))
        fail(m.at.of("from", i), term +
                                     ": the target itself or an area that is given symbols "
                                     "expected");
      const auto& symbols = check_column(t, from.column, area, term, m.at.of("from column", i));
      for (std::size_t row = 0; row < keys.size(); ++row) keys[row].push_back(symbols[row]);
    }
    const auto& next = check_column(t, m.to.column, target,
                                    whose + ": to " + quoted(m.to.area.area), m.at.of("to column"));
    std::map<std::vector<std::string>, std::string_view> rule;
    for (std::size_t row = 0; row < keys.size(); ++row)
      if (rule.emplace(std::move(keys[row]), next[row]).first->second != next[row])
        fail(m.at, whose + ": row " + std::to_string(row) + " of table " + quoted(t.name) +
                       " contradicts an earlier one");
  }

  void check_visits() const {
    if (phase_.visiting.empty()) return;
    const std::string whose = of("visits");
    const std::size_t area = find_area({phase_.visiting, 0}, whose, phase_.at.of("visiting"));
    symbols_.alphabet_of(area, whose, phase_.at.of("visiting"));
    for (std::size_t i = 0; i < phase_.visits.size(); ++i)
      symbols_.check_one(area, phase_.visits[i], whose, phase_.at.of("visits", i));
  }

  // What is captured here is known from the next phase on.
  void check_capture(const phase_description::capture& c) {
    const std::string whose = of("capture") + " " + quoted(c.area);
    const std::size_t area = find_area({c.area, 0}, whose, c.at);
    check_copy(area, c.copy, whose, c.at);
    symbols_.capture(area, c.symbol, whose, c.at.of("symbol"));
  }

  known_symbols& symbols_;
  const phase_description& phase_;
  const std::string whose_;
  const table_description* table_ = nullptr;
};

class table_rules : rule_book {
 public:
  using rule_book::numbered;
  using rule_book::rule_book;

  void check() const {
    for (const table_description& t : description_.tables) {
      const std::string whose = "table " + quoted(t.name);
      if (t.columns.empty()) fail(t.at, whose + ": columns expected");
      std::set<std::string_view> seen;
      for (std::size_t i = 0; i < t.columns.size(); ++i) check_column(t, i, whose, seen);
    }
  }

 private:
  void check_column(const table_description& t, std::size_t i, const std::string& whose,
                    std::set<std::string_view>& seen) const {
    const column& c = t.columns[i];
    if (!seen.insert(c.name).second)
      fail(t.at.of("columns", i), whose + ": column " + quoted(c.name) + " is there twice");
    if (c.symbols.empty())
      fail(t.at.of("columns", i), whose + ": " + c.name + ": at least one symbol expected");
    if (c.symbols.size() != rows_of(t))
      fail(t.at.of("columns", i), whose + ": " + wrong_rows(c.name, rows_of(t), c.symbols.size()));
  }
};

}  // namespace

void check_phases(const graph_description& description, const graph_outline& outline,
                  known_symbols& symbols) {
  const table_rules tables(description, outline);
  tables.check();
  tables.numbered(description.training, "train");
  tables.numbered(description.runs, "run");
  for (const phase_description& p : description.training)
    phase_rules(description, outline, symbols, p, "train").check();
  for (const phase_description& p : description.runs)
    phase_rules(description, outline, symbols, p, "run").check();
}

}  // namespace kenyon
