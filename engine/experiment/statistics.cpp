#include <kenyon/experiment/statistics.hpp>

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kenyon {
namespace {

double t95(std::size_t degrees) {
  return boost::math::quantile(boost::math::students_t(static_cast<double>(degrees)), 0.975);
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Half of the 95 % interval of a mean of two values or more.
double half_interval(std::span<const double> values, double mean) {
  const auto n = static_cast<double>(values.size());
  double squares = 0;
  for (double v : values) squares += (v - mean) * (v - mean);
  return t95(values.size() - 1) * std::sqrt(squares / (n - 1) / n);
}

}  // namespace

estimate estimate_mean(std::span<const double> values) {
  if (values.empty()) return {};
  const double mean = mean_of(values);
  if (values.size() < 2) return {mean, std::nullopt};
  const double half = half_interval(values, mean);
  return {mean, interval{mean - half, mean + half}};
}

// Wilson's interval depends on z^2/n alone: half^2 = z^2/n * p (1 - p) gives it for any half.
estimate estimate_share(std::span<const double> shares, double events) {
  if (shares.empty()) return {};
  const double p = mean_of(shares);
  if (shares.size() < 2) return {p, std::nullopt};
  constexpr double z = 1.959964;
  double a = z * z / events;
  const double half = half_interval(shares, p);
  if (p > 0 && p < 1) a = std::max(a, half * half / (p * (1 - p)));
  const double centre = (p + a / 2) / (1 + a);
  const double wide = std::sqrt(a * p * (1 - p) + a * a / 4) / (1 + a);
  return {p, interval{std::clamp(centre - wide, 0.0, p), std::clamp(centre + wide, p, 1.0)}};
}

std::optional<power_law> fit_power_law(std::span<const double> x, std::span<const double> y) {
  std::vector<double> log_x;
  std::vector<double> log_y;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] <= 0 || y[i] <= 0) return std::nullopt;
    log_x.push_back(std::log(x[i]));
    log_y.push_back(std::log(y[i]));
  }
  if (x.size() < 2) return std::nullopt;
  const double mx = mean_of(log_x);
  const double my = mean_of(log_y);
  double xx = 0;
  double xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (log_x[i] - mx) * (log_x[i] - mx);
    xy += (log_x[i] - mx) * (log_y[i] - my);
  }
  if (xx <= 0) return std::nullopt;
  power_law law;
  law.exponent = xy / xx;
  law.factor = std::exp(my - law.exponent * mx);
  if (x.size() < 3) return law;
  double residues = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double miss = log_y[i] - my - law.exponent * (log_x[i] - mx);
    residues += miss * miss;
  }
  const auto degrees = x.size() - 2;
  const double half = t95(degrees) * std::sqrt(residues / static_cast<double>(degrees) / xx);
  law.ci95 = interval{law.exponent - half, law.exponent + half};
  return law;
}

double binary_entropy(double p) {
  if (p <= 0 || p >= 1) return 0;
  return -p * std::log2(p) - (1 - p) * std::log2(1 - p);
}

}  // namespace kenyon
