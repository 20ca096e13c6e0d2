// Means with confidence intervals, and the power law through measured points.
#pragma once
#include <optional>
#include <span>

namespace kenyon {

struct interval {
  double low = 0;
  double high = 0;
};

// Mean of independent values with its 95 % interval (Student's t); no interval for fewer than two
// values.
struct estimate {
  double mean = 0;
  std::optional<interval> ci95;
};
estimate estimate_mean(std::span<const double> values);

// Mean of shares that were counted on `events` events in all, with Wilson's 95 % score interval,
// which never leaves [0, 1]. Where the shares scatter more than counting explains (every seed is a
// memory of its own), that scatter, with Student's t, takes the place of the binomial one.
estimate estimate_share(std::span<const double> shares, double events);

// y = factor * x^exponent by least squares on the logarithms; the interval of the exponent is
// Student's t with n-2 degrees of freedom. nullopt for fewer than two different x or any value <=
// 0.
struct power_law {
  double factor = 0;
  double exponent = 0;
  std::optional<interval> ci95;  // of the exponent; absent for fewer than three points
};
std::optional<power_law> fit_power_law(std::span<const double> x, std::span<const double> y);

// Entropy of a binary event of probability p, in bits.
double binary_entropy(double p);

}  // namespace kenyon
