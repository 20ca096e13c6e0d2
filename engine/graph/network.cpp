#include "graph/network.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/memory/memory.hpp>
#include <kenyon/pattern/random.hpp>

namespace kenyon {
namespace {

constexpr std::uint32_t most_copies = 1u << 24;
constexpr std::uint32_t longest_delay = 4096;
constexpr std::size_t deepest_join = 64;
constexpr std::uint64_t no_layer = ~std::uint64_t{0};

class builder {
 public:
  explicit builder(const graph_description& what) : what_(what) {}

  network build() {
    if (what_.areas.empty()) fail({}, "no area; at least one expected");
    net_.seed = what_.seed;
    areas_ = numbered(what_.areas, "area");
    memories_ = numbered(what_.memories, "memory");
    alphabets_ = numbered(what_.alphabets, "alphabet");
    numbered(what_.projections, "projection");
    for (const area_description& a : what_.areas) add_area(a);
    for (std::size_t i = 0; i < what_.areas.size(); ++i) add_joins(i);
    for (std::size_t i = 0; i < what_.areas.size(); ++i) join_shape(i, 0);
    check_room();
    for (const area_description& a : what_.areas) check_alphabet(a);
    for (const projection_description& p : what_.projections) add_projection(p);
    for (std::size_t i = 0; i < what_.areas.size(); ++i) check_area(i);
    find_layers();
    check_gains();
    lay_out_bits(net_);
    return std::move(net_);
  }

 private:
  [[noreturn]] void fail(place at, const std::string& sentence) const {
    throw error(fault::bad_input, place_text(what_.file, at) + sentence);
  }

  using name_table = std::map<std::string_view, std::size_t>;

  template <class Thing>
  name_table numbered(const std::vector<Thing>& things, const char* noun) const {
    name_table names;
    for (const Thing& t : things) {
      if (t.name.empty()) fail(t.at, std::string(noun) + " without a name");
      if (!names.emplace(t.name, names.size()).second)
        fail(t.at, std::string(noun) + " \"" + t.name + "\" is there twice");
    }
    return names;
  }

  std::size_t find(const name_table& in, std::string_view name, const char* noun, place at) const {
    if (const auto found = in.find(name); found != in.end()) return found->second;
    std::vector<std::string_view> names;
    for (const auto& [known, number] : in) names.push_back(known);
    fail(at, "unknown " + std::string(noun) + " \"" + std::string(name) + "\"" +
                 suggest_name(name, names));
  }

  void add_area(const area_description& a) {
    const auto refuse = [&](const char* why) { fail(a.at, "area \"" + a.name + "\": " + why); };
    if (a.copies < 1 || a.copies > most_copies) refuse("copies: 1 to 16777216 expected");
    if (!(a.noise >= 0 && a.noise <= 1)) refuse("noise: a share from 0 to 1 expected");
    if (a.least < 1) refuse("least: a support of at least 1 expected");
    if (a.fatigue < 0 || a.fatigue > 1'000'000) refuse("fatigue: 0 to 1000000 expected");
    if (!(a.recovery > 0 && a.recovery <= 1)) refuse("recovery: a share above 0, to 1, expected");
    if (a.joins.empty() == (a.shape.units() == 0))
      refuse("either a layout, or the areas it joins, expected");
    if (!a.joins.empty() && (a.fatigue > 0 || a.how != firing::winners || a.least != 1))
      refuse("it joins others and fires what they fire: no least, threshold or fatigue");
    if (a.shape.active() > max_cue_units) refuse("at most 4096 active units are possible");
    ready_area made{a.shape,
                    a.copies,
                    a.how,
                    a.least,
                    a.noise,
                    a.fatigue * 256,
                    std::max(1, static_cast<std::int32_t>(a.recovery * 256 + 0.5)),
                    {},
                    {},
                    no_layer,
                    net_.copies,
                    false};
    net_.copies += a.copies;
    net_.areas.push_back(std::move(made));
  }

