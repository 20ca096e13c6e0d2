// The memories that exist. A new one joins by a line in the table, and by a line in
// tests/memory/conformance_test.cpp.
#include <kenyon/base/error.hpp>
#include <kenyon/memory/clique/clique.hpp>
#include <kenyon/memory/conjunctive/dyadic.hpp>
#include <kenyon/memory/correlation/correlation.hpp>
#include <kenyon/memory/exemplar/exemplar.hpp>
#include <kenyon/memory/make.hpp>
#include <kenyon/memory/pattern_index/indexed.hpp>
#include <kenyon/memory/sdm/location_memory.hpp>
#include <kenyon/memory/willshaw/willshaw.hpp>

#include "memory/pattern_index/demand_of.hpp"

namespace kenyon {
namespace {

std::unique_ptr<memory> make_willshaw(const memory_spec&, const memory_shape& shape) {
  if (shape.is_auto) return std::make_unique<willshaw>(shape.cues);
  return std::make_unique<willshaw>(shape.cues, shape.answers);
}

memory_size size_of_willshaw(const memory_spec&, const memory_shape& shape) {
  return {willshaw::footprint_of(shape.cues, shape.answers),
          willshaw::free_weights_of(shape.cues, shape.answers, shape.is_auto), 0};
}

// Exemplars are made as they are stored: an empty memory has none. A row is whole cache lines.
memory_size size_of_exemplars(const memory_spec&, const memory_shape& shape) {
  const auto row = [](const layout& l) { return bit_matrix::bytes_of(1, l.units()); };
  return {0, 0, row(shape.cues) + (shape.is_auto ? 0 : row(shape.answers))};
}

std::unique_ptr<memory> make_exemplars(const memory_spec& spec, const memory_shape& shape,
                                       const separation& how) {
  if (shape.is_auto) return std::make_unique<exemplar>(spec.kind(), shape.cues, how);
  return std::make_unique<exemplar>(spec.kind(), shape.cues, shape.answers, how);
}

const memory_parameter degree_of_energy[] = {
    {"n", 3, 2, 100, true, "degree of the energy; 2 is Hebbian"}};
std::unique_ptr<memory> make_dense(const memory_spec& spec, const memory_shape& shape) {
  return make_exemplars(spec, shape,
                        {.what = separation::function::polynomial,
                         .degree = static_cast<std::uint32_t>(spec.get("n"))});
}

const memory_parameter beta_of_softmax[] = {
    {"beta", 1, 0, 1000, false, "a shared unit more weighs exp(beta) times"}};
std::unique_ptr<memory> make_softmax(const memory_spec& spec, const memory_shape& shape) {
  return make_exemplars(spec, shape,
                        {.what = separation::function::softmax, .beta = spec.get("beta")});
}

const memory_parameter beta_of_sparsemax[] = {
    {"beta", 0.25, 0, 1000, false, "no vote for 1/beta shared units less than the best"}};
std::unique_ptr<memory> make_sparsemax(const memory_spec& spec, const memory_shape& shape) {
  return make_exemplars(spec, shape,
                        {.what = separation::function::sparsemax, .beta = spec.get("beta")});
}

const memory_parameter beta_of_entmax[] = {
    {"beta", 0.25, 0, 1000, false, "no vote for 2/beta shared units less than the best"}};
std::unique_ptr<memory> make_entmax(const memory_spec& spec, const memory_shape& shape) {
  return make_exemplars(spec, shape,
                        {.what = separation::function::entmax, .beta = spec.get("beta")});
}

const memory_parameter best_of_topk[] = {
    {"k", 1, 1, 1e9, true, "exemplars that vote, all that tie with the last included"},
    {"beta", 1, 0, 1000, false, "among them a shared unit more weighs exp(beta) times"}};
std::unique_ptr<memory> make_topk(const memory_spec& spec, const memory_shape& shape) {
  return make_exemplars(spec, shape,
                        {.what = separation::function::softmax,
                         .beta = spec.get("beta"),
                         .best = static_cast<std::uint64_t>(spec.get("k"))});
}

std::unique_ptr<memory> make_correlation(const memory_spec& spec, const memory_shape& shape) {
  cue_noise expected;
  correlation_rule which = correlation_rule::hebb;
  for (const auto rule :
       {correlation_rule::hebb, correlation_rule::covariance, correlation_rule::presynaptic,
        correlation_rule::hopfield, correlation_rule::bcpnn, correlation_rule::bayes})
    if (name(rule) == spec.kind()) which = rule;
  if (which == correlation_rule::bayes) expected = {spec.get("p10"), spec.get("p01")};
  if (shape.is_auto) return std::make_unique<correlation>(which, shape.cues, expected);
  return std::make_unique<correlation>(which, shape.cues, shape.answers, expected);
}

memory_size size_of_correlation(const memory_spec&, const memory_shape& shape) {
  return {correlation::footprint_of(shape.cues, shape.answers),
          correlation::free_weights_of(shape.cues, shape.answers, shape.is_auto), 0};
}

const memory_parameter noise_of_bayes[] = {
    {"p10", 0, 0, 0.99, false, "chance that a cue loses an active unit; 0: one unit of a cue"},
    {"p01", 0, 0, 0.99, false, "chance that a cue gains a silent unit; 0: one unit of a cue"},
};

void need_patterns(const memory_spec& spec, const memory_shape& shape) {
  if (!shape.is_auto)
    throw error(fault::usage, "a " + std::string(spec.kind()) +
                                  " memory completes patterns; it does not store pairs");
}

std::unique_ptr<memory> make_clique(const memory_spec& spec, const memory_shape& shape) {
  need_patterns(spec, shape);
  return std::make_unique<clique>(shape.cues);
}

memory_size size_of_clique(const memory_spec& spec, const memory_shape& shape) {
  need_patterns(spec, shape);
  return {clique::footprint_of(shape.cues), clique::free_weights_of(shape.cues), 0};
}

location_setting locations_of(const memory_spec& spec, location_design design) {
  return {.design = design,
          .locations = static_cast<std::uint32_t>(spec.get("locations")),
          .reach = static_cast<std::uint32_t>(
              spec.get(design == location_design::radius ? "radius" : "q")),
          .counter_bits = static_cast<unsigned>(spec.get("bits")),
          .exponent = spec.get("z"),
          .seed = static_cast<std::uint64_t>(spec.get("seed"))};
}

template <location_design design>
std::unique_ptr<memory> make_locations(const memory_spec& spec, const memory_shape& shape) {
  const location_setting setting = locations_of(spec, design);
  if (shape.is_auto) return std::make_unique<location_memory>(setting, shape.cues);
  return std::make_unique<location_memory>(setting, shape.cues, shape.answers);
}

template <location_design design>
memory_size size_of_locations(const memory_spec& spec, const memory_shape& shape) {
  const location_setting setting = locations_of(spec, design);
  return {location_memory::footprint_of(setting, shape.cues, shape.answers),
          static_cast<double>(setting.locations) * shape.answers.units(), 0};
}

constexpr double counter_bits[] = {8, 16};
constexpr memory_parameter bits_of_counters{.name = "bits",
                                            .otherwise = 8,
                                            .low = 8,
                                            .high = 16,
                                            .whole = true,
                                            .what = "of a counter",
                                            .only = counter_bits};
constexpr memory_parameter exponent_of_counters{
    "z", 1, 0, 16, false, "a counter c counts as |c|^z when read"};
constexpr memory_parameter seed_of_locations{
    "seed", 1, 0, 9007199254740992.0, true, "of the locations"};
const memory_parameter of_sdm[] = {
    {"locations", 10000, 1, max_units, true, "hard locations"},
    {"radius", 0, 0, 2.0 * max_units, true,
     "Hamming radius around whole patterns; 0: about the root of the locations is active"},
    bits_of_counters,
    exponent_of_counters,
    seed_of_locations};
const memory_parameter of_jaeckel[] = {
    {"locations", 10000, 1, max_units, true, "hard locations"},
    {"q", 0, 0, max_units, true,
     "units a location holds, all must be active; 0: about the root of the locations is active"},
    bits_of_counters,
    exponent_of_counters,
    seed_of_locations};

constexpr double dyadic_bits[] = {1, 8};
const memory_parameter bits_of_dyadic[] = {
    {.name = "bits",
     .otherwise = 1,
     .low = 1,
     .high = 8,
     .whole = true,
     .what = "of a synapse; 8 count what is stored, to forget it again",
     .only = dyadic_bits}};

unsigned bits_of(const memory_spec& spec) {
  return static_cast<unsigned>(spec.get("bits"));
}

std::unique_ptr<memory> make_dyadic(const memory_spec& spec, const memory_shape& shape) {
  if (shape.is_auto) return std::make_unique<dyadic_memory>(shape.cues, bits_of(spec));
  return std::make_unique<dyadic_memory>(shape.cues, shape.answers, bits_of(spec));
}

memory_size size_of_dyadic(const memory_spec& spec, const memory_shape& shape) {
  return {dyadic_memory::footprint_of(shape.cues, shape.answers, bits_of(spec)),
          dyadic_memory::free_weights_of(shape.cues, shape.answers),
          dyadic_memory::bytes_per_pattern(shape.cues, shape.answers, bits_of(spec))};
}

const memory_parameter of_indexed[] = {
    {"patterns", 100000, 1, 4294967294.0, true, "expected; more are taken, and cost time"},
    {"share", 0.5, 0.01, 1, false, "chance that a cue still has an active unit of its pattern"},
    {"recall", 0.995, 0.01, 0.9999, false, "share of such cues that must find their pattern"},
    {"t", 0, 0, max_degree, true, "units of a conjunction; 0: chosen"},
    {"lists", 0, 0, max_lists, true, "conjunctions a pattern is listed under; 0: chosen"}};

std::unique_ptr<memory> make_indexed(const memory_spec& spec, const memory_shape& shape) {
  const index_demand demand = demand_of(spec);
  if (shape.is_auto) return std::make_unique<indexed>(shape.cues, demand);
  return std::make_unique<indexed>(shape.cues, shape.answers, demand);
}

const memory_kind kinds[] = {
    {"willshaw",
     "binary synapses, set by coincidence (Willshaw et al. 1969)",
     {},
     make_willshaw,
     size_of_willshaw},
    {"hebb",
     "graded synapses, how often units were active together",
     {},
     make_correlation,
     size_of_correlation},
    {"covariance",
     "together, less what chance would give (Sejnowski 1977)",
     {},
     make_correlation,
     size_of_correlation},
    {"presynaptic",
     "together, given the cue unit, less the answer unit's share",
     {},
     make_correlation,
     size_of_correlation},
    {"hopfield",
     "correlation of units as -1 and 1 (Hopfield 1982)",
     {},
     make_correlation,
     size_of_correlation},
    {"bcpnn",
     "logarithms of how much more often than by chance (Lansner & Ekeberg 1989)",
     {},
     make_correlation,
     size_of_correlation},
    {"bayes", "optimal weights for independent synapses and noisy cues (Knoblauch 2011)",
     noise_of_bayes, make_correlation, size_of_correlation},
    {"clique",
     "binary synapses between modules, a module counted once (Gripon & Berrou 2011)",
     {},
     make_clique,
     size_of_clique},
    {"dyadic", "pairs of units address rows of bits (Overmann 2022)", bits_of_dyadic, make_dyadic,
     size_of_dyadic},
    {"dense", "exemplars, polynomial separation (Krotov & Hopfield 2016)", degree_of_energy,
     make_dense, size_of_exemplars},
    {"softmax", "exemplars, exponential separation (Demircigil et al. 2017, Ramsauer et al. 2021)",
     beta_of_softmax, make_softmax, size_of_exemplars},
    {"sparsemax", "exemplars, the far ones without a vote (Martins & Astudillo 2016)",
     beta_of_sparsemax, make_sparsemax, size_of_exemplars},
    {"entmax", "exemplars, between softmax and sparsemax (Peters et al. 2019)", beta_of_entmax,
     make_entmax, size_of_exemplars},
    {"topk", "exemplars, softmax of the k nearest alone", best_of_topk, make_topk,
     size_of_exemplars},
    {"indexed", "exemplars, the nearest one found through conjunctions of units", of_indexed,
     make_indexed, size_of_exemplars},
    {"sdm", "hard locations within a radius of the cue (Kanerva 1988)", of_sdm,
     make_locations<location_design::radius>, size_of_locations<location_design::radius>},
    {"jaeckel", "hard locations with selected coordinates, looked up (Jaeckel 1989)", of_jaeckel,
     make_locations<location_design::coordinates>, size_of_locations<location_design::coordinates>},
};

}  // namespace

std::span<const memory_kind> memory_kinds() {
  return kinds;
}

}  // namespace kenyon
