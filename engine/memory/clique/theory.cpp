#include <kenyon/memory/clique/theory.hpp>

#include <algorithm>
#include <cmath>

#include "base/wide_number.hpp"

namespace kenyon {
namespace {

constexpr std::uint32_t most_known = 400;

// E (1-1/l)^T for T of s given modules among the c-1 of x-1 others: the sum over T = t, each term
// from the one before.
wide missed_all(const clique_case& asked, std::uint32_t s) {
  const std::int64_t others = std::int64_t{asked.in.modules()} - 1;
  const std::int64_t drawn = std::int64_t{asked.active} - 1;
  const wide misses = 1 - wide(1) / asked.in.module_units();
  const std::int64_t least = std::max<std::int64_t>(0, s + drawn - others);
  const std::int64_t most = std::min<std::int64_t>(s, drawn);
  wide weight = 1;  // proportional to the chance of T = t
  wide power = pow(misses, static_cast<int>(least));
  wide all = 0;
  wide sum = 0;
  for (std::int64_t t = least; t <= most; ++t) {
    all += weight;
    sum += weight * power;
    weight = weight * ((s - t) * (drawn - t)) / ((t + 1) * (others - s - drawn + t + 1));
    power *= misses;
  }
  return sum / all;
}

// 1 - (1 - chance)^candidates.
double any_of(const clique_case& asked, double chance) {
  if (chance >= 1) return 1;
  return -std::expm1(clique_candidates(asked) * std::log1p(-chance));
}

}  // namespace

double clique_density(const clique_case& asked, double messages) {
  const double c = asked.active;
  const double x = asked.in.modules();
  const double l = asked.in.module_units();
  return -std::expm1(messages * std::log1p(-c * (c - 1) / (x * (x - 1) * l * l)));
}

double clique_candidates(const clique_case& asked) {
  const double l = asked.in.module_units();
  const double inside = (asked.active - asked.known) * (l - 1);
  return asked.blind ? inside + (asked.in.modules() - asked.active) * l : inside;
}

double clique_error(const clique_case& asked, double messages) {
  return any_of(asked, std::pow(clique_density(asked, messages), asked.known));
}

std::optional<double> clique_false_unit_chance(const clique_case& asked, double messages) {
  if (asked.known > most_known) return std::nullopt;
  const wide used = wide(asked.active) / asked.in.units();
  const wide others = std::max(0.0, messages - 1);
  wide ways = 1;
  wide sum = 0;
  for (std::uint32_t s = 0; s <= asked.known; ++s) {
    const wide term = ways * pow(1 - used * (1 - missed_all(asked, s)), others);
    sum += s % 2 ? -term : term;
    ways = ways * (asked.known - s) / (s + 1);
  }
  return std::clamp(sum.convert_to<double>(), 0.0, 1.0);
}

std::optional<double> clique_error_random(const clique_case& asked, double messages) {
  const auto chance = clique_false_unit_chance(asked, messages);
  if (!chance) return std::nullopt;
  return any_of(asked, *chance);
}

}  // namespace kenyon
