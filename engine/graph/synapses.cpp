#include "graph/synapses.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/bit_matrix.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/base/spec.hpp>
#include <kenyon/memory/make.hpp>
#include <kenyon/memory/synapses/random_synapses.hpp>

#include "base/active_kernels.hpp"
#include "memory/correlation/counters.hpp"
#include "memory/correlation/formula.hpp"
#include "memory/correlation/weights.hpp"

namespace kenyon {
namespace {

// Bits, as memory/willshaw.hpp has them. Here a cue may have any number of units: a conjunctive
// area or the union of several patterns asks too.
class bit_synapses final : public synapses {
 public:
  bit_synapses(const layout& cues, const layout& answers, bool completes)
      : completes_(completes),
        columns_(answers.units()),
        own_(cues.units(), answers.units()),
        words_(own_.words()),
        stride_(own_.stride()),
        bytes_(own_.bytes()),
        data_(own_.row(0)) {}

  std::optional<bit_rows> rows() const override { return bit_rows{data_, stride_, !completes_}; }
  void move_to(std::uint64_t* zeroed) override {
    data_ = zeroed;
    own_ = bit_matrix();
  }

  void add_supports(pattern_view active, std::int32_t gain, std::int32_t* sums,
                    synapse_scratch& scratch) const override {
    const unsigned planes = kernels::planes_for(active.size());
    scratch.planes.resize(std::max(scratch.planes.size(), planes * words_));
    scratch.counts.resize(std::max(scratch.counts.size(), 64 * words_));
    const auto& kernel = active_kernels().rows;
    kernel.count(data_, stride_, active.data(), active.size(), words_, scratch.planes.data());
    kernel.unpack(scratch.planes.data(), planes, words_, scratch.counts.data());
    for (std::size_t j = 0; j < columns_; ++j) sums[j] += gain * scratch.counts[j];
    if (!completes_) return;
    for (const unit u : active)
      if (data_[u * stride_ + u / 64] >> (u % 64) & 1) sums[u] -= gain;
  }
  std::int64_t most() const override { return max_cue_units; }

  void store(const pattern_batch& cues, const pattern_batch& answers) override {
    for (std::size_t i = 0; i < cues.size(); ++i)
      for (const unit c : cues[i]) {
        std::uint64_t* const row = data_ + c * stride_;
        for (const unit a : answers[i]) row[a / 64] |= std::uint64_t{1} << (a % 64);
      }
  }

  std::uint64_t bytes() const override { return bytes_; }

 private:
  bool completes_;
  std::size_t columns_;
  bit_matrix own_;
  std::size_t words_;
  std::size_t stride_;
  std::uint64_t bytes_;
  std::uint64_t* data_;
};

// Fixed-point weights of a correlation rule. A bias is one projection's worth of support too.
class weight_synapses final : public synapses {
 public:
  weight_synapses(correlation_rule rule, const cue_noise& noise, const layout& cues,
                  const layout& answers, bool completes)
      : counters_(cues, answers, completes), weights_(rule, noise, counters_) {}

  void ready() override { weights_.prepare(); }

  void add_supports(pattern_view active, std::int32_t gain, std::int32_t* sums,
                    synapse_scratch& scratch) const override {
    weights_.need(active);
    const std::size_t columns = weights_.padded_columns();
    scratch.sums.resize(std::max(scratch.sums.size(), columns));
    active_kernels().sums.add_rows(weights_.data(), weights_.stride(), active.data(), active.size(),
                                   columns, weights_.biases().data(), scratch.sums.data());
    const auto bound = static_cast<std::int32_t>(most());
    for (std::size_t j = 0; j < weights_.columns(); ++j)
      sums[j] += gain * std::clamp(scratch.sums[j], -bound, bound);
  }
  // Beyond it lie only biases of bayes that decide alone anyway.
  std::int64_t most() const override { return std::int64_t{1} << 25; }

  void store(const pattern_batch& cues, const pattern_batch& answers) override {
    counters_.add(cues, answers);
    weights_.changed();
  }

  std::uint64_t bytes() const override { return bytes_; }
  void say_bytes(std::uint64_t bytes) { bytes_ = bytes; }

