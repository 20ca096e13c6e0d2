#include <kenyon/memory/bipolar/polynomial_net.hpp>

#include <oneapi/tbb/parallel_for.h>

#include <cmath>
#include <string>

#include <kenyon/base/error.hpp>

#include "base/active_kernels.hpp"
#include "memory/bipolar/bipolar.hpp"

namespace kenyon {
namespace {

std::int64_t power(std::int64_t base, std::uint32_t exponent) {
  std::int64_t product = 1;
  for (std::uint32_t i = 0; i < exponent; ++i) product *= base;
  return product;
}

void check_size(std::uint32_t units, std::uint32_t degree, std::size_t patterns) {
  if (units < 2 || units > max_net_units || degree < 2 || degree > 20)
    throw error(fault::usage, "a polynomial net has 2 to " + std::to_string(max_net_units) +
                                  " units and a degree of 2 to 20");
  if (static_cast<double>(patterns + 1) * std::pow(units + 2.0, degree) >= std::pow(2.0, 62))
    throw error(fault::usage, "energies of degree " + std::to_string(degree) + " of " +
                                  std::to_string(patterns) + " patterns of " +
                                  std::to_string(units) + " units exceed 64 bits");
}

}  // namespace

polynomial_net::polynomial_net(std::uint32_t units, std::uint32_t degree,
                               const pattern_batch& patterns)
    : units_(units), degree_(degree) {
  check_size(units, degree, patterns.size());
  check_states(units, patterns);
  patterns_ = bit_matrix(patterns.size(), units);
  for (std::size_t p = 0; p < patterns.size(); ++p)
    for (const unit u : patterns[p]) patterns_.set(p, u);
  const auto most = static_cast<std::int64_t>(units);
  for (std::int64_t z = -most - 2; z <= most; ++z)
    steps_.push_back(power(z + 2, degree) - power(z, degree));
}

std::int64_t polynomial_net::energy_step(std::int64_t from) const {
  return steps_[static_cast<std::size_t>(from + units_ + 2)];
}

// With the overlap z of the whole state, a unit that agrees with the pattern has F(z) for it and
// F(z - 2) against; one that differs has F(z) for its own side and F(z + 2) for the pattern's.
std::vector<std::int64_t> polynomial_net::drives(pattern_view state) const {
  std::vector<std::uint64_t> bits(patterns_.words());
  const auto& kernel = active_kernels();
  kernel.winners.indices_to_bits(state.data(), state.size(), bits.data(), bits.size());
  std::vector<std::uint32_t> differ(patterns_.rows());
  kernel.bits.hamming_many(bits.data(), patterns_.data(), patterns_.stride(), bits.size(),
                           differ.size(), differ.data());
  std::vector<std::int64_t> drive(units_, 0);
  for (std::size_t p = 0; p < differ.size(); ++p) {
    const std::int64_t z = std::int64_t{units_} - 2 * std::int64_t{differ[p]};
    const std::int64_t agreeing = energy_step(z - 2);
    const std::int64_t differing = energy_step(z);
    const std::uint64_t* const row = patterns_.row(p);
    for (std::size_t u = 0; u < units_; ++u) {
      const bool up = row[u / 64] >> (u % 64) & 1;
      const bool same = up == static_cast<bool>(bits[u / 64] >> (u % 64) & 1);
      const std::int64_t gain = same ? agreeing : differing;
      drive[u] += up ? gain : -gain;
    }
  }
  return drive;
}

std::vector<settled> polynomial_net::recall(const pattern_batch& cues, std::uint32_t steps) const {
  check_states(units_, cues);
  if (steps < 1) throw error(fault::usage, "recall takes at least one step");
  std::vector<settled> answers(cues.size());
  tbb::parallel_for(std::size_t{0}, cues.size(), [&](std::size_t c) {
    settled& state = answers[c];
    state.units.assign(cues[c].begin(), cues[c].end());
    while (!state.converged && state.steps < steps) {
      ++state.steps;
      pattern next = units_up(drives(state.units), state.units);
      state.converged = next == state.units;
      state.units = std::move(next);
    }
  });
  return answers;
}

}  // namespace kenyon
