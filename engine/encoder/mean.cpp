#include "encoder/mean.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include <kenyon/error.hpp>

namespace kenyon {

std::vector<float> mean_of(const array& rows, std::size_t first, std::size_t count) {
  if (count == 0) return {};
  const std::size_t used = std::min(count, max_mean_rows);
  std::vector<float> input(rows.row_size());
  std::vector<double> sums(input.size());
  for (std::size_t r = 0; r < used; ++r) {
    rows.row(first + r * count / used, input);
    for (std::size_t i = 0; i < input.size(); ++i) sums[i] += static_cast<double>(input[i]);
  }
  for (std::size_t i = 0; i < input.size(); ++i)
    input[i] = static_cast<float>(sums[i] / static_cast<double>(used));
  return input;
}

std::vector<std::byte> mean_bytes(std::span<const float> mean) {
  const auto bytes = std::as_bytes(mean);
  return {bytes.begin(), bytes.end()};
}

std::vector<float> mean_from(std::span<const std::byte> bytes, std::size_t inputs) {
  if (bytes.empty()) return {};
  if (bytes.size() != inputs * sizeof(float))
    throw error(fault::bad_input, "encoder state: expected " +
                                      std::to_string(inputs * sizeof(float)) + " bytes, found " +
                                      std::to_string(bytes.size()));
  std::vector<float> mean(inputs);
  std::memcpy(mean.data(), bytes.data(), bytes.size());
  for (std::size_t i = 0; i < inputs; ++i)
    if (!std::isfinite(mean[i]))
      throw error(fault::bad_input, "encoder state: expected a mean of input " + std::to_string(i));
  return mean;
}

void check_finite(std::span<const float> input) {
  for (std::size_t i = 0; i < input.size(); ++i)
    if (!std::isfinite(input[i]))
      throw error(fault::bad_input, "input " + std::to_string(i) + " is not a finite number");
}

}  // namespace kenyon
