#include "base/binomial.hpp"

#include <algorithm>
#include <cmath>

namespace kenyon {
namespace {

// std::lgamma writes a global sign: a race between threads.
double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

}  // namespace

std::vector<double> binomial_tails(std::uint32_t n, double p) {
  std::vector<double> tails(n + 1, 0.0);
  if (p >= 1) return std::vector<double>(n + 1, 1.0);
  tails[0] = 1;
  if (p <= 0) return tails;
  const double log_p = std::log(p);
  const double log_q = std::log1p(-p);
  double sum = 0;
  for (std::uint32_t s = n; s > 0; --s) {
    const double log_ways = log_gamma(n + 1.0) - log_gamma(s + 1.0) - log_gamma(n - s + 1.0);
    sum += std::exp(log_ways + s * log_p + (n - s) * log_q);
    tails[s] = std::min(1.0, sum);
  }
  return tails;
}

}  // namespace kenyon
