#include "graph/check.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include <kenyon/base/error.hpp>
#include <kenyon/memory/memory.hpp>

#include "graph/rules.hpp"
#include "graph/sentences.hpp"

namespace kenyon {
namespace {

constexpr std::size_t deepest_join = 64;

const std::string most_active = std::to_string(max_cue_units);

// Alphabets, memories, areas and projections.
class network_rules : rule_book {
 public:
  network_rules(const graph_description& description, graph_outline& outline)
      : rule_book(description, outline), result_(outline) {}

  void check_things() {
    result_.alphabets = numbered(description_.alphabets, "alphabet");
    result_.memories = numbered(description_.memories, "memory");
    result_.areas = numbered(description_.areas, "area");
    result_.projections = numbered(description_.projections, "projection");
    result_.tables = numbered(description_.tables, "table");
    for (const alphabet_description& a : description_.alphabets) check_alphabet(a);
    for (const memory_description& m : description_.memories) check_memory(m);
    for (const area_description& a : description_.areas) check_area(a);
    for (std::size_t i = 0; i < description_.areas.size(); ++i) check_joins(i);
    for (std::size_t i = 0; i < description_.areas.size(); ++i) find_shape(i, 0);
    for (std::size_t i = 0; i < description_.areas.size(); ++i) check_area_alphabet(i);
  }

  void check_projections(const known_symbols& symbols) {
    for (const projection_description& p : description_.projections) check_projection(p, symbols);
    find_layers();
  }

 private:
  static std::string whose(const char* noun, const std::string& name) {
    return noun + (" " + quoted(name));
  }

  void check_active(const layout& shape, const std::string& of, place at) const {
    if (shape.active() > max_cue_units)
      fail(at, of + ": layout: at most " + most_active + " active units are possible");
  }

  void check_alphabet(const alphabet_description& a) const {
    const std::string of = whose("alphabet", a.name);
    if (a.shape.units() == 0) fail(a.at, of + ": a layout expected");
    check_active(a.shape, of, a.at.of("layout"));
    if (a.symbols.size() != a.patterns.size())
      fail(a.at.of("symbols"), of + ": symbols: " + std::to_string(a.patterns.size()) +
                                   " expected, one a pattern, " + std::to_string(a.symbols.size()) +
                                   " given");
    for (std::size_t i = 0; i < a.patterns.size(); ++i) try {
        check_pattern(a.shape, a.patterns[i]);
      } catch (const error& e) {
        fail(a.at.of("patterns", i), of + ": patterns: " + e.what());
      }
    if (!a.values.empty() && a.values.size() != a.symbols.size())
      fail(a.at.of("values"), of + ": values: " + std::to_string(a.symbols.size()) +
                                  " expected, one a symbol, " + std::to_string(a.values.size()) +
                                  " given");
    for (std::size_t i = 0; i < a.values.size(); ++i)
      if (!std::isfinite(a.values[i]))
        fail(a.at.of("values", i),
             of + ": values: a number expected, " + text_of_number(a.values[i]) + " given");
    for (const std::string& s : a.symbols)
      if (s.empty() || s.find('+') != std::string::npos)
        fail(a.at, of + ": symbol " + quoted(s) +
                       ": a symbol is not empty and has no +, which joins symbols");
  }

  void check_memory(const memory_description& m) const {
    if (is_memory_kind(m.kind)) return;
    const std::string_view kind = std::string_view(m.kind).substr(0, m.kind.find(':'));
    fail(m.at.of("kind"), whose("memory", m.name) + ": kind: unknown kind of memory " +
                              quoted(m.kind) + suggestion(kind, supporting_kinds()));
  }

