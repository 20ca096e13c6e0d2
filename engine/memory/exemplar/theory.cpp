#include <kenyon/memory/exemplar/theory.hpp>

#include <algorithm>
#include <cmath>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

// ln(n (n-1) ... (n-k+1)).
double log_falling(double n, std::uint32_t k) {
  double sum = 0;
  for (std::uint32_t i = 0; i < k; ++i) sum += std::log(n - i);
  return sum;
}

double log_ways(double n, std::uint32_t k) {
  return log_falling(n, k) - log_falling(k, k);
}

// (2n-3)!! = 1 * 3 * ... * (2n-3).
double odd_product(std::uint32_t degree) {
  double product = 1;
  for (std::uint32_t f = 3; f + 3 <= 2 * degree; f += 2) product *= f;
  return product;
}

void check_net(double units, std::uint32_t degree) {
  if (!(units >= 2) || degree < 2 || degree > 20)
    throw error(fault::usage, "the capacity of a dense memory needs 2 units and a degree of 2..20");
}

}  // namespace

double false_match_chance(std::uint32_t units, std::uint32_t kept, std::uint32_t drawn,
                          std::uint32_t at_least) {
  if (kept > units || drawn > units)
    throw error(fault::usage, "more units are kept or drawn than there are");
  // Both are subsets of the units: which of them is called drawn makes no difference to the chance.
  if (drawn > kept) std::swap(drawn, kept);
  if (at_least > drawn) return 0;
  const std::uint32_t least = kept + drawn > units ? kept + drawn - units : 0;
  if (at_least <= least) return 1;
  const double others = static_cast<double>(units) - kept;
  double term = std::exp(log_ways(kept, at_least) + log_ways(others, drawn - at_least) -
                         log_ways(units, drawn));
  double sum = 0;
  for (double b = at_least; b <= drawn; ++b) {
    sum += term;
    term *= (kept - b) * (drawn - b) / ((b + 1) * (others - drawn + b + 1));
  }
  return std::min(1.0, sum);
}

double krotov_capacity(double units, std::uint32_t degree) {
  check_net(units, degree);
  return std::pow(units, degree - 1) / (2 * odd_product(degree) * std::log(units));
}

double krotov_unit_error(double units, std::uint32_t degree, double patterns) {
  check_net(units, degree);
  const double signal = std::pow(units, degree - 1) / ((patterns - 1) * odd_product(degree));
  return std::erfc(std::sqrt(signal / 2)) / 2;
}

double log_exponential_capacity(double units, double wrong_share) {
  if (!(units > 0) || !(wrong_share >= 0 && wrong_share < 0.5))
    throw error(fault::usage, "the share of wrong units is from 0 to below 1/2");
  const double x = 1 - 2 * wrong_share;
  const double lower = x < 1 ? (1 - x) * std::log1p(-x) : 0;
  return units * ((1 + x) * std::log1p(x) + lower) / 4;
}

}  // namespace kenyon
