#include "encoder/mean.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include <kenyon/base/error.hpp>
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

void throw_alike(std::size_t rows, const std::string& who) {
  throw error(fault::bad_input, who + ": expected rows that differ, at least " +
                                    std::to_string(encoder::few_rows) + " to learn from, found " +
                                    std::to_string(rows) +
                                    (rows == 1 ? " row" : " that are all alike"));
}

void check_variety(const array& rows, std::size_t first, std::size_t count,
                   const std::string& who) {
  const std::size_t used = std::min(count, max_mean_rows);
  std::vector<float> begin(rows.row_size()), input(rows.row_size());
  rows.row(first, begin);
  for (std::size_t r = 1; r < used; ++r) {
    rows.row(first + r * count / used, input);
    if (input != begin) return;
  }
  throw_alike(used, who);
}

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
  return bytes.empty() ? std::vector<float>() : floats_from(bytes, inputs);
}

std::vector<float> floats_from(std::span<const std::byte> bytes, std::size_t count) {
  if (bytes.size() != count * sizeof(float))
    throw error(fault::bad_input, "encoder state: expected " +
                                      std::to_string(count * sizeof(float)) + " bytes, found " +
                                      std::to_string(bytes.size()));
  std::vector<float> numbers(count);
  std::memcpy(numbers.data(), bytes.data(), bytes.size());
  for (std::size_t i = 0; i < count; ++i)
    if (!std::isfinite(numbers[i]))
      throw error(fault::bad_input,
                  "encoder state: number " + std::to_string(i) + " is not finite");
  return numbers;
}

void check_finite(std::span<const float> input) {
  for (std::size_t i = 0; i < input.size(); ++i)
    if (!std::isfinite(input[i]))
      throw error(fault::bad_input, "input " + std::to_string(i) + " is not a finite number");
}

}  // namespace kenyon
