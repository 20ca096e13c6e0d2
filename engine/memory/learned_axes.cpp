#include "memory/learned_axes.hpp"

#include <algorithm>
#include <cmath>

#include <kenyon/pattern/random.hpp>

#include "kernels/level.hpp"

namespace kenyon {
namespace {

constexpr std::size_t rows_of_subspace = 1024;  // more of them change little
constexpr unsigned subspace_steps = 3;
constexpr std::size_t bunch = 256;

float dot(const float* a, const float* b, std::size_t n) {
  float out = 0;
  kernels::active().dots.dot_at(a, &b, 1, n, &out);
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
      kernels::active().dots.dot_at(x, before.data(), r, width, along.data());
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

// product[i][j] = row i of a . row j of b
std::vector<float> products(const std::vector<float>& a, std::size_t a_rows,
                            const std::vector<float>& b, std::size_t b_rows, std::size_t width) {
  std::vector<float> out(a_rows * b_rows);
  kernels::active().dots.dot_matrix(a.data(), width, a_rows, b.data(), width, width, b_rows,
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
  const std::vector<float> columns = transposed(centred.data(), rows, dimensions);
  std::vector<float> directions = random_rows(axes, dimensions, seed, 0);
  make_orthonormal(directions, axes, dimensions);
  for (unsigned step = 0; step < subspace_steps; ++step) {
    const auto answers = products(directions, axes, centred, rows, dimensions);  // axes x rows
    std::vector<float> next = products(answers, axes, columns, dimensions, rows);
    make_orthonormal(next, axes, dimensions);
    directions = std::move(next);
  }
  return directions;
}

}  // namespace

void learned_axes::project(const float* rows, std::size_t n, float* out) const {
  kernels::active().dots.dot_matrix(rows, dimensions, n, directions.data(), dimensions, dimensions,
                                    axes, out);
}

learned_axes learn_axes(const float* sample, std::size_t n, std::size_t dimensions,
                        std::size_t axes, std::uint64_t seed) {
  learned_axes learned;
  learned.dimensions = dimensions;
  learned.axes = axes;
  const std::vector<float> mean = mean_of(sample, n, dimensions);
  learned.directions = random_rows(axes, axes, seed, 1);
  make_orthonormal(learned.directions, axes, axes);
  if (axes < dimensions) {
    const auto most = subspace(sample, n, dimensions, axes, mean, seed);
    learned.directions = products(learned.directions, axes,
                                  transposed(most.data(), axes, dimensions), dimensions, axes);
  }
  learned.centre.resize(axes);
  learned.project(mean.data(), 1, learned.centre.data());
  return learned;
}

std::vector<float> half_squares_of(const float* points, std::size_t count, std::size_t width) {
  std::vector<float> half(count);
  for (std::size_t p = 0; p < count; ++p)
    half[p] = dot(points + p * width, points + p * width, width) / 2;
  return half;
}

void nearest_points(const float* rows, std::size_t n, std::size_t width, const float* points,
                    const float* half_squares, std::size_t count, std::uint32_t* nearest) {
  std::vector<float> fits(std::min(n, bunch) * count);
  for (std::size_t first = 0; first < n; first += bunch) {
    const std::size_t some = std::min(bunch, n - first);
    kernels::active().dots.dot_matrix(rows + first * width, width, some, points, width, width,
                                      count, fits.data());
    for (std::size_t r = 0; r < some; ++r) {
      float* const fit = fits.data() + r * count;
      for (std::size_t p = 0; p < count; ++p) fit[p] -= half_squares[p];
      nearest[first + r] = static_cast<std::uint32_t>(std::max_element(fit, fit + count) - fit);
    }
  }
}

std::vector<float> compete(const float* sample, std::size_t n, std::size_t width, std::size_t count,
                           unsigned passes, std::uint64_t seed) {
  std::vector<float> points(count * width);
  std::vector<unit> start(std::min(n, count));
  random_sequence numbers(seed, stream::axes, 2);
  draw_distinct(numbers, static_cast<std::uint32_t>(n), start);
  for (std::size_t p = 0; p < count; ++p)
    std::copy_n(sample + start[p % start.size()] * width, width, points.data() + p * width);
  std::vector<std::uint32_t> won(count, 0), winners(bunch);
  for (unsigned pass = 0; pass < passes; ++pass)
    for (std::size_t first = 0; first < n; first += bunch) {
      const std::size_t some = std::min(bunch, n - first);
      const auto half = half_squares_of(points.data(), count, width);
      nearest_points(sample + first * width, some, width, points.data(), half.data(), count,
                     winners.data());
      for (std::size_t r = 0; r < some; ++r) {
        float* const point = points.data() + winners[r] * width;
        const float rate = 1 / static_cast<float>(++won[winners[r]]);
        for (std::size_t i = 0; i < width; ++i)
          point[i] += rate * (sample[(first + r) * width + i] - point[i]);
      }
    }
  return points;
}

}  // namespace kenyon
