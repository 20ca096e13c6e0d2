#include <kenyon/memory/exemplar/separation.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

// By multiplication alone: the same bits whatever the C library's pow() does.
double power(double base, std::uint32_t exponent) {
  double product = 1;
  for (; exponent != 0; exponent /= 2, base *= base)
    if (exponent % 2 != 0) product *= base;
  return product;
}

void divide_by_sum(std::span<const fit> fits, std::vector<double>& weights) {
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    sum += weights[i] * static_cast<double>(fits[i].exemplars);
  if (sum > 0)
    for (double& w : weights) w /= sum;
}

// Relative to the best fit, so that nothing overflows.
double weight_of(const separation& s, double score, double best) {
  if (s.what == separation::function::softmax) return std::exp(s.beta * (score - best));
  return score > 0 ? power(score / best, s.degree - 1) : 0;
}

// Shares (z - tau)^power where positive, that add up to 1, for z relative to the best. What an
// exemplar gets falls with tau, so the support is all fits above the first score at which those
// before it would already share 1 or more.
std::vector<double> sparse_shares(double scale, bool squared, std::span<const fit> fits) {
  const auto z = [&](std::size_t i) { return scale * (fits[i].score - fits[0].score); };
  double count = 0;
  double mean = 0;    // of z over the support
  double spread = 0;  // sum of (z - mean)^2
  std::size_t support = 0;
  for (; support < fits.size(); ++support) {
    const double behind = mean - z(support);
    if (count * (squared ? behind * behind : behind) + (squared ? spread : 0) >= 1) break;
    const auto more = static_cast<double>(fits[support].exemplars);
    const double step = z(support) - mean;
    spread += step * step * count * more / (count + more);
    mean += step * more / (count + more);
    count += more;
  }
  const double tau =
      squared ? mean - std::sqrt(std::max(0.0, (1 - spread) / count)) : mean - 1 / count;
  std::vector<double> shares(fits.size(), 0.0);
  for (std::size_t i = 0; i < support; ++i) {
    const double above = std::max(0.0, z(i) - tau);
    shares[i] = squared ? above * above : above;
  }
  divide_by_sum(fits, shares);  // takes out what rounding left
  return shares;
}

}  // namespace

void check(const separation& s) {
  if (!(s.beta >= 0) || !std::isfinite(s.beta))
    throw error(fault::usage, "the beta of a separation function is a number from 0");
  if (s.what == separation::function::polynomial && (s.degree < 2 || s.degree > 100))
    throw error(fault::usage, "the degree of a polynomial separation is from 2 to 100");
}

std::vector<double> shares_of(const separation& s, std::span<const fit> fits) {
  std::size_t taking_part = 0;
  for (std::uint64_t before = 0; taking_part < fits.size(); ++taking_part) {
    if (s.best != 0 && before >= s.best) break;
    before += fits[taking_part].exemplars;
  }
  std::vector<double> shares;
  const auto part = fits.first(taking_part);
  if (s.what == separation::function::sparsemax && !part.empty()) {
    shares = sparse_shares(s.beta, false, part);
  } else if (s.what == separation::function::entmax && !part.empty()) {
    shares = sparse_shares(s.beta / 2, true, part);
  } else {
    double best = -std::numeric_limits<double>::infinity();
    for (const fit& f : part) best = std::max(best, f.score);
    for (const fit& f : part) shares.push_back(weight_of(s, f.score, best));
    divide_by_sum(part, shares);
  }
  shares.resize(fits.size(), 0.0);
  return shares;
}

}  // namespace kenyon