  // Copies must pair up: as many, or one source for all.
  void check_copies(std::size_t from, std::size_t to, place at, const std::string& whose) const {
    const std::uint32_t n = net_.areas[from].copies;
    if (n != 1 && n != net_.areas[to].copies)
      fail(at, whose + ": area \"" + what_.areas[from].name + "\" has " + std::to_string(n) +
                   " copies and \"" + what_.areas[to].name + "\" " +
                   std::to_string(net_.areas[to].copies) + "; as many, or 1, expected");
  }

  void add_joins(std::size_t i) {
    const area_description& a = what_.areas[i];
    for (const area_reference& r : a.joins) {
      const std::size_t source = find(areas_, r.area, "area", a.at);
      check_copies(source, i, a.at, "area \"" + a.name + "\"");
      net_.areas[i].joins.push_back({source, r.shift, 0});
    }
  }

  // The layout of a conjunctive area follows from those it joins, which may be conjunctive too.
  void join_shape(std::size_t i, std::size_t depth) {
    ready_area& a = net_.areas[i];
    if (a.joins.empty() || a.shape.units() != 0) return;
    const area_description& said = what_.areas[i];
    if (depth > deepest_join)
      fail(said.at, "area \"" + said.name + "\" joins itself, or others through more than 64");
    std::uint64_t units = 0, active = 0;
    std::uint32_t module = 0;
    for (std::size_t k = 0; k < a.joins.size(); ++k) {
      join_shape(a.joins[k].area, depth + 1);
      const layout& s = net_.areas[a.joins[k].area].shape;
      a.joins[k].first = static_cast<unit>(units);
      units += s.units();
      active += s.active();
      module = k == 0 || module == s.module_units() ? s.module_units() : 0;
    }
    if (units > max_units || active > max_cue_units)
      fail(said.at, "area \"" + said.name +
                        "\" joins too much: at most 16777216 units and 4096 "
                        "active ones are possible");
    a.shape = module != 0 ? layout::modular(static_cast<std::uint32_t>(active), module)
                          : layout::flat(static_cast<std::uint32_t>(units),
                                         static_cast<std::uint32_t>(active));
  }

  void check_room() const {
    std::uint64_t kept = 2;
    for (const projection_description& p : what_.projections)
      kept = std::max<std::uint64_t>(kept, std::min(p.delay, longest_delay) + 1u);
    std::uint64_t bytes = 0;
    for (const ready_area& a : net_.areas) {
      const std::uint64_t active = a.how == firing::threshold
                                       ? std::min<std::uint64_t>(a.shape.units(), max_cue_units)
                                       : a.shape.active();
      const std::uint64_t held = sizeof(pattern) + 16 + active * sizeof(unit);
      bytes += a.copies * (held * (kept + 1) + (a.fatigue > 0 ? a.shape.units() * 4ull : 0u));
      bytes = std::min(bytes, std::uint64_t{1} << 62);
    }
    require_memory(bytes, "the activity of the areas");
  }

  void check_alphabet(const area_description& a) const {
    if (a.alphabet.empty()) return;
    const auto& said = what_.alphabets[find(alphabets_, a.alphabet, "alphabet", a.at)];
    const layout& own = net_.areas[static_cast<std::size_t>(&a - what_.areas.data())].shape;
    if (!(said.shape == own))
      fail(a.at, "area \"" + a.name + "\" is " + own.text() + ", its alphabet \"" + said.name +
                     "\" " + said.shape.text());
  }

