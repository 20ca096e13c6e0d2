#include "memory/exemplar_votes.hpp"

#include <algorithm>

namespace kenyon {
namespace {

constexpr double one = 1 << 30;

// Exemplars of each overlap, 0..best.
std::vector<std::uint64_t> histogram(std::span<const std::uint16_t> overlaps) {
  std::vector<std::uint64_t> counted(
      overlaps.empty() ? 1 : std::size_t{*std::max_element(overlaps.begin(), overlaps.end())} + 1);
  for (const std::uint16_t m : overlaps) ++counted[m];
  return counted;
}

// The share of an exemplar of each overlap, rounded down.
std::vector<std::int32_t> shares_by_overlap(const separation& how,
                                            const std::vector<std::uint64_t>& counted) {
  std::vector<fit> fits;
  for (std::size_t m = counted.size(); m-- > 0;)
    if (counted[m] != 0) fits.push_back({static_cast<double>(m), counted[m]});
  const std::vector<double> shares = shares_of(how, fits);
  std::vector<std::int32_t> rounded(counted.size(), 0);
  for (std::size_t i = 0; i < fits.size(); ++i)
    rounded[static_cast<std::size_t>(fits[i].score)] = static_cast<std::int32_t>(shares[i] * one);
  return rounded;
}

}  // namespace

vote votes_of(const separation& how, const exemplar_rows& voters, std::size_t units,
              std::span<const std::uint16_t> overlaps) {
  vote made{std::vector<std::int32_t>(units, 0), 0};
  const std::vector<std::uint64_t> counted = histogram(overlaps);
  made.best_overlap = static_cast<std::uint32_t>(counted.size() - 1);
  const std::vector<std::int32_t> shares = shares_by_overlap(how, counted);
  for (std::size_t e = 0; e < overlaps.size(); ++e) {
    const std::int32_t share = shares[overlaps[e]];
    if (share != 0)
      each_unit(voters.row(e), voters.words(), [&](unit u) { made.supports[u] += share; });
  }
  return made;
}

}  // namespace kenyon
