// Private: tails of the binomial distribution.
#pragma once
#include <cstdint>
#include <vector>

namespace kenyon {

// P(Binomial(n, p) >= s) for every s = 0..n.
std::vector<double> binomial_tails(std::uint32_t n, double p);

}  // namespace kenyon
