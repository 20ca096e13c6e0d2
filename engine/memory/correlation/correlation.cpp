#include <kenyon/base/available_memory.hpp>
#include <kenyon/memory/correlation/correlation.hpp>

#include <cmath>
#include <string>

#include <kenyon/base/error.hpp>

#include "base/lost_synapses.hpp"
#include "memory/correlation/knowledge.hpp"
#include "memory/correlation/weights.hpp"
#include "memory/recall_each.hpp"

namespace kenyon {
namespace {

void check_probability(double p, const char* what) {
  if (!(p >= 0 && p < 1))
    throw error(fault::usage, std::string(what) + " is a probability, at least 0 and below 1");
}

}  // namespace

cue_noise filled_in(cue_noise expected, const layout& cues) {
  check_probability(expected.p10, "p10");
  check_probability(expected.p01, "p01");
  const double active = cues.active();
  const double silent = std::max(1.0, static_cast<double>(cues.units()) - active);
  if (expected.p10 == 0) expected.p10 = std::min(0.5, 1 / active);
  if (expected.p01 == 0) expected.p01 = std::min(0.5, 1 / silent);
  return expected;
}

std::string_view name(correlation_rule which) {
  switch (which) {
    case correlation_rule::hebb:
      return "hebb";
    case correlation_rule::covariance:
      return "covariance";
    case correlation_rule::presynaptic:
      return "presynaptic";
    case correlation_rule::hopfield:
      return "hopfield";
    case correlation_rule::bcpnn:
      return "bcpnn";
    case correlation_rule::bayes:
      return "bayes";
  }
  return "";
}

correlation::correlation(correlation_rule which, const layout& cues, const layout& answers,
                         bool is_auto, const cue_noise& expected)
    : rule_(which), cues_(cues), answers_(answers), auto_(is_auto) {
  const cue_noise noise = filled_in(expected, cues);
  require_memory(footprint_of(cues, answers), "the memory");
  counters_ = std::make_unique<correlation_counters>(cues, answers, is_auto);
  weights_ = std::make_unique<correlation_weights>(which, noise, *counters_);
  knowledge_ = std::make_unique<correlation_knowledge>();
}

correlation::correlation(correlation_rule which, const layout& both, const cue_noise& expected)
    : correlation(which, both, both, true, expected) {}

correlation::correlation(correlation_rule which, const layout& cues, const layout& answers,
                         const cue_noise& expected)
    : correlation(which, cues, answers, false, expected) {}

correlation::correlation(correlation&&) noexcept = default;
correlation& correlation::operator=(correlation&&) noexcept = default;
correlation::~correlation() = default;

std::uint64_t correlation::footprint_of(const layout& cues, const layout& answers) {
  return correlation_counters::footprint_of(cues, answers) +
         correlation_weights::footprint_of(cues, answers);
}

double correlation::free_weights_of(const layout& cues, const layout& answers, bool is_auto) {
  const double n = cues.units();
  if (!is_auto) return n * answers.units();
  const double own = cues.is_modular() ? cues.module_units() : 1;
  return n * (n - own) / 2;
}

void correlation::store(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(*this, cues, answers);
  if (cues.empty()) return;
  counters_->add(cues, answers);
  stored_ += cues.size();
  weights_->changed();
}

void correlation::forget(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(*this, cues, answers);
  if (cues.size() > stored_ || !counters_->take(cues, answers))
    throw error(fault::bad_input,
                "these patterns were not all stored, or have been weakened since: a counter would "
                "fall below zero");
  stored_ -= cues.size();
  weights_->changed();
}

bool correlation::can(ability what) const {
  return what != ability::sleep || rule_ != correlation_rule::hopfield;
}

void correlation::decay(double share, std::uint64_t) {
  check_share(share);
  counters_->decay(share);
  weights_->changed();
}

void correlation::sleep(double patterns) {
  if (!(patterns >= 0) || std::isinf(patterns))
    throw error(fault::usage, "sleep takes a number of patterns, at least 0");
  if (!can(ability::sleep)) return memory::sleep(patterns);  // which refuses
  if (!counters_->sleep(patterns))
    throw error(fault::usage, "sleep by less than 1/8192 of a pattern would change nothing");
  weights_->changed();
}

void correlation::prune(double share, std::uint64_t seed) {
  check_share(share);
  weights_->prune(share, seed);
}

std::int16_t correlation::weight(unit cue, unit answer) const {
  check_cue(cues_, {&cue, 1});
  check_cue(answers_, {&answer, 1});
  weights_->prepare();
  weights_->need({&cue, 1});
  return weights_->row(cue)[answer];
}

std::int32_t correlation::bias(unit answer) const {
  check_cue(answers_, {&answer, 1});
  weights_->prepare();
  return weights_->biases()[answer];
}

double correlation::scale() const {
  weights_->prepare();
  return weights_->scale();
}

}  // namespace kenyon
