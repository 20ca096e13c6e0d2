#include "graph/phase.hpp"

#include <algorithm>
#include <string_view>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>

#include "graph/network.hpp"

namespace kenyon {
namespace {

class phase_maker {
 public:
  phase_maker(const graph_description& all, const phase_description& what, const graph& net,
              const symbol_books& books)
      : all_(all), what_(what), net_(net), books_(books) {}

  ready_phase make() {
    if (what_.steps < 1) fail(what_.at, "steps: at least 1 expected");
    table_ = what_.table.empty() ? nullptr : &find_table(what_.table, what_.at);
    made_.what = &what_;
    made_.rows = table_ ? rows(*table_) : 1;
    for (const episode_entry& e : what_.clamps) made_.clamps.push_back(entry(e, true));
    for (const episode_entry& e : what_.expects) made_.expects.push_back(entry(e, false));
    for (const std::string& p : what_.learns) {
      made_.learns.push_back(projection(p));
      if (std::count(what_.learns.begin(), what_.learns.end(), p) > 1)
        fail(what_.at, "learn: \"" + p + "\" is there twice");
    }
    if (what_.machine) made_.machine = machine(*what_.machine);
    if (!what_.visiting.empty()) visits();
    if (!what_.stop_when_silent.empty())
      made_.stop_when_silent = area(what_.stop_when_silent, what_.at);
    for (const auto& c : what_.captures) check_capture(c);
    probes();
    return std::move(made_);
  }

 private:
  [[noreturn]] void fail(place at, const std::string& sentence) const {
    throw error(fault::bad_input,
                place_text(all_.file, at) + "\"" + what_.name + "\": " + sentence);
  }

  std::size_t area(const std::string& name, place at) const {
    try {
      return net_.area(name);
    } catch (const error& e) {
      fail(at, e.what());
    }
  }
  std::size_t projection(const std::string& name) const {
    try {
      return net_.projection(name);
    } catch (const error& e) {
      fail(what_.at, e.what());
    }
  }

  const table_description& find_table(const std::string& name, place at) const {
    std::vector<std::string_view> names;
    for (const table_description& t : all_.tables) {
      if (t.name == name) return t;
      names.emplace_back(t.name);
    }
    fail(at, "unknown table \"" + name + "\"" + suggest_name(name, names));
  }

  std::uint64_t rows(const table_description& t) const {
    const std::size_t n = t.columns.empty() ? 0 : t.columns[0].symbols.size();
    for (const auto& c : t.columns)
      if (c.symbols.size() != n)
        fail(t.at, "table \"" + t.name + "\": column \"" + c.name + "\" has " +
                       std::to_string(c.symbols.size()) + " symbols, \"" + t.columns[0].name +
                       "\" " + std::to_string(n));
    if (n == 0) fail(t.at, "table \"" + t.name + "\" has no rows");
    return n;
  }

  const std::vector<std::string>& column(const table_description& t, const std::string& name,
                                         place at) const {
    std::vector<std::string_view> names;
    for (const auto& c : t.columns) {
      if (c.name == name) return c.symbols;
      names.emplace_back(c.name);
    }
    fail(at, "table \"" + t.name + "\" has no column \"" + name + "\"" + suggest_name(name, names));
  }

  // Every symbol that the entry may need is known now, and sizes fit.
  ready_entry entry(const episode_entry& e, bool given) {
    const std::size_t a = area(e.area, e.at);
    const auto copies = std::int64_t{net_.copies(a)};
    if (!e.all_copies && (e.copy >= copies || e.copy < -copies))
      fail(e.at, "area \"" + e.area + "\" has " + std::to_string(copies) + " copies, no copy " +
                     std::to_string(e.copy));
    if (e.last < e.first || e.last >= what_.steps)
      fail(e.at, "area \"" + e.area + "\": steps from 0 to " + std::to_string(what_.steps - 1) +
                     " expected");
    if (!(e.keep >= 0 && e.keep <= 1)) fail(e.at, "keep: a share from 0 to 1 expected");
    const symbol_book* const book = books_.of(a);
    if (!book) fail(e.at, "area \"" + e.area + "\" has no alphabet");
    ready_entry made;
    made.area = a;
    made.first_copy =
        e.all_copies ? 0 : static_cast<std::uint32_t>(e.copy < 0 ? e.copy + copies : e.copy);
    made.copies = e.all_copies ? static_cast<std::uint32_t>(copies) : 1;
    made.first = e.first;
    made.last = e.last;
    made.keep = given ? e.keep : 1;
    made.at = e.at;
    if (!e.column.empty()) {
      if (!table_) fail(e.at, "a column needs a table");
      made.column = &column(*table_, e.column, e.at);
    } else {
      made.symbols = &e.symbols;
      const std::uint64_t n = e.symbols.size(), steps = e.last - e.first + 1u;
      if (n != 1 && n != made.copies && n != steps && n != made.copies * steps)
        fail(e.at, "area \"" + e.area + "\": " + std::to_string(n) + " symbols for " +
                       std::to_string(made.copies) + " copies and " + std::to_string(steps) +
                       " steps");
    }
    for (const std::string& text : made.column ? *made.column : *made.symbols) {
      try {
        book->parse(text);
      } catch (const error& x) {
        fail(e.at, "area \"" + e.area + "\": " + x.what());
      }
    }
    return made;
  }