  void check_area(const area_description& a) const {
    const std::string of = whose("area", a.name);
    check_ranges(a, of);
    check_active(a.shape, of, a.at.of("layout"));
    if (!a.alphabet.empty())
      find(outline_.alphabets, a.alphabet, "alphabet", of + ": alphabet", a.at.of("alphabet"));
    if (a.joins.empty() && a.shape.units() == 0)
      fail(a.at, of + ": a layout, an alphabet or areas to join expected");
    if (!a.joins.empty() && a.shape.units() != 0)
      fail(a.at.of("layout"), of + ": layout: it joins others, and its layout follows from theirs");
    if (!a.joins.empty() && (a.fatigue > 0 || a.how != firing::winners || a.least != 1))
      fail(a.at, of + ": it joins others and fires what they fire: no least, threshold or fatigue");
  }

  void check_joins(std::size_t i) const {
    const area_description& a = description_.areas[i];
    const std::string of = whose("area", a.name);
    std::set<std::pair<std::size_t, std::int64_t>> seen;
    for (std::size_t k = 0; k < a.joins.size(); ++k) {
      const place at = a.at.of("joins", k);
      const std::size_t source = find_area(a.joins[k], of + ": joins", at);
      check_copies(source, i, of, at);
      if (!seen.emplace(source, a.joins[k].shift).second)
        fail(at, of + " joins " + quoted(a.joins[k].area) + " twice");
    }
  }

  // The layout of a conjunctive area follows from those it joins, which may be conjunctive too.
  void find_shape(std::size_t i, std::size_t depth) {
    result_.shapes.resize(description_.areas.size());
    const area_description& a = description_.areas[i];
    layout& shape = result_.shapes[i];
    if (shape.units() == 0) shape = a.shape;
    if (shape.units() != 0) return;
    const std::string of = whose("area", a.name);
    if (depth > deepest_join)
      fail(a.at, of + " joins itself, or others through more than " + std::to_string(deepest_join));
    std::uint64_t units = 0, active = 0;
    std::optional<std::uint32_t> module;  // 0: not alike, or flat
    for (const area_reference& r : a.joins) {
      const std::size_t joined = outline_.areas.at(r.area);
      find_shape(joined, depth + 1);
      const layout& s = result_.shapes[joined];
      units += s.units();
      active += s.active();
      module = module.value_or(s.module_units()) == s.module_units() ? s.module_units() : 0;
    }
    if (units > max_units || active > max_cue_units)
      fail(a.at, of + " joins too much: at most " + std::to_string(max_units) + " units and " +
                     most_active + " active ones are possible");
    shape = *module != 0 ? layout::modular(static_cast<std::uint32_t>(active), *module)
                         : layout::flat(static_cast<std::uint32_t>(units),
                                        static_cast<std::uint32_t>(active));
  }

  void check_area_alphabet(std::size_t i) const {
    const area_description& a = description_.areas[i];
    if (a.alphabet.empty()) return;
    const layout& own = outline_.shapes[i];
    const layout& of_alphabet = description_.alphabets[outline_.alphabets.at(a.alphabet)].shape;
    if (!(own == of_alphabet))
      fail(a.at, whose("area", a.name) + " is " + own.text() + ", its alphabet " +
                     quoted(a.alphabet) + " " + of_alphabet.text());
  }

  void check_projection(const projection_description& p, const known_symbols& symbols) {
    const std::string of = whose("projection", p.name);
    if (p.from.area.empty()) fail(p.at, of + ": from: an area expected");
    if (p.to.empty()) fail(p.at, of + ": to: an area expected");
    const std::size_t from = find_area(p.from, of + ": from", p.at.of("from"));
    const std::size_t to = find_area({p.to, 0}, of + ": to", p.at.of("to"));
    check_ranges(p, of);
    check_copies(from, to, of, p.at);
    if (!description_.areas[to].joins.empty())
      fail(p.at.of("to"), of + ": area " + quoted(p.to) + " joins others and takes no projections");
    check_ends(p, outline_.shapes[from], outline_.shapes[to]);
    if (!p.gate) return;
    const std::size_t gate = find_area(p.gate->by, of + ": gate", p.at.of("gate"));
    check_copies(gate, to, of + ", gate", p.at.of("gate"));
    if (!p.gate->symbol.empty())
      symbols.check_one(gate, p.gate->symbol, of + ": gate", p.at.of("gate symbol"));
  }

