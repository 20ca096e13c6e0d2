#include <kenyon/memory/sdm/theory.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace kenyon {
namespace {

constexpr double nothing = -std::numeric_limits<double>::infinity();

// std::lgamma writes a global sign: a race between threads.
double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

double log_ways(double n, double k) {
  if (k < 0 || k > n) return nothing;
  return log_gamma(n + 1) - log_gamma(k + 1) - log_gamma(n - k + 1);
}

double log_add(double a, double b) {
  const double most = std::max(a, b);
  return most == nothing ? nothing : most + std::log1p(std::exp(std::min(a, b) - most));
}

// ln of the share of words within `radius` of a given one.
double log_ball(std::uint32_t bits, std::uint32_t radius) {
  double sum = nothing;
  for (std::uint32_t k = 0; k <= std::min(bits, radius); ++k) sum = log_add(sum, log_ways(bits, k));
  return sum - bits * std::log(2.0);
}

// 1 - 2d/n averaged over the words within the radius.
double mean_cosine(const sdm_case& of) {
  const double all = log_ball(of.bits, of.radius) + of.bits * std::log(2.0);
  double sum = 0;
  for (std::uint32_t k = 0; k <= std::min(of.bits, of.radius); ++k)
    sum += std::exp(log_ways(of.bits, k) - all) * (1 - 2.0 * k / of.bits);
  return sum;
}

double upper_tail(double x) {
  return 0.5 * std::erfc(x / std::sqrt(2.0));
}

}  // namespace

mean_and_deviation activated_locations(const sdm_case& of) {
  const double p = std::exp(log_ball(of.bits, of.radius));
  return {of.locations * p, std::sqrt(of.locations * p * (1 - p))};
}

double log_shared_share(std::uint32_t bits, std::uint32_t radius, std::uint32_t d) {
  // A word that differs from the first address in u of the d bits and in v of the others lies at
  // u + v from the first and at d - u + v from the second.
  std::vector<double> up_to(bits - d + 1);  // ln sum over v' <= v of C(bits - d, v')
  double sum = nothing;
  for (std::uint32_t v = 0; v < up_to.size(); ++v)
    up_to[v] = sum = log_add(sum, log_ways(bits - d, v));
  double shared = nothing;
  for (std::uint32_t u = 0; u <= d; ++u) {
    const std::uint32_t farther = std::max(u, d - u);
    if (farther > radius) continue;
    const std::size_t most = std::min<std::size_t>(radius - farther, up_to.size() - 1);
    shared = log_add(shared, log_ways(d, u) + up_to[most]);
  }
  return shared - bits * std::log(2.0);
}

double shared_locations(const sdm_case& of, std::uint32_t d) {
  return of.locations * std::exp(log_shared_share(of.bits, of.radius, d));
}

double critical_distance(const sdm_case& of, double words) {
  const double p = std::exp(log_ball(of.bits, of.radius));
  const double deviation = std::sqrt((words - 1) * of.locations) * p;
  const auto comes_nearer = [&](std::uint32_t d) {
    return of.bits * upper_tail(shared_locations(of, d) / deviation) < d;
  };
  std::uint32_t d = 0;
  while (d < of.bits && (comes_nearer(d) || comes_nearer(d + 1))) ++d;
  return d;
}

double distance_after_read(const sdm_case& of, double words, std::uint32_t d) {
  const double n = of.bits;
  const double p = std::exp(log_ball(of.bits, of.radius));
  const double delta = mean_cosine(of);
  double squares = 0;  // of the expected shared locations, over the distances of random words
  for (std::uint32_t k = 0; k <= of.bits; ++k) {
    const double shared = shared_locations(of, k);
    squares += std::exp(log_ways(n, k) - n * std::log(2.0)) * shared * shared;
  }
  const double others = words - 1;
  const double once = of.locations * p * p;
  const double signal = shared_locations(of, d);
  const double pull = others * once * delta * delta;
  const double pull_of_one = others * p * delta;  // by the counters of one location
  const double deviation =
      std::sqrt(others * (once + squares) +
                of.locations * p * (1 - delta * delta) * pull_of_one * pull_of_one + signal);
  return (n - d) * upper_tail((signal + pull) / deviation) +
         d * upper_tail((signal - pull) / deviation);
}

double shared_by_coordinates(std::uint32_t bits, std::uint32_t coordinates, double locations,
                             std::uint32_t d) {
  double share = std::pow(0.5, coordinates);
  for (std::uint32_t i = 0; i < coordinates; ++i)
    share *= std::max(0.0, double(bits) - d - i) / (double(bits) - i);
  return locations * share;
}

double softmax_beta(std::uint32_t bits, std::uint32_t radius) {
  std::vector<double> cosine(radius), log_weight(radius);
  double mean_x = 0, mean_y = 0;
  for (std::uint32_t v = 0; v < radius; ++v) {
    cosine[v] = 1 - 2.0 * v / bits;
    log_weight[v] = log_shared_share(bits, radius, v);
    mean_x += cosine[v] / radius;
    mean_y += log_weight[v] / radius;
  }
  double xy = 0, xx = 0;
  for (std::uint32_t v = 0; v < radius; ++v) {
    xy += (cosine[v] - mean_x) * (log_weight[v] - mean_y);
    xx += (cosine[v] - mean_x) * (cosine[v] - mean_x);
  }
  return xy / xx;
}

double share_with_overlap(const layout& in, std::uint32_t cue_units, std::uint32_t least) {
  const double n = in.units(), k = in.active();
  const double c = in.is_modular() ? std::min(cue_units, in.modules()) : cue_units;
  const auto log_chance = [&](double s) {
    if (!in.is_modular()) return log_ways(c, s) + log_ways(n - c, k - s) - log_ways(n, k);
    const double m = in.module_units();
    return log_ways(c, s) + (c - s) * std::log1p(-1 / m) - s * std::log(m);
  };
  double sum = nothing;
  for (double s = std::min(c, k); s >= least; --s) sum = log_add(sum, log_chance(s));
  return std::exp(sum);
}

namespace {

// The number from 1 to `most` whose share of the locations is nearest to their root, in ratio;
// shares fall with the number.
template <class Share>
std::uint32_t nearest_to_root(std::uint32_t most, double locations, const Share& share) {
  const double wanted = -std::log(locations) / 2;
  std::uint32_t best = 1;
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t i = 1; i <= most; ++i) {
    const double off = std::abs(std::log(share(i)) - wanted);
    if (!(off < least)) break;
    least = off;
    best = i;
  }
  return best;
}

}  // namespace

std::uint32_t natural_overlap(const layout& in, double locations, std::uint32_t cue_units) {
  return nearest_to_root(std::max(1U, std::min(cue_units, in.active())), locations,
                         [&](std::uint32_t s) { return share_with_overlap(in, cue_units, s); });
}

std::uint32_t natural_coordinates(const layout& in, double locations) {
  return nearest_to_root(in.active(), locations, [&](std::uint32_t q) {
    if (in.is_modular()) return std::pow(1.0 / in.module_units(), q);
    return std::exp(log_ways(in.active(), q) - log_ways(in.units(), q));
  });
}

}  // namespace kenyon
