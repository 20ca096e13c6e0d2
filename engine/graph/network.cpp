#include "graph/network.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/memory/memory.hpp>
#include <kenyon/pattern/random.hpp>

#include "graph/check.hpp"
#include "graph/sentences.hpp"
#include "graph/symbol_index.hpp"

namespace kenyon {
namespace {

class builder {
 public:
  explicit builder(const graph_description& description)
      : description_(description), outline_(check(description)) {}

  network build() {
    if (description_.areas.empty())
      refuse_at(description_.file, {}, "no area; at least one expected");
    check_room();
    net_.seed = description_.seed;
    for (std::size_t i = 0; i < description_.areas.size(); ++i) add_area(i);
    for (const projection_description& p : description_.projections) add_projection(p);
    net_.layers = std::move(outline_.layers);
    check_gains();
    lay_out_bits(net_);
    return std::move(net_);
  }

 private:
  void check_room() const {
    std::uint64_t kept = 2;
    for (const projection_description& p : description_.projections)
      kept = std::max<std::uint64_t>(kept, p.delay + 1u);
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < description_.areas.size(); ++i) {
      const area_description& a = description_.areas[i];
      const layout& shape = outline_.shapes[i];
      const std::uint64_t active = a.how == firing::threshold
                                       ? std::min<std::uint64_t>(shape.units(), max_cue_units)
                                       : shape.active();
      const std::uint64_t held = sizeof(pattern) + 16 + active * sizeof(unit);
      bytes += a.copies * (held * (kept + 1) + (a.fatigue > 0 ? shape.units() * 4ull : 0u));
      bytes = std::min(bytes, std::uint64_t{1} << 62);
    }
    require_memory(bytes, "the activity of the areas");
  }

  void add_area(std::size_t i) {
    const area_description& a = description_.areas[i];
    ready_area& ready = net_.areas.emplace_back(ready_area{
        .shape = outline_.shapes[i],
        .copies = a.copies,
        .how = a.how,
        .least = a.least,
        .noise = a.noise,
        .fatigue = a.fatigue * 256,
        .recovery = std::max(1, static_cast<std::int32_t>(a.recovery * 256 + 0.5)),
        .joins = {},
        .incoming = {},
        .first_copy = net_.copies,
    });
    net_.copies += a.copies;
    unit first = 0;
    for (const area_reference& r : a.joins) {
      const std::size_t joined = outline_.areas.at(r.area);
      ready.joins.push_back({.area = joined, .shift = r.shift, .first = first});
      first += outline_.shapes[joined].units();
    }
  }

  void add_projection(const projection_description& p) {
    const std::size_t m = outline_.memories.at(p.memory);
    const std::size_t from = outline_.areas.at(p.from.area), to = outline_.areas.at(p.to);
    net_.areas[to].incoming.push_back(net_.projections.size());
    net_.depth = std::max(net_.depth, p.delay + 1);
    net_.projections.push_back(ready_projection{
        .from = from,
        .to = to,
        .shift = p.from.shift,
        .memory = memory_of(m, outline_.shapes[from], outline_.shapes[to]),
        .gain = p.inhibits ? -p.gain : p.gain,
        .delay = p.delay,
        .gate = p.gate ? std::optional(gate_of(*p.gate)) : std::nullopt,
        .learns = p.learns,
        .completes = description_.memories[m].completes,
    });
  }

  // Made by the first projection that uses it.
  synapses* memory_of(std::size_t m, const layout& cues, const layout& answers) {
    synapses*& memory = made_[m];
    if (memory) return memory;
    const memory_description& said = description_.memories[m];
    try {
      net_.memories.push_back(
          std::make_unique<synapses>(said, cues, answers, seed_of(m), net_.memories.size()));
    } catch (const error& e) {
      throw error(e.which() == fault::resources ? fault::resources : fault::bad_input,
                  place_text(description_.file, said.at.of("kind")) + "memory " +
                      quoted(said.name) + ": " + e.what());
    }
    return memory = net_.memories.back().get();
  }

  // Of its random synapses: no memory of another seed has them.
  std::uint64_t seed_of(std::size_t m) const {
    random_sequence numbers(description_.seed, stream::memories, m);
    const std::uint64_t high = numbers.next();
    return high << 32 | numbers.next();
  }

  ready_gate gate_of(const gate_description& g) {
    const std::size_t area = outline_.areas.at(g.by.area);
    ready_gate ready{
        .area = area, .shift = g.by.shift, .held = {}, .enough = 0, .closes = g.closes};
    if (g.symbol.empty()) return ready;
    const std::size_t number = outline_.alphabets.at(description_.areas[area].alphabet);
    const alphabet_description& alphabet = description_.alphabets[number];
    const symbol_index& symbols = symbols_.try_emplace(number, alphabet).first->second;
    const pattern_view held = alphabet.patterns[*symbols.find(g.symbol)];
    ready.held.assign(held.begin(), held.end());
    ready.enough = (held.size() + 1) / 2;
    return ready;
  }

  void check_gains() const {
    constexpr std::int64_t limit = (std::int64_t{1} << 31) - 1;
    for (std::size_t i = 0; i < net_.areas.size(); ++i) {
      std::int64_t most = net_.areas[i].fatigue > 0 ? most_tired >> 8 : 0;
      for (const std::size_t p : net_.areas[i].incoming) {
        const projection_description& said = description_.projections[p];
        const std::int64_t gain = said.gain, support = net_.projections[p].memory->most();
        most += gain > limit / support ? limit + 1 : gain * support;
        if (most > limit)
          refuse_at(description_.file, said.at.of("gain"),
                    "projection " + quoted(said.name) + ": with a gain of " + std::to_string(gain) +
                        " the supports of area " + quoted(description_.areas[i].name) +
                        " could exceed 2^31");
      }
    }
  }

  const graph_description& description_;
  graph_outline outline_;
  network net_;
  std::map<std::size_t, synapses*> made_;        // by memory, once a projection has used it
  std::map<std::size_t, symbol_index> symbols_;  // by alphabet, once a gate has asked for it
};

}  // namespace

network make_network(const graph_description& description) {
  return builder(description).build();
}

}  // namespace kenyon
