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

// The option of `kenyon capacity` that sets a field; sentences call the field by it too.
struct field_option {
  const char* name = "";   // "": it has none
  const char* value = "";  // what its help calls the value; flags have none
  const char* help = "";   // one line
};

// Of a number. `below`: the upper end is not in the range.
struct field_range {
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  const char* noun = "a number";
  bool below = false;
};
inline constexpr field_range any_share{0, 1, "a share", true};
inline constexpr field_range any_cues{1, 100'000'000};

// What is known of a field beside its value.
struct field {
  const char* name;  // in JSON and CSV
  field_option option = {};
  field_range range = {};
  bool in_rows = true;      // stands in every row of results
  const char* inside = "";  // the JSON object within the object where it stands
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
  constexpr bool in_rows = true;
  visit(field{"memory"}, task.memory);
  visit(field{"layout"}, task.shape);
  visit(field{"hetero",
              {"hetero", "",
               "random cues -> random answers (default: patterns complete themselves)"}},
        task.hetero);
  visit(field{"ensemble",
              {"ensemble", "NAME",
               "random: every pattern drawn on its own; balanced: every unit of the stored answers "
               "used equally often, as the finite-size theory presumes (default: balanced with "
               "--hetero, else random)"}},
        task.drawn);
  visit(field{"cue",
              {"cue", "NOISE",
               "noise that makes cues: flip=F, keep=S, erase=E, add=A, block=S, joined by +, or "
               "none (default: keep=0.5, with --hetero none)"}},
        task.cue);
  visit(field{"activation",
              {"activation", "HOW",
               "all-cue, fixed=T, k-winners, module-winners or natural (winners of the layout's "
               "kind); default: natural, but all-cue for willshaw when the noise only takes units "
               "away"}},
        task.recall);
  visit(field{"steps", {"steps", "S", "most updates of a recall"}, {1, 100'000}},
        task.recall.steps);
  visit(field{"similarity",
              {"correlated", "R",
               "families of ten patterns take each unit of a common parent with chance R"},
              {0, 1, "a chance"}},
        task.similarity);
  visit(field{"instances", {}, {0, 100'000}}, task.instances);
  visit(field{"prune",
              {"prune", "S",
               "share of the synapses (exemplars: units, sdm: locations) taken out before recall"},
              any_share},
        task.prune);
  visit(field{"decay", {"decay", "S", "weight decay: share lost after each pattern"}, any_share},
        task.decay);
  visit(field{"sleep",
              {"sleep", "A",
               "synaptic downscaling after each pattern, in patterns that every synapse loses"},
              {0, 1e6, "a number of patterns"}},
        task.sleep);
  visit(field{"lifetime",
              {"lifetime", "",
               "recall against age under continuous learning; --patterns says how many are learnt"},
              {},
              !in_rows},
        task.lifetime);
  visit(field{"assess",
              {"assess", "", "also count the answers that the memory claims to know (slower)"},
              {},
              !in_rows},
        task.recall.assess);
  visit(field{"max_cues",
              {"cues", "N", "cues tested a measurement, evenly spaced over the stored patterns"},
              any_cues,
              !in_rows},
        task.max_cues);
}

template <class Visitor, one_of<generalise_task> Task>
void fields(Visitor&& visit, Task& task) {
  constexpr bool in_rows = true;
  constexpr const char* inside = "images";
  visit(field{"layout"}, task.shape);
  visit(field{"source", {}, {}, !in_rows, inside}, task.source);
  visit(field{"checksum", {}, {}, !in_rows, inside}, task.checksum);
  visit(field{"inputs", {}, {1}, !in_rows, inside}, task.inputs);
  visit(field{"fan_in",
              {"fan-in", "N", "inputs that a unit sums, 1 to 4096"},
              {1, 4096},
              in_rows,
              inside},
        task.fan_in);
  visit(field{"rate",
              {"rate", "R", "what an example adds to a weight, which ends at 1"},
              {1e-6, 1},
              in_rows,
              inside},
        task.rate);
  visit(field{"decay", {"decay", "S", "share of every weight lost after each image"}, any_share},
        task.decay);
  visit(field{"classes", {}, {2}, in_rows, inside}, task.classes);
  visit(field{"max_cues", {"cues", "N", "images tested a measurement"}, any_cues, !in_rows},
        task.max_cues);
}

template <class Visitor, one_of<plan> Plan>
void fields(Visitor&& visit, Plan& p) {
  visit(field{"cells"}, p.cells);
  visit(field{"patterns"}, p.points);
  visit(field{"criterion"}, p.wanted);
  visit(field{"first_seed"}, p.first_seed);
  visit(field{"seeds", {}, {1, 100'000}}, p.seeds);
}

template <class Visitor, one_of<tally> Tally>
void fields(Visitor&& visit, Tally& t) {
  visit(field{"patterns"}, t.patterns);
  visit(field{"cues"}, t.cues);
  visit(field{"exact"}, t.exact);
  visit(field{"false_units"}, t.false_units);
  visit(field{"missed_units"}, t.missed_units);
  visit(field{"right_units"}, t.right_units);
  visit(field{"steps"}, t.steps);
  visit(field{"known"}, t.known);
  visit(field{"footprint_bytes"}, t.footprint_bytes);
  visit(field{"free_weights"}, t.free_weights);
  visit(field{.name = "learned_cues", .may_lack = true}, t.learned_cues);
  visit(field{.name = "learned_exact", .may_lack = true}, t.learned_exact);
}

template <class Visitor, one_of<outcome> Outcome>
void fields(Visitor&& visit, Outcome& o) {
  visit(field{"trial"}, o.trial);
  visit(field{"capacity"}, o.capacity);
  visit(field{"limited"}, o.limited);
  visit(field{"measured"}, o.measured);
}

}  // namespace kenyon
