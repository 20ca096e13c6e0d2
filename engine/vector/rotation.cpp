#include "vector/rotation.hpp"

#include <algorithm>
#include <cmath>

#include <kenyon/pattern/random.hpp>

#include "base/active_kernels.hpp"

namespace kenyon {
namespace {

constexpr std::size_t rows_of_subspace = 1024;  // more of them change little
constexpr unsigned subspace_steps = 3;

float dot(const float* a, const float* b, std::size_t n) {
  float out = 0;
  active_kernels().dots.dot_at(a, &b, 1, n, &out);
  return out;
}

// Gram and Schmidt's, each row against those before it, twice for accuracy. A row that vanishes
// (the sample has fewer directions) stays zeros.
void make_orthonormal(std::vector<float>& rows, std::size_t count, std::size_t width) {
  std::vector<const float*> before;
  std::vector<float> along(count);
  for (std::size_t r = 0; r < count; ++r) {
    float* const x = rows.data() + r * width;
    const float size = std::sqrt(dot(x, x, width));
    for (int twice = 0; twice < 2; ++twice) {
      active_kernels().dots.dot_at(x, before.data(), r, width, along.data());
      for (std::size_t k = 0; k < r; ++k)
        for (std::size_t i = 0; i < width; ++i) x[i] -= along[k] * before[k][i];
    }
    const float length = std::sqrt(dot(x, x, width));
    const float scale = length > 1e-4F * size ? 1 / length : 0;
    for (std::size_t i = 0; i < width; ++i) x[i] *= scale;
    before.push_back(x);
  }
}

// Rows whose numbers are sums of four uniform ones: near enough to normal for random directions.
std::vector<float> random_rows(std::size_t count, std::size_t width, std::uint64_t seed,
                               std::uint64_t index) {
  std::vector<float> rows(count * width);
  random_sequence numbers(seed, stream::axes, index);
  for (float& x : rows) {
    std::int64_t sum = 0;
    for (int k = 0; k < 4; ++k) sum += numbers.next() >> 8;
    x = static_cast<float>(static_cast<double>(sum - (std::int64_t{2} << 24)) * 0x1p-24);
  }
  return rows;
}

std::vector<float> transposed(const float* rows, std::size_t n, std::size_t width) {
  std::vector<float> out(n * width);
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t i = 0; i < width; ++i) out[i * n + r] = rows[r * width + i];
  return out;
}

// a (a_rows x inner) times b (inner x b_columns)
std::vector<float> product(const std::vector<float>& a, std::size_t a_rows,
                           const std::vector<float>& b, std::size_t b_columns, std::size_t inner) {
  std::vector<float> out(a_rows * b_columns);
  active_kernels().dots.dot_columns(a.data(), inner, a_rows, b.data(), b_columns, inner, b_columns,
                                    out.data());
  return out;
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

// The subspace of `axes` directions that holds most variance of the sample.
std::vector<float> subspace(const float* sample, std::size_t n, std::size_t dimensions,
                            std::size_t axes, const std::vector<float>& mean, std::uint64_t seed) {
  const std::size_t rows = std::min(n, rows_of_subspace);
  std::vector<float> centred(rows * dimensions);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t i = 0; i < dimensions; ++i)
      centred[r * dimensions + i] = sample[r * n / rows * dimensions + i] - mean[i];
  float largest = 0;  // squares of what is multiplied below would overflow, or vanish
  for (const float x : centred) largest = std::max(largest, std::abs(x));
  if (largest > 0)
    for (float& x : centred) x /= largest;
  std::vector<float> directions = random_rows(axes, dimensions, seed, 0);
  make_orthonormal(directions, axes, dimensions);
  for (unsigned step = 0; step < subspace_steps; ++step) {
    std::vector<float> answers(axes * rows);
    active_kernels().dots.dot_matrix(directions.data(), dimensions, axes, centred.data(),
                                     dimensions, dimensions, rows, answers.data());
    std::vector<float> next = product(answers, axes, centred, dimensions, rows);
    make_orthonormal(next, axes, dimensions);
    directions = std::move(next);
  }
  return directions;
}

}  // namespace

void rotation::project(const float* rows, std::size_t n, float* out) const {
  active_kernels().dots.dot_columns(rows, dimensions, n, directions.data(), axes, dimensions, axes,
                                    out);
}

rotation fit_rotation(const float* sample, std::size_t n, std::size_t dimensions, std::size_t axes,
                      std::uint64_t seed) {
  rotation fitted;
  fitted.dimensions = dimensions;
  fitted.axes = axes;
  const std::vector<float> mean = mean_of(sample, n, dimensions);
  fitted.directions = random_rows(axes, axes, seed, 1);
  make_orthonormal(fitted.directions, axes, axes);
  if (axes < dimensions) {
    const auto most = subspace(sample, n, dimensions, axes, mean, seed);
    fitted.directions = product(fitted.directions, axes, most, dimensions, axes);
  }
  fitted.directions = transposed(fitted.directions.data(), axes, dimensions);
  fitted.centre.resize(axes);
  fitted.project(mean.data(), 1, fitted.centre.data());
  return fitted;
}

}  // namespace kenyon