  void add_projection(const projection_description& p) {
    const std::string whose = "projection \"" + p.name + "\"";
    const std::size_t from = find(areas_, p.from.area, "area", p.at);
    const std::size_t to = find(areas_, p.to, "area", p.at);
    check_copies(from, to, p.at, whose);
    if (p.delay > longest_delay) fail(p.at, whose + ": delay: 0 to 4096 steps expected");
    if (p.gain < 1) fail(p.at, whose + ": gain: a whole number of at least 1 expected");
    if (!net_.areas[to].joins.empty())
      fail(p.at, whose + ": area \"" + p.to + "\" joins others and takes no projections");
    const std::size_t m = find(memories_, p.memory, "memory", p.at);
    ready_projection made{
        from,    to, p.from.shift, memory_of(m, from, to, p),  p.inhibits ? -p.gain : p.gain,
        p.delay, {}, p.learns,     what_.memories[m].completes};
    if (p.gate) made.gate = gate_of(*p.gate, to, p, whose);
    net_.depth = std::max(net_.depth, p.delay + 1);
    net_.areas[to].incoming.push_back(net_.projections.size());
    net_.projections.push_back(std::move(made));
  }

  // Of its random synapses: no memory of another seed has them.
  std::uint64_t seed_of(std::size_t m) const {
    random_sequence numbers(what_.seed, stream::memories, m);
    const std::uint64_t high = numbers.next();
    return high << 32 | numbers.next();
  }

  // Made by the first projection that uses it; the others must have its layouts.
  synapses* memory_of(std::size_t m, std::size_t from, std::size_t to,
                      const projection_description& p) {
    const memory_description& said = what_.memories[m];
    const layout& cues = net_.areas[from].shape;
    const layout& answers = net_.areas[to].shape;
    const auto [known, is_new] = shapes_.try_emplace(m, used{cues, answers, nullptr});
    used& u = known->second;
    if (is_new) {
      if (said.completes && !(cues == answers))
        fail(p.at, "projection \"" + p.name + "\": memory \"" + said.name +
                       "\" completes patterns, and needs the same layout at both ends");
      try {
        net_.memories.push_back(
            std::make_unique<synapses>(said, cues, answers, seed_of(m), net_.memories.size()));
      } catch (const error& e) {
        throw error(e.which() == fault::resources ? fault::resources : fault::bad_input,
                    place_text(what_.file, said.at) + "memory \"" + said.name + "\": " + e.what());
      }
      u.made = net_.memories.back().get();
    } else if (!(u.cues == cues && u.answers == answers)) {
      fail(p.at, "projection \"" + p.name + "\" is " + cues.text() + " -> " + answers.text() +
                     ", its memory \"" + said.name + "\" " + u.cues.text() + " -> " +
                     u.answers.text());
    }
    return u.made;
  }

  ready_gate gate_of(const gate_description& g, std::size_t to, const projection_description& p,
                     const std::string& whose) const {
    ready_gate made{find(areas_, g.by.area, "area", p.at), g.by.shift, {}, 0, g.closes};
    check_copies(made.area, to, p.at, whose + ", gate");
    if (g.symbol.empty()) return made;
    const area_description& by = what_.areas[made.area];
    if (by.alphabet.empty())
      fail(p.at,
           whose + ", gate: area \"" + by.name + "\" has no alphabet to hold \"" + g.symbol + "\"");
    const auto& said = what_.alphabets[find(alphabets_, by.alphabet, "alphabet", by.at)];
    std::vector<std::string_view> names(said.symbols.begin(), said.symbols.end());
    const auto at = std::find(names.begin(), names.end(), g.symbol);
    if (at == names.end())
      fail(p.at,
           whose + ", gate: unknown symbol \"" + g.symbol + "\"" + suggest_name(g.symbol, names));
    const pattern_view held = said.patterns[static_cast<std::size_t>(at - names.begin())];
    made.held.assign(held.begin(), held.end());
    made.enough = (held.size() + 1) / 2;
    return made;
  }

  void check_area(std::size_t i) const {
    const area_description& a = what_.areas[i];
    std::map<std::pair<std::size_t, std::int64_t>, int> seen;
    for (const auto& j : net_.areas[i].joins)
      if (++seen[{j.area, j.shift}] > 1)
        fail(a.at, "area \"" + a.name + "\" joins \"" + what_.areas[j.area].name + "\" twice");
  }