  // All projections through a memory have the layouts of the first.
  void check_ends(const projection_description& p, const layout& cues, const layout& answers) {
    const std::string of = whose("projection", p.name);
    const std::size_t m =
        find(outline_.memories, p.memory, "memory", of + ": memory", p.at.of("memory"));
    const memory_description& memory = description_.memories[m];
    if (memory.completes && !(cues == answers))
      fail(p.at, of + ": memory " + quoted(memory.name) +
                     " completes patterns, and needs the same layout at both ends");
    const auto& [its_cues, its_answers] = ends_.try_emplace(m, cues, answers).first->second;
    if (!(its_cues == cues && its_answers == answers))
      fail(p.at, of + " is " + cues.text() + " -> " + answers.text() + ", its memory " +
                     quoted(memory.name) + " " + its_cues.text() + " -> " + its_answers.text());
  }

  // An area updates after those that it joins or that reach it without delay.
  void find_layers() {
    std::vector<std::vector<std::size_t>> before(description_.areas.size()), after(before.size());
    for (std::size_t i = 0; i < before.size(); ++i)
      for (const area_reference& r : description_.areas[i].joins)
        before[i].push_back(outline_.areas.at(r.area));
    for (const projection_description& p : description_.projections)
      if (p.delay == 0) before[outline_.areas.at(p.to)].push_back(outline_.areas.at(p.from.area));
    std::vector<std::size_t> waits_for, layer;
    for (std::size_t i = 0; i < before.size(); ++i) {
      for (const std::size_t b : before[i]) after[b].push_back(i);
      waits_for.push_back(before[i].size());
      if (before[i].empty()) layer.push_back(i);
    }
    while (!layer.empty()) {
      std::vector<std::size_t> next;
      for (const std::size_t i : layer)
        for (const std::size_t j : after[i])
          if (--waits_for[j] == 0) next.push_back(j);
      std::sort(next.begin(), next.end());
      result_.layers.push_back(std::exchange(layer, std::move(next)));
    }
    check_cycles(before, waits_for);
  }

  // Areas that still wait: follows them backwards until one comes again.
  void check_cycles(const std::vector<std::vector<std::size_t>>& before,
                    const std::vector<std::size_t>& waits_for) const {
    const auto waits = [&](std::size_t i) { return waits_for[i] != 0; };
    std::size_t at = 0;
    while (at < before.size() && !waits(at)) ++at;
    if (at == before.size()) return;
    std::vector<std::size_t> path;
    while (std::find(path.begin(), path.end(), at) == path.end()) {
      path.push_back(at);
      at = *std::find_if(before[at].begin(), before[at].end(), waits);
    }
    std::string names = quoted(description_.areas[at].name);
    for (std::size_t i = path.size(); i-- > 0;) {
      names += " -> " + quoted(description_.areas[path[i]].name);
      if (path[i] == at) break;
    }
    fail(description_.areas[at].at,
         "a cycle without delay: " + names + "; one of these needs a delay");
  }

  graph_outline& result_;
  std::map<std::size_t, std::pair<layout, layout>> ends_;  // by memory
};

}  // namespace

std::vector<std::string_view> supporting_kinds() {
  std::vector<std::string_view> names{"all"};  // every unit supports every other alike
  for (const memory_kind& kind : memory_kinds()) names.push_back(kind.name);
  return names;
}

bool is_memory_kind(std::string_view spec) {
  const std::vector<std::string_view> names = supporting_kinds();
  return std::find(names.begin(), names.end(), spec.substr(0, spec.find(':'))) != names.end();
}

graph_outline check(const graph_description& description) {
  graph_outline outline;
  network_rules network(description, outline);
  network.check_things();
  known_symbols symbols(description, outline);
  network.check_projections(symbols);
  check_phases(description, outline, symbols);
  return outline;
}

}  // namespace kenyon
