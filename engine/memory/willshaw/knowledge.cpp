#include "memory/willshaw/knowledge.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/active_kernels.hpp"
#include "base/binomial.hpp"

namespace kenyon {
namespace {

// Number of cue units connected to each answer unit: the column sums of the matrix.
std::vector<std::uint32_t> column_degrees(const bit_matrix& matrix) {
  const auto& rows = active_kernels().rows;
  const std::size_t words = matrix.words();
  std::vector<std::uint32_t> degrees(words * 64);
  std::vector<std::uint32_t> chosen;
  std::vector<std::uint64_t> planes(words * kernels::planes_for(kernels::max_rows));
  std::vector<std::uint16_t> counts(words * 64);
  for (std::size_t first = 0; first < matrix.rows(); first += kernels::max_rows) {
    chosen.resize(std::min(kernels::max_rows, matrix.rows() - first));
    std::iota(chosen.begin(), chosen.end(), static_cast<std::uint32_t>(first));
    rows.count(matrix.data(), matrix.stride(), chosen.data(), chosen.size(), words, planes.data());
    rows.unpack(planes.data(), kernels::planes_for(chosen.size()), words, counts.data());
    for (std::size_t u = 0; u < degrees.size(); ++u) degrees[u] += counts[u];
  }
  degrees.resize(matrix.columns());
  return degrees;
}

// Rounding degrees up to at most ~512 different values keeps the bound a bound and the work small.
std::map<std::uint32_t, std::uint32_t> rounded_up(const std::vector<std::uint32_t>& degrees,
                                                  std::uint32_t most) {
  const std::uint32_t step = most / 512 + 1;
  std::map<std::uint32_t, std::uint32_t> counted;
  for (std::uint32_t d : degrees) ++counted[std::min(most, (d + step - 1) / step * step)];
  return counted;
}

}  // namespace

double bit_knowledge::expected_units(const bit_matrix& matrix, std::uint32_t cue_units,
                                     std::uint32_t support) {
  if (support > cue_units) return 0;
  const std::scoped_lock lock(guard_);
  const auto rows = static_cast<std::uint32_t>(matrix.rows());
  if (degrees_.empty()) degrees_ = rounded_up(column_degrees(matrix), rows);
  std::vector<double>& expected = expected_[cue_units];
  if (expected.empty()) {
    expected.assign(cue_units + 1, 0.0);
    for (const auto& [degree, units] : degrees_) {
      const double p = static_cast<double>(degree) / rows;
      const std::vector<double> tails = binomial_tails(cue_units, p);
      // Hoeffding's bound holds from one above the mean upwards, and for "all of them" always (the
      // product of the shares is at most the power of their mean); elsewhere a tail is at most 1.
      for (std::uint32_t s = 0; s <= cue_units; ++s)
        expected[s] += units * (s >= cue_units * p + 1 || s == cue_units ? tails[s] : 1.0);
    }
  }
  return expected[support];
}

void bit_knowledge::forget() {
  const std::scoped_lock lock(guard_);
  degrees_.clear();
  expected_.clear();
}

}  // namespace kenyon