  // An area updates after those that it joins or that reach it without delay.
  void find_layers() {
    std::vector<std::vector<std::size_t>> before(net_.areas.size());
    for (std::size_t i = 0; i < net_.areas.size(); ++i)
      for (const auto& j : net_.areas[i].joins) before[i].push_back(j.area);
    for (const ready_projection& p : net_.projections)
      if (p.delay == 0) before[p.to].push_back(p.from);
    std::vector<std::vector<std::size_t>> after(before.size());
    std::vector<std::size_t> waits_for(before.size());
    std::vector<std::size_t> layer;
    for (std::size_t i = 0; i < before.size(); ++i) {
      for (const std::size_t b : before[i]) after[b].push_back(i);
      waits_for[i] = before[i].size();
      if (before[i].empty()) layer.push_back(i);
    }
    std::size_t placed = 0;
    while (!layer.empty()) {
      std::vector<std::size_t> next;
      for (const std::size_t i : layer) {
        net_.areas[i].layer = net_.layers.size();
        for (const std::size_t j : after[i])
          if (--waits_for[j] == 0) next.push_back(j);
      }
      placed += layer.size();
      std::sort(next.begin(), next.end());
      net_.layers.push_back(std::exchange(layer, std::move(next)));
    }
    if (placed < before.size()) fail_cycle(before);
  }

  // Follows unplaced areas backwards until one comes again.
  [[noreturn]] void fail_cycle(const std::vector<std::vector<std::size_t>>& before) const {
    std::size_t at = 0;
    while (net_.areas[at].layer != no_layer) ++at;
    std::vector<std::size_t> path;
    while (std::find(path.begin(), path.end(), at) == path.end()) {
      path.push_back(at);
      at = *std::find_if(before[at].begin(), before[at].end(),
                         [&](std::size_t b) { return net_.areas[b].layer == no_layer; });
    }
    std::string names = "\"" + what_.areas[at].name + "\"";
    for (std::size_t i = path.size(); i-- > 0;) {
      names += " -> \"" + what_.areas[path[i]].name + "\"";
      if (path[i] == at) break;
    }
    fail(what_.areas[at].at, "a cycle without delay: " + names + "; one of these needs a delay");
  }

  void check_gains() const {
    constexpr std::int64_t limit = (std::int64_t{1} << 31) - 1;
    for (std::size_t i = 0; i < net_.areas.size(); ++i) {
      std::int64_t most = net_.areas[i].fatigue > 0 ? most_tired >> 8 : 0;
      for (const std::size_t p : net_.areas[i].incoming) {
        const ready_projection& in = net_.projections[p];
        const std::int64_t gain = in.gain < 0 ? -std::int64_t{in.gain} : in.gain;
        const bool over = gain > limit / in.memory->most();
        most += over ? limit + 1 : gain * in.memory->most();
        if (most > limit)
          fail(what_.projections[p].at, "projection \"" + what_.projections[p].name +
                                            "\": with a gain of " + std::to_string(gain) +
                                            " the supports of area \"" + what_.areas[i].name +
                                            "\" could exceed 2^31");
      }
    }
  }

  struct used {
    layout cues, answers;
    synapses* made;
  };

  const graph_description& what_;
  network net_;
  name_table areas_, memories_, alphabets_;
  std::map<std::size_t, used> shapes_;  // by memory
};

}  // namespace

std::string place_text(const std::string& file, place at) {
  std::string text;
  if (!file.empty()) text = file + ":";
  if (at.line != 0) text += std::to_string(at.line) + ":" + std::to_string(at.column) + ":";
  return text.empty() ? text : text + " ";
}

network make_network(const graph_description& what) {
  return builder(what).build();
}

}  // namespace kenyon
