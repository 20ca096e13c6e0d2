#include "memory/correlation/rule.hpp"

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

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

std::string_view name(correlation_rule rule) {
  switch (rule) {
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

correlation_rule correlation_rule_of(std::string_view text) {
  for (const auto rule :
       {correlation_rule::hebb, correlation_rule::covariance, correlation_rule::presynaptic,
        correlation_rule::hopfield, correlation_rule::bcpnn, correlation_rule::bayes})
    if (name(rule) == text) return rule;
  throw error(fault::usage, "there is no correlation rule \"" + std::string(text) + "\"");
}

}  // namespace kenyon
