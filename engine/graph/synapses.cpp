#include "graph/synapses.hpp"

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>
#include <kenyon/memory/kinds.hpp>

#include "memory/synapses/weights.hpp"
#include "memory/willshaw/weights.hpp"

namespace kenyon {
namespace {

constexpr std::int64_t largest_support = std::int64_t{1} << 25;

std::unique_ptr<weights> weights_of(const memory_description& description,
                                    const memory_shape& shape, std::uint64_t seed) {
  if (description.kind == "all") return nullptr;  // blanket inhibition, or arousal
  const memory_spec spec(description.kind);
  if (spec.kind() == "random" && spec.get("seed") == 0)
    return std::make_unique<random_weights>(synapse_rule{spec.get("p"), spec.get("beta"), seed},
                                            shape);
  return memory_kinds()[spec.index()].make(spec, shape);
}

void check_units(const weights& of, std::size_t units) {
  if (units > of.most_cue_units())
    throw error(fault::usage, std::to_string(units) + " units are active, and a memory takes " +
                                  std::to_string(of.most_cue_units()) + " of them at most");
}

}  // namespace

synapses::synapses(const memory_description& description, const layout& cues, const layout& answers,
                   std::uint64_t seed, std::size_t number)
    : number_(number),
      completes_(description.completes),
      answer_units_(answers.units()),
      weights_(weights_of(description, {cues, answers, description.completes}, seed)),
      bits_(dynamic_cast<willshaw_weights*>(weights_.get())) {
  if (!weights_) return;
  while (weights_->most_support() >> shift_ > largest_support) ++shift_;
}

synapses::~synapses() = default;

void synapses::add_supports(pattern_view active, std::int32_t gain, std::int32_t* sums,
                            synapse_scratch& scratch) const {
  if (!weights_) {
    const auto all = gain * static_cast<std::int32_t>(active.size());
    for (std::size_t j = 0; j < answer_units_; ++j) sums[j] += all;
    return;
  }
  check_units(*weights_, active.size());
  if (scratch.readers.size() <= number_) scratch.readers.resize(number_ + 1);
  auto& reader = scratch.readers[number_];
  if (!reader) reader = weights_->make_reader({.how = activation::k_winners});
  const std::span<const std::int32_t> supports = reader->supports(active);
  const auto bound = static_cast<std::int32_t>(largest_support);
  for (std::size_t j = 0; j < answer_units_; ++j)
    sums[j] += gain * std::clamp(supports[j] >> shift_, -bound, bound);
}

std::int64_t synapses::most() const {
  return weights_ ? weights_->most_support() >> shift_ : std::int64_t{max_cue_units};
}

void synapses::store(const pattern_batch& cues, const pattern_batch& answers) {
  if (!weights_) return;
  for (std::size_t i = 0; i < cues.size(); ++i) check_units(*weights_, cues[i].size());
  weights_->store(cues, answers);
}

void synapses::ready() const {
  if (weights_) weights_->prepare(false);
}

std::uint64_t synapses::bytes() const {
  return weights_ ? weights_->footprint_bytes() : 0;
}

}  // namespace kenyon
