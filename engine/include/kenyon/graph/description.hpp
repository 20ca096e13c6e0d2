// What a graph is, as plain data: the same things that a graph file says (docs/graphs.md, which has
// the range of every number too). Areas hold patterns, projections carry them through memories,
// phases train and run the whole. Things of one kind have different names.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

// Where in a graph file a thing is said; line 0: nowhere, a program made it.
struct place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// Where a thing is said, and where its fields are: an error sentence begins with the place of what
// is wrong. A program leaves them out.
struct places : place {
  static constexpr std::size_t whole = ~std::size_t{0};
  struct field_place {
    std::string_view field;  // as the file calls it; a literal
    std::size_t item;        // of a list, or `whole`
    place at;
  };
  std::vector<field_place> fields = {};

  // Of a field, or of an item of it; of what holds it where nothing nearer is known.
  place of(std::string_view field, std::size_t item = whole) const;
};

// Named patterns of one layout.
struct alphabet_description {
  std::string name;
  places at;
  layout shape;
  std::vector<std::string> symbols;
  pattern_batch patterns;      // one a symbol
  std::vector<double> values;  // that the symbols stand for, finite; empty: none
};

enum class firing {
  winners,    // the K best-supported units (modular: the best of each module) that reach `least`
  threshold,  // every unit that reaches `least`, the 4,096 best-supported at most
};

// Another area as seen from copy c: its copy c + shift, around the ring of its copies; its only
// copy where it has one.
struct area_reference {
  std::string area;
  std::int64_t shift = 0;
};

struct area_description {
  std::string name;
  places at;
  layout shape;
  std::uint32_t copies = 1;
  std::string alphabet;  // what its patterns are called; "" for none
  firing how = firing::winners;
  std::int32_t least = 1;  // support that a unit needs to fire, at least 1
  double noise = 0;  // share of the active units replaced by silent ones after every update, 0 to 1
  // What a unit's firing takes from its support from the next step on, and the share of that which
  // passes again each step, 0 to 1.
  std::int32_t fatigue = 0;
  double recovery = 0.1;
  // A conjunctive area: it holds what these areas hold in the same step, one beside the other, and
  // no projection leads to it. Its layout follows.
  std::vector<area_reference> joins;
};

// A memory that projections share by its name.
struct memory_description {
  std::string name;
  places at;
  // "willshaw", a rule of correlation memories ("bcpnn", "bayes:p10=0.1"), "random:..." (synapses
  // drawn once, random_synapses.hpp), or "all" (every unit supports every other alike; nothing to
  // learn).
  std::string kind = "willshaw";
  // Auto-association: what is stored is the active pattern of the projection's target alone, and
  // units (modules) do not support themselves.
  bool completes = false;
};

// A projection's gate, asked with what its area held a step ago.
struct gate_description {
  area_reference by;
  std::string symbol;   // held: shares at least half of its units; "": any active unit
  bool closes = false;  // the projection is shut while it is held, instead of open only then
};

// When a projection learns during a run (a phase of training names its projections).
enum class plasticity {
  fixed,
  always,   // after every step in which both ends are active
  settled,  // ... and the target holds what it held a step ago
};

struct projection_description {
  std::string name;
  places at;
  area_reference from;  // `shift` is of the source's copy against the target's
  std::string to;
  std::string memory;
  bool inhibits = false;
  std::int32_t gain = 1;    // supports are multiplied by it, at least 1
  std::uint32_t delay = 1;  // steps; 0: the source updates first, in the same step
  std::optional<gate_description> gate;
  plasticity learns = plasticity::fixed;
};

// Columns of symbols, equally long.
struct table_description {
  struct column {
    std::string name;
    std::vector<std::string> symbols;
  };
  std::string name;
  places at;
  std::vector<column> columns;
};

// What copies of an area are given, or should hold, in the steps first..last of an episode.
struct episode_entry {
  std::string area;
  places at;
  std::int64_t copy = 0;
  bool all_copies = false;  // symbols: one a copy; else one a step; or one for all
  std::uint32_t first = 0, last = 0;
  std::string column;                // of the phase's table, or
  std::vector<std::string> symbols;  // "+" joins several: "a+b"; "" is silence
  double keep = 1;                   // share of the units given
};

// The symbols that areas should hold by a table: what `to` should hold in a step is looked up by
// what `from` should have held a step before. Every copy of the target is a machine of its own.
struct machine_description {
  std::string table;
  places at;
  struct term {
    area_reference area;
    std::string column;
  };
  std::vector<term> from;
  term to;
};

// A series of episodes: one a row of the table, or a single one.
struct phase_description {
  std::string name;
  places at;
  std::string table;  // "": one episode
  std::uint32_t steps = 1;
  std::vector<episode_entry> clamps;
  bool noise = true;  // that areas declare
  bool reset = true;  // all areas fall silent and rested before every episode
  // Training: projections that learn in every step in which both ends are active.
  std::vector<std::string> learns;
  // Afterwards what an area holds at the end becomes a symbol of its alphabet.
  struct capture {
    std::string area;
    std::int64_t copy = 0;
    std::string symbol;
    places at;
  };
  std::vector<capture> captures;
  // Runs: what should be seen.
  std::vector<episode_entry> expects;
  std::optional<machine_description> machine;
  std::vector<std::string> visits;  // symbols held one after another, each once, in any order,
  std::string visiting;             // by this area, which then falls silent
  std::vector<std::string> probes;  // areas that are reported; none: those that are expected
  double tolerance = 0;             // numbers this near to the expected one are right
  double required = 1;              // share of what is expected that must be right
  std::string stop_when_silent;     // an episode ends when this area is
};

struct graph_description {
  std::string file;  // begins error sentences; "": none
  std::uint64_t seed = 1;
  std::vector<alphabet_description> alphabets;
  std::vector<memory_description> memories;
  std::vector<area_description> areas;
  std::vector<projection_description> projections;
  std::vector<table_description> tables;
  std::vector<phase_description> training;
  std::vector<phase_description> runs;
};

}  // namespace kenyon
