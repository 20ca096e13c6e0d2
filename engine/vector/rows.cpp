#include "vector/rows.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>

#include "base/active_kernels.hpp"
#include "vector/grow.hpp"

namespace kenyon {
namespace {

constexpr float largest_component = 1e15F;  // squares of differences cannot overflow below it
constexpr std::size_t block_bytes = std::size_t{8} << 20;
constexpr std::size_t line_bytes = 64;
constexpr std::size_t at_once = 256;  // rows that a kernel is given

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
  active_kernels().dots.dot_at(x, &x, 1, n, &square);
  return square;
}

std::vector<float> mean_of(const float* rows, std::size_t n, std::size_t width) {
  std::vector<double> sum(width, 0.0);
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t i = 0; i < width; ++i) sum[i] += double{rows[r * width + i]};
  std::vector<float> mean(width);
  for (std::size_t i = 0; i < width; ++i)
    mean[i] = static_cast<float>(sum[i] / static_cast<double>(n));
  return mean;
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

void vector_rows::prepare(const float* vectors, std::size_t n, std::size_t count) {
  const std::size_t per_block = std::size_t{1} << block_bits_;
  const std::size_t bytes = (stride_ * (as_bytes_ ? 1 : sizeof(float))) << block_bits_;
  const std::size_t blocks = (count + per_block - 1) / per_block;
  if (blocks > blocks_.size()) require_memory((blocks - blocks_.size()) * bytes, "the vectors");
  grow(blocks_, blocks);
  while (blocks_.size() < blocks) blocks_.push_back(zeroed_pages(bytes, "the vectors"));
  if (as_bytes_ && count > scales_.size()) scales_.resize(blocks_.size() << block_bits_);
  if (as_bytes_ && !has_rows_ && n > 0) origin_ = mean_of(vectors, n, dimensions_);
}

void vector_rows::put(slot at, const float* vector) noexcept {
  if (!as_bytes_) {
    std::copy_n(vector, dimensions_, row<float>(at));
    return;
  }
  put_bytes(at, vector);
}

void vector_rows::put_bytes(slot at, const float* vector) noexcept {
  has_rows_ = true;
  float largest = 0, from_origin = 0;
  for (std::size_t i = 0; i < dimensions_; ++i) {
    largest = std::max(largest, std::abs(vector[i]));
    from_origin = std::max(from_origin, std::abs(vector[i] - origin_[i]));
  }
  const bool about_origin = from_origin < largest;
  const float scale = (about_origin ? from_origin : largest) / 127;
  scales_[at] = about_origin ? -scale : scale;
  auto* const bytes = row<std::int8_t>(at);
  for (std::size_t i = 0; i < dimensions_; ++i) {
    const float kept = about_origin ? vector[i] - origin_[i] : vector[i];
    const float x = scale > 0 ? kept / scale : 0;
    bytes[i] = static_cast<std::int8_t>(std::clamp(x + (x < 0 ? -0.5F : 0.5F), -127.0F, 127.0F));
  }
}

void vector_rows::get(slot at, float* out) const {
  if (!as_bytes_) {
    std::copy_n(row<const float>(at), dimensions_, out);
    return;
  }
  const auto* const bytes = row<const std::int8_t>(at);
  const bool about_origin = std::signbit(scales_[at]);
  for (std::size_t i = 0; i < dimensions_; ++i)
    out[i] = std::abs(scales_[at]) * static_cast<float>(bytes[i]) + (about_origin ? origin_[i] : 0);
}

void vector_rows::score(const float* query, std::span<const slot> slots,
                        std::span<float> out) const {
  if (as_bytes_) {
    score_bytes(query, slots, out.data());
  } else {
    const auto& kernel = active_kernels().dots;
    const auto compare = by_ == metric::euclidean ? kernel.square_at : kernel.dot_at;
    for (std::size_t first = 0; first < slots.size(); first += at_once) {
      const std::size_t n = std::min(at_once, slots.size() - first);
      const float* rows[at_once];
      for (std::size_t i = 0; i < n; ++i) rows[i] = row<const float>(slots[first + i]);
      compare(query, rows, n, dimensions_, out.data() + first);
    }
  }
  if (by_ == metric::euclidean)
    for (std::size_t i = 0; i < slots.size(); ++i) out[i] = -std::sqrt(out[i]);
}

// Squares of distances, or dot products. Rows about the origin are compared with the query about
// it.
void vector_rows::score_bytes(const float* query, std::span<const slot> slots, float* out) const {
  const auto& kernel = active_kernels().dots;
  const bool squared = by_ == metric::euclidean;
  std::vector<float> from_origin(query, query + (slots.empty() ? 0 : dimensions_));
  for (std::size_t i = 0; by_ != metric::dot && i < from_origin.size(); ++i)
    from_origin[i] -= origin_[i];
  // Between vectors of length 1 a cosine is 1 - square / 2: what rounding does along the query then
  // counts squared. A query of zeros has no length.
  const bool by_angle = by_ == metric::cosine && square_of(query, dimensions_) > 0;
  const float* const origin = origin_.data();
  float of_origin = 0;
  if (!squared && !slots.empty()) kernel.dot_at(query, &origin, 1, dimensions_, &of_origin);
  for (std::size_t first = 0; first < slots.size(); first += at_once)
    for (const bool about_origin : {false, true}) {
      const std::int8_t* rows[at_once];
      float scales[at_once], scores[at_once];
      std::size_t places[at_once], n = 0;
      for (std::size_t i = first; i < std::min(first + at_once, slots.size()); ++i) {
        const float scale = scales_[slots[i]];
        if (std::signbit(scale) != about_origin) continue;
        rows[n] = row<const std::int8_t>(slots[i]);
        scales[n] = std::abs(scale);
        places[n++] = i;
      }
      if (squared || (by_angle && about_origin)) {
        kernel.square8_at(about_origin ? from_origin.data() : query, rows, scales, n, dimensions_,
                          scores);
      } else {
        kernel.dot8_at(query, rows, n, dimensions_, scores);
        for (std::size_t i = 0; i < n; ++i)
          scores[i] = scores[i] * scales[i] + (about_origin ? of_origin : 0);
      }
      if (by_angle && about_origin)
        for (std::size_t i = 0; i < n; ++i) scores[i] = 1 - scores[i] / 2;
      for (std::size_t i = 0; i < n; ++i) out[places[i]] = scores[i];
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
