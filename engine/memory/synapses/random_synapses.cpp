#include <kenyon/memory/synapses/random_synapses.hpp>

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

#include "memory/synapses/random_rows.hpp"

namespace kenyon {
namespace {

constexpr std::size_t most_times = 65535;

const synapse_rule& checked(const synapse_rule& rule) {
  if (!(rule.p > 0 && rule.p <= 1))
    throw error(fault::usage, "p, the probability of a synapse, is above 0 and at most 1");
  if (!(rule.beta >= 0 && rule.beta <= 1))
    throw error(fault::usage, "beta, what a synapse gains, is from 0 to 1");
  return rule;
}

// (1 + beta)^c for c = 0, 1, ...: products in one order, so the same bits everywhere.
std::vector<std::int32_t> weights_for(double beta) {
  constexpr auto one = static_cast<double>(random_synapses::weight_one);
  constexpr auto most = static_cast<double>(random_synapses::max_weight);
  std::vector<std::int32_t> weights{random_synapses::weight_one};
  double power = 1;
  while (beta > 0 && weights.back() < random_synapses::max_weight && weights.size() <= most_times) {
    power *= 1 + beta;
    weights.push_back(static_cast<std::int32_t>(std::min(most, power * one + 0.5)));
  }
  return weights;
}

void check_active(const layout& in, pattern_view units) {
  check_cue(in, units);
  if (units.size() > max_cue_units)
    throw error(fault::bad_input, std::to_string(units.size()) + " units fire, at most " +
                                      std::to_string(max_cue_units) + " may");
}

}  // namespace

random_synapses::random_synapses(const layout& cues, const layout& answers, bool is_auto,
                                 const synapse_rule& rule)
    : cues_(cues),
      answers_(answers),
      auto_(is_auto),
      rule_(checked(rule)),
      weights_(weights_for(rule.beta)),
      rows_(std::make_unique<rows>(cues, answers, is_auto, rule)) {}

random_synapses::random_synapses(const layout& both, const synapse_rule& rule)
    : random_synapses(both, both, true, rule) {}

random_synapses::random_synapses(const layout& cues, const layout& answers,
                                 const synapse_rule& rule)
    : random_synapses(cues, answers, false, rule) {}

random_synapses::random_synapses(random_synapses&&) noexcept = default;
random_synapses& random_synapses::operator=(random_synapses&&) noexcept = default;
random_synapses::~random_synapses() = default;

void random_synapses::add_supports(pattern_view active, std::span<std::int32_t> supports) const {
  check_active(cues_, active);
  if (supports.size() != answers_.units())
    throw error(fault::usage, std::to_string(supports.size()) + " supports for " +
                                  std::to_string(answers_.units()) + " units");
  rows_->need(active);
  const std::int32_t* const weight_after = weights_.data();
  for (const unit from : active) {
    const auto [targets, times] = (*rows_)[from];
    for (std::size_t s = 0; s < targets.size(); ++s) supports[targets[s]] += weight_after[times[s]];
  }
}

void random_synapses::strengthen(pattern_view active, pattern_view winners) {
  check_active(cues_, active);
  check_cue(answers_, winners);
  rows_->need(active);
  std::vector<std::uint64_t> wins((answers_.units() + 63) / 64);
  for (const unit u : winners) wins[u / 64] |= std::uint64_t{1} << (u % 64);
  const std::size_t most = weights_.size() - 1;
  for (const unit from : active) {
    const auto [targets, times] = (*rows_)[from];
    for (std::size_t s = 0; s < targets.size(); ++s) {
      const unit to = targets[s];
      const auto gains = (wins[to / 64] >> (to % 64) & 1) & (times[s] < most);
      times[s] = static_cast<std::uint16_t>(times[s] + gains);
    }
  }
}

std::int32_t random_synapses::weight(unit from, unit to) const {
  check_active(cues_, {&from, 1});
  check_active(answers_, {&to, 1});
  rows_->need({&from, 1});
  const auto [targets, times] = (*rows_)[from];
  const auto place = std::lower_bound(targets.begin(), targets.end(), to);
  if (place == targets.end() || *place != to) return 0;
  return weights_[times[static_cast<std::size_t>(place - targets.begin())]];
}

pattern random_synapses::targets(unit from) const {
  check_active(cues_, {&from, 1});
  return rows_->draw(from);
}

random_synapses random_synapses::untrained() const {
  return random_synapses(cues_, answers_, auto_, rule_);
}

std::uint64_t random_synapses::footprint_bytes() const {
  return rows_->bytes();
}

std::uint64_t random_synapses::footprint_of(const layout& cues, const layout& answers, double p) {
  const double synapses = p * cues.units() * answers.units();
  return rows::directory_bytes(cues.units()) + std::uint64_t{cues.units()} * 8 +
         static_cast<std::uint64_t>(synapses * rows::bytes_per_synapse);
}

}  // namespace kenyon
