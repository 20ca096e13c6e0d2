#include "graph/phase.hpp"

#include <algorithm>
#include <utility>

namespace kenyon {
namespace {

const table_description& table_of(const graph_description& all, const std::string& name) {
  return *std::find_if(all.tables.begin(), all.tables.end(),
                       [&](const table_description& t) { return t.name == name; });
}

const std::vector<std::string>& column_of(const table_description& t, const std::string& name) {
  return std::find_if(t.columns.begin(), t.columns.end(),
                      [&](const auto& c) { return c.name == name; })
      ->symbols;
}

class phase_maker {
 public:
  phase_maker(const graph_description& all, const phase_description& phase, const graph& net,
              const symbol_books& books)
      : all_(all), phase_(phase), net_(net), books_(books) {}

  ready_phase make() {
    ready_.description = &phase_;
    if (!phase_.table.empty()) table_ = &table_of(all_, phase_.table);
    ready_.rows = table_ ? table_->columns[0].symbols.size() : 1;
    for (const episode_entry& e : phase_.clamps) ready_.clamps.push_back(entry(e));
    for (const episode_entry& e : phase_.expects) ready_.expects.push_back(entry(e));
    for (const std::string& p : phase_.learns) ready_.learns.push_back(net_.projection(p));
    if (phase_.machine) ready_.machine = machine(*phase_.machine);
    if (!phase_.visiting.empty()) ready_.visiting = net_.area(phase_.visiting);
    if (!phase_.stop_when_silent.empty())
      ready_.stop_when_silent = net_.area(phase_.stop_when_silent);
    for (const std::string& p : phase_.probes) ready_.probes.push_back(net_.area(p));
    if (ready_.probes.empty()) probe_what_is_expected();
    return std::move(ready_);
  }

 private:
  ready_entry entry(const episode_entry& e) const {
    ready_entry ready;
    ready.area = net_.area(e.area);
    const std::uint32_t copies = net_.copies(ready.area);
    ready.first_copy =
        e.all_copies ? 0 : static_cast<std::uint32_t>(e.copy < 0 ? e.copy + copies : e.copy);
    ready.copies = e.all_copies ? copies : 1;
    ready.first = e.first;
    ready.last = e.last;
    ready.keep = e.keep;
    if (e.column.empty())
      ready.symbols = &e.symbols;
    else
      ready.column = &column_of(*table_, e.column);
    return ready;
  }

  ready_machine machine(const machine_description& m) const {
    const table_description& t = table_of(all_, m.table);
    ready_machine ready;
    ready.at = m.at;
    ready.area = net_.area(m.to.area.area);
    std::vector<std::vector<std::string>> keys(t.columns[0].symbols.size());
    for (const auto& from : m.from) {
      ready.from.push_back({net_.area(from.area.area), from.area.shift});
      const auto& symbols = column_of(t, from.column);
      for (std::size_t row = 0; row < keys.size(); ++row) keys[row].push_back(symbols[row]);
    }
    const auto& next = column_of(t, m.to.column);
    for (std::size_t row = 0; row < keys.size(); ++row)
      ready.rule.emplace(std::move(keys[row]), next[row]);
    return ready;
  }

  // Where nothing is, all areas with symbols.
  void probe_what_is_expected() {
    auto& probes = ready_.probes;
    for (const ready_entry& e : ready_.expects) probes.push_back(e.area);
    if (ready_.machine) probes.push_back(ready_.machine->area);
    if (ready_.visiting) probes.push_back(*ready_.visiting);
    for (std::size_t a = 0; probes.empty() && a < net_.areas(); ++a)
      if (books_.of(a)) probes.push_back(a);
    std::sort(probes.begin(), probes.end());
    probes.erase(std::unique(probes.begin(), probes.end()), probes.end());
  }

  const graph_description& all_;
  const phase_description& phase_;
  const graph& net_;
  const symbol_books& books_;
  const table_description* table_ = nullptr;
  ready_phase ready_;
};

}  // namespace

symbol_books::symbol_books(const graph_description& description) {
  for (const alphabet_description& a : description.alphabets) books_.emplace_back(a);
  for (const area_description& a : description.areas) {
    books_of_areas_.push_back(none);
    for (std::size_t i = 0; i < description.alphabets.size(); ++i)
      if (description.alphabets[i].name == a.alphabet) books_of_areas_.back() = i;
  }
  for (const phase_description& p : description.training)
    for (const auto& c : p.captures)
      for (std::size_t a = 0; a < description.areas.size(); ++a)
        if (description.areas[a].name == c.area) of(a)->declare(c.symbol);
}

const std::string& ready_entry::text(std::uint64_t row, std::uint32_t step,
                                     std::uint32_t copy) const {
  if (column) return (*column)[row];
  if (symbols->size() == 1) return (*symbols)[0];
  return (*symbols)[copies > 1 ? copy - first_copy : step - first];
}

// Of several entries the last holds, as in graph::clamp().
const std::string& ready_phase::given(std::size_t area, std::uint32_t copy, std::uint64_t row,
                                      std::uint32_t step) const {
  static const std::string nothing;
  for (auto e = clamps.rbegin(); e != clamps.rend(); ++e)
    if (e->area == area && e->covers(copy, step)) return e->text(row, step, copy);
  return nothing;
}

ready_phase make_phase(const graph_description& all, const phase_description& phase,
                       const graph& net, const symbol_books& books) {
  return phase_maker(all, phase, net, books).make();
}

}  // namespace kenyon
