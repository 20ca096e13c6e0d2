// The fields of an experiment, each said once: fields(visitor, object) calls
// visitor(field, member) for every one, in the order in which they are written. Journals, CSV,
// JSON, range errors, comparison, and the options of `kenyon capacity` follow from it: whoever adds
// a factor adds a line here.
#pragma once
#include <concepts>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include <kenyon/experiment/plan.hpp>
#include <kenyon/memory/activation_text.hpp>

namespace kenyon {

struct field {
  const char* name;         // in JSON and CSV
  const char* option = "";  // of `kenyon capacity`, and in sentences; "": it has none
  const char* value = "";   // what its help calls the value
  // Of a number. `below`: the upper end is not in the range.
  const char* noun = "a number";
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  bool below = false;
  const char* help = "";    // one line
  const char* inside = "";  // the JSON object within the object where it stands
  bool in_rows = true;      // stands in every row of results
  bool may_lack = false;    // a count that is left out where it is 0
};

// Members that are written as text, in the words of their type. read_text() throws error{usage}.
template <class T>
concept has_text = requires(const T& value, std::string_view text) {
  { value.text() } -> std::convertible_to<std::string>;
  { T::parse(text) } -> std::convertible_to<T>;
};
template <has_text T>
std::string text_of(const T& value) {
  return value.text();
}
inline std::string text_of(ensemble value) {
  return ensemble_text(value);
}
inline std::string text_of(const recall_options& value) {
  return activation_text(value);
}
template <has_text T>
void read_text(std::string_view text, T& value) {
  value = T::parse(text);
}
inline void read_text(std::string_view text, ensemble& value) {
  value = read_ensemble(text);
}
inline void read_text(std::string_view text, recall_options& value) {
  read_activation(text, value);
}
template <class T>
concept written_as_text = requires(const T& value) {
  text_of(value);
};

// Either constness: writers visit const objects.
template <class T, class Struct>
concept one_of = std::same_as<std::remove_const_t<T>, Struct>;

template <class Visitor, one_of<recall_task> Task>
void fields(Visitor&& visit, Task& task) {
  visit(field{.name = "memory"}, task.memory);
  visit(field{.name = "layout"}, task.shape);
  visit(field{.name = "hetero",
              .option = "hetero",
              .help = "random cues -> random answers (default: patterns complete themselves)"},
        task.hetero);
  visit(field{.name = "ensemble",
              .option = "ensemble",
              .value = "NAME",
              .help = "random: every pattern drawn on its own; balanced: every unit of the stored "
                      "answers used equally often, as the finite-size theory presumes (default: "
                      "balanced with --hetero, else random)"},
        task.drawn);
  visit(field{.name = "cue",
              .option = "cue",
              .value = "NOISE",
              .help = "noise that makes cues: flip=F, keep=S, erase=E, add=A, block=S, joined by "
                      "+, or none (default: keep=0.5, with --hetero none)"},
        task.cue);
  visit(field{.name = "activation",
              .option = "activation",
              .value = "HOW",
              .help = "all-cue, fixed=T, k-winners, module-winners or natural (winners of the "
                      "layout's kind); default: natural, but all-cue for willshaw when the noise "
                      "only takes units away"},
        task.recall);
  visit(field{.name = "steps",
              .option = "steps",
              .value = "S",
              .low = 1,
              .high = 100'000,
              .help = "most updates of a recall"},
        task.recall.steps);
  visit(field{.name = "similarity",
              .option = "correlated",
              .value = "R",
              .noun = "a chance",
              .high = 1,
              .help = "families of ten patterns take each unit of a common parent with chance R"},
        task.similarity);
  visit(field{.name = "instances", .high = 100'000}, task.instances);
  visit(field{.name = "prune",
              .option = "prune",
              .value = "S",
              .noun = "a share",
              .high = 1,
              .below = true,
              .help = "share of the synapses (exemplars: units, sdm: locations) taken out before "
                      "recall"},
        task.prune);
  visit(field{.name = "decay",
              .option = "decay",
              .value = "S",
              .noun = "a share",
              .high = 1,
              .below = true,
              .help = "weight decay: share lost after each pattern"},
        task.decay);
  visit(field{.name = "sleep",
              .option = "sleep",
              .value = "A",
              .noun = "a number of patterns",
              .high = 1e6,
              .help = "synaptic downscaling after each pattern, in patterns that every synapse "
                      "loses"},
        task.sleep);
  visit(field{.name = "lifetime",
              .option = "lifetime",
              .help = "recall against age under continuous learning; --patterns says how many are "
                      "learnt",
              .in_rows = false},
        task.lifetime);
  visit(field{.name = "assess",
              .option = "assess",
              .help = "also count the answers that the memory claims to know (slower)",
              .in_rows = false},
        task.recall.assess);
  visit(field{.name = "max_cues",
              .option = "cues",
              .value = "N",
              .low = 1,
              .high = 100'000'000,
              .help = "cues tested a measurement, evenly spaced over the stored patterns",
              .in_rows = false},
        task.max_cues);
}

template <class Visitor, one_of<generalise_task> Task>
void fields(Visitor&& visit, Task& task) {
  visit(field{.name = "layout"}, task.shape);
  visit(field{.name = "source", .inside = "images", .in_rows = false}, task.source);
  visit(field{.name = "checksum", .inside = "images", .in_rows = false}, task.checksum);
  visit(field{.name = "inputs", .low = 1, .inside = "images", .in_rows = false}, task.inputs);
  visit(field{.name = "fan_in",
              .option = "fan-in",
              .value = "N",
              .low = 1,
              .high = 4096,
              .help = "inputs that a unit sums, 1 to 4096",
              .inside = "images"},
        task.fan_in);
  visit(field{.name = "rate",
              .option = "rate",
              .value = "R",
              .low = 1e-6,
              .high = 1,
              .help = "what an example adds to a weight, which ends at 1",
              .inside = "images"},
        task.rate);
  visit(field{.name = "decay",
              .option = "decay",
              .value = "S",
              .noun = "a share",
              .high = 1,
              .below = true,
              .help = "share of every weight lost after each image"},
        task.decay);
  visit(field{.name = "classes", .low = 2, .inside = "images"}, task.classes);
  visit(field{.name = "max_cues",
              .option = "cues",
              .value = "N",
              .low = 1,
              .high = 100'000'000,
              .help = "images tested a measurement, evenly spaced",
              .in_rows = false},
        task.max_cues);
}

template <class Visitor, one_of<plan> Plan>
void fields(Visitor&& visit, Plan& p) {
  visit(field{.name = "cells"}, p.cells);
  visit(field{.name = "patterns"}, p.points);
  visit(field{.name = "criterion"}, p.wanted);
  visit(field{.name = "first_seed"}, p.first_seed);
  visit(field{.name = "seeds", .low = 1, .high = 100'000}, p.seeds);
}

template <class Visitor, one_of<tally> Tally>
void fields(Visitor&& visit, Tally& t) {
  visit(field{.name = "patterns"}, t.patterns);
  visit(field{.name = "cues"}, t.cues);
  visit(field{.name = "exact"}, t.exact);
  visit(field{.name = "false_units"}, t.false_units);
  visit(field{.name = "missed_units"}, t.missed_units);
  visit(field{.name = "right_units"}, t.right_units);
  visit(field{.name = "steps"}, t.steps);
  visit(field{.name = "known"}, t.known);
  visit(field{.name = "footprint_bytes"}, t.footprint_bytes);
  visit(field{.name = "free_weights"}, t.free_weights);
  visit(field{.name = "learned_cues", .may_lack = true}, t.learned_cues);
  visit(field{.name = "learned_exact", .may_lack = true}, t.learned_exact);
}

template <class Visitor, one_of<outcome> Outcome>
void fields(Visitor&& visit, Outcome& o) {
  visit(field{.name = "trial"}, o.trial);
  visit(field{.name = "capacity"}, o.capacity);
  visit(field{.name = "limited"}, o.limited);
  visit(field{.name = "measured"}, o.measured);
}

}  // namespace kenyon
