#include "memory/correlation/weights.hpp"

#include <string>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>

#include "base/block_arrays.hpp"

namespace kenyon {
namespace {

std::uint64_t footprint_of(const memory_shape& shape) {
  return correlation_counters::footprint_of(shape.cues, shape.answers) +
         correlation_rows::footprint_of(shape.cues, shape.answers);
}

// Before anything is allocated.
const memory_shape& fitting(const memory_shape& shape) {
  require_memory(footprint_of(shape), "the memory");
  return shape;
}

cue_noise noise_of(const memory_spec& spec) {
  if (spec.kind() != name(correlation_rule::bayes)) return {};
  return {spec.get("p10"), spec.get("p01")};
}

}  // namespace

correlation_weights::correlation_weights(const memory_spec& spec, const memory_shape& shape)
    : correlation_weights(correlation_rule_of(spec.kind()), noise_of(spec), shape) {}

correlation_weights::correlation_weights(correlation_rule rule, const cue_noise& expected,
                                         const memory_shape& shape)
    : weights(fitting(shape)),
      rule_(rule),
      counters_(shape.cues, shape.answers, shape.is_auto),
      rows_(rule, filled_in(expected, shape.cues), counters_) {}

memory_size correlation_weights::size_of(const memory_spec&, const memory_shape& shape) {
  return {footprint_of(shape), free_synapses(shape), 0};
}

std::uint64_t correlation_weights::footprint_bytes() const {
  return footprint_of(shape());
}

void correlation_weights::store(const pattern_batch& cues, const pattern_batch& answers) {
  counters_.add(cues, answers);
  rows_.changed();
}

void correlation_weights::forget(const pattern_batch& cues, const pattern_batch& answers) {
  if (!counters_.take(cues, answers))
    throw error(fault::bad_input,
                "these patterns were not all stored, or have been weakened since: a counter would "
                "fall below zero");
  rows_.changed();
}

bool correlation_weights::can(ability what) const {
  return what != ability::sleep || rule_ != correlation_rule::hopfield;
}

std::uint64_t correlation_weights::decay(double share, std::uint64_t) {
  counters_.decay(share);
  rows_.changed();
  return 0;
}

void correlation_weights::sleep(double patterns) {
  if (!counters_.sleep(patterns))
    throw error(fault::usage, "sleep by less than 1/8192 of a pattern would change nothing");
  rows_.changed();
}

void correlation_weights::prune(double share, std::uint64_t seed) {
  rows_.prune(share, seed);
}

std::int16_t correlation_weights::weight(unit cue, unit answer) const {
  check_cue(cues(), {&cue, 1});
  check_cue(answers(), {&answer, 1});
  rows_.prepare();
  rows_.need({&cue, 1});
  return rows_.row(cue)[answer];
}

std::int32_t correlation_weights::bias(unit answer) const {
  check_cue(answers(), {&answer, 1});
  rows_.prepare();
  return rows_.biases()[answer];
}

double correlation_weights::scale() const {
  rows_.prepare();
  return rows_.scale();
}

void correlation_weights::save(block_sink& to) const {
  counters_.save(to);
  write_number(to, "pruned/share", rows_.lost_share());
  write_number(to, "pruned/seed", rows_.lost_seed());
}

void correlation_weights::load(const block_source& from) {
  counters_.load(from);
  const auto share = read_number<double>(from, "pruned/share");
  if (!(share >= 0 && share < 1))
    throw error(fault::bad_input, "block pruned/share: expected a share from 0 to below 1");
  rows_.prune(share, read_number<std::uint64_t>(from, "pruned/seed"));
}

}  // namespace kenyon
