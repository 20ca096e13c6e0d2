#include "vector/rows.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>

#include "kernels/level.hpp"
#include "vector/grow.hpp"

namespace kenyon {
namespace {

constexpr float largest_component = 1e15F;  // squares of differences cannot overflow below it
constexpr std::size_t block_bytes = std::size_t{8} << 20;
constexpr std::size_t line_bytes = 64;

bool usable(float x) {
  return std::abs(x) <= largest_component;
}

// Without an early end, side by side.
bool all_usable(std::span<const float> values) {
  unsigned wrong = 0;
  for (const float x : values) wrong |= !usable(x);
  return wrong == 0;
}

float square_of(const float* x, std::size_t n) {
  float square = 0;
  kernels::active().dots.dot_at(x, &x, 1, n, &square);
  return square;
}

// A vector of zeros stays one.
void scale_to_length_1(float* x, std::size_t n) {
  float square = square_of(x, n);
  if (square < 1e-20F) {  // squares of tiny numbers vanish
    float largest = 0;
    for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, std::abs(x[i]));
    if (largest == 0) return;
    for (std::size_t i = 0; i < n; ++i) x[i] /= largest;
    square = square_of(x, n);
  }
  const float length = std::sqrt(square);
  for (std::size_t i = 0; i < n; ++i) x[i] /= length;
}

}  // namespace

vector_rows::vector_rows(std::size_t dimensions, metric by, bool as_bytes)
    : dimensions_(dimensions), by_(by), as_bytes_(as_bytes) {
  const std::size_t per_line = as_bytes ? line_bytes : line_bytes / sizeof(float);
  stride_ = (dimensions + per_line - 1) / per_line * per_line;
  while ((stride_ * (as_bytes ? 1 : sizeof(float)) << block_bits_) < block_bytes) ++block_bits_;
}

void vector_rows::prepare(const float*, std::size_t, std::size_t count) {
  const std::size_t per_block = std::size_t{1} << block_bits_;
  const std::size_t bytes = (stride_ * (as_bytes_ ? 1 : sizeof(float))) << block_bits_;
  const std::size_t blocks = (count + per_block - 1) / per_block;
  if (blocks > blocks_.size()) require_memory((blocks - blocks_.size()) * bytes, "the vectors");
  grow(blocks_, blocks);
  while (blocks_.size() < blocks) blocks_.push_back(zeroed_pages(bytes, "the vectors"));
  if (as_bytes_ && count > scales_.size()) scales_.resize(blocks_.size() << block_bits_);
}

void vector_rows::put(slot at, const float* vector) noexcept {
  if (!as_bytes_) {
    std::copy_n(vector, dimensions_, row<float>(at));
    return;
  }
  float largest = 0;
  for (std::size_t i = 0; i < dimensions_; ++i) largest = std::max(largest, std::abs(vector[i]));
  const float scale = largest / 127;
  scales_[at] = scale;
  auto* const bytes = row<std::int8_t>(at);
  for (std::size_t i = 0; i < dimensions_; ++i) {
    const float x = scale > 0 ? vector[i] / scale : 0;
    bytes[i] = static_cast<std::int8_t>(std::clamp(x + (x < 0 ? -0.5F : 0.5F), -127.0F, 127.0F));
  }
}

void vector_rows::get(slot at, float* out) const {
  if (!as_bytes_) {
    std::copy_n(row<const float>(at), dimensions_, out);
    return;
  }
  const auto* const bytes = row<const std::int8_t>(at);
  for (std::size_t i = 0; i < dimensions_; ++i) out[i] = scales_[at] * static_cast<float>(bytes[i]);
}

void vector_rows::score(const float* query, std::span<const slot> slots,
                        std::span<float> out) const {
  constexpr std::size_t at_once = 256;
  const auto& kernel = kernels::active().dots;
  for (std::size_t first = 0; first < slots.size(); first += at_once) {
    const std::size_t n = std::min(at_once, slots.size() - first);
    const slot* const at = slots.data() + first;
    float* const scores = out.data() + first;
    if (as_bytes_) {
      const std::int8_t* rows[at_once];
      float scales[at_once];
      for (std::size_t i = 0; i < n; ++i) rows[i] = row<const std::int8_t>(at[i]);
      for (std::size_t i = 0; i < n; ++i) scales[i] = scales_[at[i]];
      if (by_ == metric::euclidean) {
        kernel.square8_at(query, rows, scales, n, dimensions_, scores);
      } else {
        kernel.dot8_at(query, rows, n, dimensions_, scores);
        for (std::size_t i = 0; i < n; ++i) scores[i] *= scales[i];
      }
    } else {
      const float* rows[at_once];
      for (std::size_t i = 0; i < n; ++i) rows[i] = row<const float>(at[i]);
      const auto compare = by_ == metric::euclidean ? kernel.square_at : kernel.dot_at;
      compare(query, rows, n, dimensions_, scores);
    }
    if (by_ == metric::euclidean)
      for (std::size_t i = 0; i < n; ++i) scores[i] = -std::sqrt(scores[i]);
  }
}

prepared::prepared(std::span<const float> values, std::size_t rows, std::size_t dimensions,
                   metric by, const char* what)
    : given_(values.data()) {
  if (values.size() != rows * dimensions)
    throw error(fault::bad_input, std::to_string(values.size()) + " numbers are not " +
                                      std::to_string(rows) + " vectors of " +
                                      std::to_string(dimensions));
  if (!all_usable(values)) {
    const auto wrong = std::find_if_not(values.begin(), values.end(), usable);
    const auto at = static_cast<std::size_t>(wrong - values.begin());
    throw error(fault::bad_input, std::string(what) + " row " + std::to_string(at / dimensions) +
                                      ", column " + std::to_string(at % dimensions) +
                                      ": not a number from -1e15 to 1e15");
  }
  if (by != metric::cosine) return;
  scaled_.assign(values.begin(), values.end());
  for (std::size_t r = 0; r < rows; ++r)
    scale_to_length_1(scaled_.data() + r * dimensions, dimensions);
}

}  // namespace kenyon