 private:
  correlation_counters counters_;
  mutable correlation_weights weights_;  // rows are made when they are needed, under locks
  std::uint64_t bytes_ = 0;
};

// Every unit supports every other alike: blanket inhibition, or arousal.
class equal_synapses final : public synapses {
 public:
  explicit equal_synapses(const layout& answers) : units_(answers.units()) {}

  void add_supports(pattern_view active, std::int32_t gain, std::int32_t* sums,
                    synapse_scratch&) const override {
    const auto all = gain * static_cast<std::int32_t>(active.size());
    for (std::size_t j = 0; j < units_; ++j) sums[j] += all;
  }
  std::int64_t most() const override { return max_cue_units; }
  void store(const pattern_batch&, const pattern_batch&) override {}
  std::uint64_t bytes() const override { return 0; }

 private:
  std::size_t units_;
};

// As memory/random_synapses.hpp has them, supports in steps of 1/64: whole ones of up to 4,096
// units would leave no room for a gain.
class drawn_synapses final : public synapses {
 public:
  static constexpr std::int32_t steps = random_synapses::weight_one / 64;

  drawn_synapses(const layout& cues, const layout& answers, bool is_auto, const synapse_rule& rule)
      : drawn_(is_auto ? random_synapses(cues, rule) : random_synapses(cues, answers, rule)) {}

  void add_supports(pattern_view active, std::int32_t gain, std::int32_t* sums,
                    synapse_scratch& scratch) const override {
    scratch.sums.assign(drawn_.answer_layout().units(), 0);
    drawn_.add_supports(active, scratch.sums);
    for (std::size_t j = 0; j < scratch.sums.size(); ++j)
      sums[j] += gain * (scratch.sums[j] / steps);
  }
  std::int64_t most() const override {
    return std::int64_t{random_synapses::max_weight} * max_cue_units / steps;
  }
  void store(const pattern_batch& cues, const pattern_batch& answers) override {
    for (std::size_t i = 0; i < cues.size(); ++i) drawn_.strengthen(cues[i], answers[i]);
  }
  std::uint64_t bytes() const override { return drawn_.footprint_bytes(); }

 private:
  random_synapses drawn_;
};

const spec_parameter of_random[] = {
    {"p", 0.01, 1e-6, 1, false, "chance that a unit has a synapse to another"},
    {"beta", 0.05, 0, 1, false, "share that a synapse grows by when it is strengthened"}};
const spec_table random_table{"memory", [] { return std::size_t{1}; },
                              [](std::size_t) {
                                return spec_kind{"random", of_random};
                              }};

class random_spec : public spec {
 public:
  explicit random_spec(std::string_view text) : spec(random_table, text) {}
};

constexpr std::array<correlation_rule, 6> rules{
    correlation_rule::hebb,     correlation_rule::covariance, correlation_rule::presynaptic,
    correlation_rule::hopfield, correlation_rule::bcpnn,      correlation_rule::bayes};

}  // namespace

std::unique_ptr<synapses> make_synapses(const memory_description& what, const layout& cues,
                                        const layout& answers, std::uint64_t seed) {
  if (what.kind == "all") return std::make_unique<equal_synapses>(answers);
  if (what.kind == "random" || what.kind.starts_with("random:")) {
    const random_spec spec(what.kind);
    return std::make_unique<drawn_synapses>(cues, answers, what.completes,
                                            synapse_rule{spec.get("p"), spec.get("beta"), seed});
  }
  const memory_spec spec(what.kind);
  if (spec.kind() == "willshaw")
    return std::make_unique<bit_synapses>(cues, answers, what.completes);
  for (const correlation_rule rule : rules) {
    if (spec.kind() != name(rule)) continue;
    const std::uint64_t bytes = correlation::footprint_of(cues, answers);
    require_memory(bytes, "a projection's memory");
    cue_noise noise;
    if (rule == correlation_rule::bayes) noise = {spec.get("p10"), spec.get("p01")};
    auto made = std::make_unique<weight_synapses>(rule, filled_in(noise, cues), cues, answers,
                                                  what.completes);
    made->say_bytes(bytes);
    return made;
  }
  throw error(fault::usage,
              "a memory of kind \"" + std::string(spec.kind()) +
                  "\" does not add up supports; projections take willshaw, hebb, covariance, "
                  "presynaptic, hopfield, bcpnn, bayes, random and all");
}

}  // namespace kenyon
