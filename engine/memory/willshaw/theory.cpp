#include <kenyon/memory/willshaw/theory.hpp>

#include <cmath>
#include <functional>

#include "base/wide_number.hpp"

namespace kenyon {
namespace {

constexpr std::uint32_t most_exact_cue_units = 400;

// Chance that a pattern that uses the answer unit misses one more cue unit, given that it missed s
// already.
wide missed_next(const willshaw_case& asked, std::uint32_t s) {
  if (asked.cues.is_modular()) return 1 - wide(1) / asked.cues.module_units();
  // In an auto-associative memory the unit itself is one of the K: K-1 others among N-1.
  const std::uint32_t others = asked.is_auto ? 1 : 0;
  const std::int64_t n = std::int64_t{asked.cues.units()} - others - s;
  const std::int64_t k = std::int64_t{asked.cues.active()} - others;
  return n <= k ? wide(0) : wide(n - k) / n;
}

double share_used(const layout& answers) {
  return static_cast<double>(answers.active()) / answers.units();
}

std::optional<double> exact_chance(const willshaw_case& asked, double patterns) {
  const std::uint32_t c = asked.cue_units;
  if (c > most_exact_cue_units) return std::nullopt;
  const wide used = wide(asked.answers.active()) / asked.answers.units();
  const wide others = std::max(0.0, patterns - 1);
  wide missed = 1;
  wide ways = 1;
  wide sum = 0;
  for (std::uint32_t s = 0; s <= c; ++s) {
    const wide term = ways * pow(1 - used * (1 - missed), others);
    sum += s % 2 ? -term : term;
    missed *= missed_next(asked, s);
    ways = ways * (c - s) / (s + 1);
  }
  return std::max(0.0, sum.convert_to<double>());
}

std::optional<double> binomial_chance(const willshaw_case& asked, double patterns) {
  if (asked.is_auto || asked.cues.is_modular()) return std::nullopt;
  const double n = asked.cues.units();
  const double set_by_one = asked.cues.active() / n * share_used(asked.answers);
  const double density = -std::expm1(patterns * std::log1p(-set_by_one));
  return std::pow(density, asked.cue_units);
}

// Units that could be active falsely.
double candidates(const willshaw_case& asked) {
  const layout& out = asked.answers;
  if (asked.is_auto && out.is_modular())
    return (out.modules() - std::min(out.modules(), asked.cue_units)) * (out.module_units() - 1.0);
  return out.units() - out.active();
}

// Largest P with f(P) true, f true for few patterns and false for many.
std::optional<double> largest(const std::function<std::optional<bool>(double)>& good) {
  const auto one = good(1);
  if (!one) return std::nullopt;
  if (!*one) return 0;
  double low = 1;
  double high = 2;
  for (; high < 1e15; low = high, high *= 2) {
    const auto fine = good(high);
    if (!fine) return std::nullopt;
    if (!*fine) break;
  }
  if (high >= 1e15) return std::nullopt;
  while (high - low > 1e-6 * low) {
    const double middle = (low + high) / 2;
    (good(middle).value_or(false) ? low : high) = middle;
  }
  return low;
}

}  // namespace

std::optional<double> false_unit_chance(const willshaw_case& asked, double patterns) {
  if (asked.how == ensemble::balanced) return binomial_chance(asked, patterns);
  return exact_chance(asked, patterns);
}

std::optional<double> expected_unit_error(const willshaw_case& asked, double patterns) {
  const auto chance = false_unit_chance(asked, patterns);
  if (!chance) return std::nullopt;
  return candidates(asked) * *chance / asked.answers.active();
}

std::optional<double> expected_exact(const willshaw_case& asked, double patterns) {
  const auto chance = false_unit_chance(asked, patterns);
  if (!chance) return std::nullopt;
  return std::pow(1 - std::min(1.0, *chance), candidates(asked));
}

std::optional<double> capacity_at_unit_error(const willshaw_case& asked, double noise) {
  return largest([&](double patterns) -> std::optional<bool> {
    const auto expected = expected_unit_error(asked, patterns);
    if (!expected) return std::nullopt;
    return *expected <= noise;
  });
}

std::optional<double> capacity_at_exact(const willshaw_case& asked, double share) {
  return largest([&](double patterns) -> std::optional<bool> {
    const auto expected = expected_exact(asked, patterns);
    if (!expected) return std::nullopt;
    return *expected >= share;
  });
}

}  // namespace kenyon