  ready_machine machine(const machine_description& m) {
    const table_description& t = find_table(m.table, m.at);
    ready_machine made;
    made.at = m.at;
    made.area = area(m.to.area.area, m.at);
    for (std::uint32_t c = 0; c < net_.copies(made.area); ++c)
      if (!is_given(made.area, c))
        fail(m.at, "machine: all copies of area \"" + m.to.area.area +
                       "\" must be given symbols in step 0");
    std::vector<std::vector<std::string>> keys(rows(t));
    for (const auto& f : m.from) {
      const std::size_t a = area(f.area.area, m.at);
      if (a != made.area && std::none_of(made_.clamps.begin(), made_.clamps.end(),
                                         [&](const ready_entry& e) { return e.area == a; }))
        fail(m.at, "machine: an area that it looks at is neither its target nor given symbols");
      made.from.push_back({a, f.area.shift});
      const auto& symbols = column(t, f.column, m.at);
      for (std::size_t row = 0; row < keys.size(); ++row) keys[row].push_back(symbols[row]);
    }
    const auto& next = column(t, m.to.column, m.at);
    for (std::size_t row = 0; row < keys.size(); ++row) {
      const auto [known, is_new] = made.rule.emplace(std::move(keys[row]), next[row]);
      if (!is_new && known->second != next[row])
        fail(m.at, "machine: row " + std::to_string(row) + " of table \"" + t.name +
                       "\" contradicts an earlier one");
    }
    if (made.from.empty()) fail(m.at, "machine: from: at least one area expected");
    return made;
  }

  bool is_given(std::size_t a, std::uint32_t copy) const {
    return std::any_of(made_.clamps.begin(), made_.clamps.end(),
                       [&](const ready_entry& e) { return e.area == a && e.covers(copy, 0); });
  }

  void visits() {
    made_.visiting = area(what_.visiting, what_.at);
    const symbol_book* const book = books_.of(*made_.visiting);
    if (!book) fail(what_.at, "visits: area \"" + what_.visiting + "\" has no alphabet");
    for (const std::string& s : what_.visits)
      if (book->find(s) == symbol_book::none)
        fail(what_.at, "visits: unknown symbol \"" + s + "\"");
  }

  void check_capture(const phase_description::capture& c) const {
    const std::size_t a = area(c.area, c.at);
    if (!books_.of(a)) fail(c.at, "capture: area \"" + c.area + "\" has no alphabet");
    const auto copies = std::int64_t{net_.copies(a)};
    if (c.copy >= copies || c.copy < -copies)
      fail(c.at, "capture: area \"" + c.area + "\" has no copy " + std::to_string(c.copy));
  }

  void probes() {
    for (const std::string& p : what_.probes) made_.probes.push_back(area(p, what_.at));
    if (!made_.probes.empty()) return;
    for (const ready_entry& e : made_.expects) made_.probes.push_back(e.area);
    if (made_.machine) made_.probes.push_back(made_.machine->area);
    if (made_.visiting) made_.probes.push_back(*made_.visiting);
    for (std::size_t a = 0; made_.probes.empty() && a < net_.areas(); ++a)
      if (books_.of(a)) made_.probes.push_back(a);
    std::sort(made_.probes.begin(), made_.probes.end());
    made_.probes.erase(std::unique(made_.probes.begin(), made_.probes.end()), made_.probes.end());
  }

  const graph_description& all_;
  const phase_description& what_;
  const graph& net_;
  const symbol_books& books_;
  const table_description* table_ = nullptr;
  ready_phase made_;
};

}  // namespace

symbol_books::symbol_books(const graph_description& what) {
  for (const alphabet_description& a : what.alphabets) books_.emplace_back(a);
  for (const area_description& a : what.areas) {
    books_of_areas_.push_back(none);
    for (std::size_t i = 0; i < what.alphabets.size(); ++i)
      if (what.alphabets[i].name == a.alphabet) books_of_areas_.back() = i;
  }
  for (const phase_description& p : what.training)
    for (const auto& c : p.captures)
      for (std::size_t a = 0; a < what.areas.size(); ++a)
        if (what.areas[a].name == c.area && of(a) && of(a)->find(c.symbol) == symbol_book::none)
          of(a)->declare(c.symbol);
}

const std::string& ready_entry::text(std::uint64_t row, std::uint32_t step,
                                     std::uint32_t copy) const {
  if (column) return (*column)[row];
  const std::size_t n = symbols->size();
  const std::size_t steps = last - first + std::size_t{1};
  if (n == 1) return (*symbols)[0];
  if (n == copies * steps)
    return (*symbols)[(step - first) * std::size_t{copies} + copy - first_copy];
  if (n == copies) return (*symbols)[copy - first_copy];
  return (*symbols)[step - first];
}

// Of several entries the last holds, as in graph::clamp().
const std::string& ready_phase::given(std::size_t area, std::uint32_t copy, std::uint64_t row,
                                      std::uint32_t step) const {
  static const std::string nothing;
  for (auto e = clamps.rbegin(); e != clamps.rend(); ++e)
    if (e->area == area && e->covers(copy, step)) return e->text(row, step, copy);
  return nothing;
}

ready_phase make_phase(const graph_description& all, const phase_description& what,
                       const graph& net, const symbol_books& books) {
  return phase_maker(all, what, net, books).make();
}

}  // namespace kenyon
