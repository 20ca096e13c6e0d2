// The memories that exist. A new one joins by a line in the table, and by a line in
// tests/memory/conformance_test.cpp.
#include <kenyon/memory/kinds.hpp>

#include "memory/clique/weights.hpp"
#include "memory/conjunctive/dyadic_weights.hpp"
#include "memory/correlation/weights.hpp"
#include "memory/exemplar/weights.hpp"
#include "memory/pattern_index/indexed_weights.hpp"
#include "memory/sdm/weights.hpp"
#include "memory/synapses/weights.hpp"
#include "memory/willshaw/weights.hpp"

namespace kenyon {
namespace {

using parameters = std::span<const spec_parameter>;
constexpr parameters none{};

const spec_parameter degree_of_energy[] = {
    {"n", 3, 2, 100, true, "degree of the energy; 2 is Hebbian"}};
const spec_parameter beta_of_softmax[] = {
    {"beta", 1, 0, 1000, false, "a shared unit more weighs exp(beta) times"}};
const spec_parameter beta_of_sparsemax[] = {
    {"beta", 0.25, 0, 1000, false, "no vote for 1/beta shared units less than the best"}};
const spec_parameter beta_of_entmax[] = {
    {"beta", 0.25, 0, 1000, false, "no vote for 2/beta shared units less than the best"}};
const spec_parameter best_of_topk[] = {
    {"k", 1, 1, 1e9, true, "exemplars that vote, all that tie with the last included"},
    {"beta", 1, 0, 1000, false, "among them a shared unit more weighs exp(beta) times"}};
const spec_parameter noise_of_bayes[] = {
    {"p10", 0, 0, 0.99, false, "chance that a cue loses an active unit; 0: one unit of a cue"},
    {"p01", 0, 0, 0.99, false, "chance that a cue gains a silent unit; 0: one unit of a cue"},
};
constexpr double counter_bits[] = {8, 16};
constexpr spec_parameter bits_of_counters{.name = "bits",
                                          .otherwise = 8,
                                          .low = 8,
                                          .high = 16,
                                          .whole = true,
                                          .what = "of a counter",
                                          .only = counter_bits};
constexpr spec_parameter exponent_of_counters{"z", 1,     0,
                                              16,  false, "a counter c counts as |c|^z when read"};
constexpr spec_parameter seed_of_locations{
    "seed", 1, 0, 9007199254740992.0, true, "of the locations"};
const spec_parameter of_sdm[] = {
    {"locations", 10000, 1, max_units, true, "hard locations"},
    {"radius", 0, 0, 2.0 * max_units, true,
     "Hamming radius around whole patterns; 0: about the root of the locations is active"},
    bits_of_counters,
    exponent_of_counters,
    seed_of_locations};
const spec_parameter of_jaeckel[] = {
    {"locations", 10000, 1, max_units, true, "hard locations"},
    {"q", 0, 0, max_units, true,
     "units a location holds, all must be active; 0: about the root of the locations is active"},
    bits_of_counters,
    exponent_of_counters,
    seed_of_locations};

constexpr double dyadic_bits[] = {1, 8};
const spec_parameter bits_of_dyadic[] = {
    {.name = "bits",
     .otherwise = 1,
     .low = 1,
     .high = 8,
     .whole = true,
     .what = "of a synapse; 8 count what is stored, to forget it again",
     .only = dyadic_bits}};

const spec_parameter of_indexed[] = {
    {"patterns", 100000, 1, 4294967294.0, true, "expected; more are taken, and cost time"},
    {"share", 0.5, 0.01, 1, false, "chance that a cue still has an active unit of its pattern"},
    {"recall", 0.995, 0.01, 0.9999, false, "share of such cues that must find their pattern"},
    {"t", 0, 0, max_degree, true, "units of a conjunction; 0: chosen"},
    {"lists", 0, 0, max_lists, true, "conjunctions a pattern is listed under; 0: chosen"}};
const spec_parameter of_random[] = {
    {"p", 0.01, 1e-6, 1, false, "chance that a unit has a synapse to another"},
    {"beta", 0.05, 0, 1, false, "share that a synapse grows by when it is strengthened"},
    {"seed", 0, 0, 9007199254740992.0, true, "of the synapses; 0 in a graph: the graph's"}};

// `Weights` is made from (spec, shape), and tells its size from them.
template <class Weights>
constexpr memory_kind kind(std::string_view name, std::string_view summary, parameters takes) {
  return {name, summary, takes,
          [](const memory_spec& spec, const memory_shape& shape) -> std::unique_ptr<weights> {
            return std::make_unique<Weights>(spec, shape);
          },
          Weights::size_of};
}

const memory_kind kinds[] = {
    kind<willshaw_weights>("willshaw", "binary synapses, set by coincidence (Willshaw et al. 1969)",
                           none),
    kind<correlation_weights>("hebb", "graded synapses, how often units were active together",
                              none),
    kind<correlation_weights>("covariance",
                              "together, less what chance would give (Sejnowski 1977)", none),
    kind<correlation_weights>("presynaptic",
                              "together, given the cue unit, less the answer unit's share", none),
    kind<correlation_weights>("hopfield", "correlation of units as -1 and 1 (Hopfield 1982)", none),
    kind<correlation_weights>(
        "bcpnn", "logarithms of how much more often than by chance (Lansner & Ekeberg 1989)", none),
    kind<correlation_weights>(
        "bayes", "optimal weights for independent synapses and noisy cues (Knoblauch 2011)",
        noise_of_bayes),
    kind<clique_weights>(
        "clique", "binary synapses between modules, a module counted once (Gripon & Berrou 2011)",
        none),
    kind<dyadic_weights>("dyadic", "pairs of units address rows of bits (Overmann 2022)",
                         bits_of_dyadic),
    kind<exemplar_weights>("dense", "exemplars, polynomial separation (Krotov & Hopfield 2016)",
                           degree_of_energy),
    kind<exemplar_weights>(
        "softmax",
        "exemplars, exponential separation (Demircigil et al. 2017, Ramsauer et al. 2021)",
        beta_of_softmax),
    kind<exemplar_weights>("sparsemax",
                           "exemplars, the far ones without a vote (Martins & Astudillo 2016)",
                           beta_of_sparsemax),
    kind<exemplar_weights>(
        "entmax", "exemplars, between softmax and sparsemax (Peters et al. 2019)", beta_of_entmax),
    kind<exemplar_weights>("topk", "exemplars, softmax of the k nearest alone", best_of_topk),
    kind<indexed_weights>(
        "indexed", "exemplars, the nearest one found through conjunctions of units", of_indexed),
    kind<location_weights>("sdm", "hard locations within a radius of the cue (Kanerva 1988)",
                           of_sdm),
    kind<location_weights>("jaeckel",
                           "hard locations with selected coordinates, looked up (Jaeckel 1989)",
                           of_jaeckel),
    kind<random_weights>("random", "random synapses that strengthen (Papadimitriou et al. 2020)",
                         of_random),
};

const spec_table memories{"memory", [] { return std::size(kinds); },
                          [](std::size_t i) {
                            return spec_kind{kinds[i].name, kinds[i].parameters};
                          }};

}  // namespace

std::span<const memory_kind> memory_kinds() {
  return kinds;
}

memory_spec::memory_spec(std::string_view text) : kenyon::spec(memories, text) {}

std::vector<memory_spec> parse_memories(std::string_view list) {
  std::vector<memory_spec> specs;
  for (const std::string& text : split_specs(list)) specs.push_back(memory_spec::parse(text));
  return specs;
}

memory_size size_of_memory(const memory_spec& spec, const memory_shape& shape) {
  return kinds[spec.index()].size(spec, shape);
}

}  // namespace kenyon
