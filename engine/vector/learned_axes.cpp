#include "vector/learned_axes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <kenyon/pattern/random.hpp>

#include "base/active_kernels.hpp"

namespace kenyon {
namespace {

constexpr std::size_t rows_of_subspace = 1024;  // more of them change little
constexpr unsigned subspace_steps = 3;
constexpr std::size_t bunch = 256;
constexpr std::size_t in_vector = 16;  // floats

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

// The first place of the largest fit less its half square. For finite fits: one is then found.
std::uint32_t best_fit(float* fits, const std::vector<float>& half_squares) {
  const float* const half = half_squares.data();
  const std::size_t places = half_squares.size();
  float best[in_vector];
  std::fill_n(best, in_vector, -std::numeric_limits<float>::infinity());
  for (std::size_t p = 0; p < places; p += in_vector)
    for (std::size_t k = 0; k < in_vector; ++k) {
      fits[p + k] -= half[p + k];
      best[k] = std::max(best[k], fits[p + k]);
    }
  const float most = *std::max_element(best, best + in_vector);
  std::size_t first = places;
  for (std::size_t k = 0; k < in_vector; ++k) {
    if (best[k] != most) continue;
    std::size_t p = k;
    while (fits[p] != most) p += in_vector;
    first = std::min(first, p);
  }
  return static_cast<std::uint32_t>(first);
}

}  // namespace

void learned_axes::project(const float* rows, std::size_t n, float* out) const {
  active_kernels().dots.dot_columns(rows, dimensions, n, directions.data(), axes, dimensions, axes,
                                    out);
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
    learned.directions = product(learned.directions, axes, most, dimensions, axes);
  }
  learned.directions = transposed(learned.directions.data(), axes, dimensions);
  learned.centre.resize(axes);
  learned.project(mean.data(), 1, learned.centre.data());
  return learned;
}

point_table::point_table(const float* points, std::size_t count, std::size_t numbers)
    : width(numbers) {
  const std::size_t places = (count + in_vector - 1) / in_vector * in_vector;
  half_squares.assign(places, std::numeric_limits<float>::infinity());
  columns.assign(places * width, 0);
  for (std::size_t p = 0; p < count; ++p) {
    half_squares[p] = dot(points + p * width, points + p * width, width) / 2;
    for (std::size_t i = 0; i < width; ++i) columns[i * places + p] = points[p * width + i];
  }
}

void point_table::nearest(const float* rows, std::size_t n, std::uint32_t* out) const {
  const std::size_t places = half_squares.size();
  std::vector<float> fits(std::min(n, bunch) * places);
  for (std::size_t first = 0; first < n; first += bunch) {
    const std::size_t some = std::min(bunch, n - first);
    active_kernels().dots.dot_columns(rows + first * width, width, some, columns.data(), places,
                                      width, places, fits.data());
    for (std::size_t r = 0; r < some; ++r)
      out[first + r] = best_fit(fits.data() + r * places, half_squares);
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
      point_table(points.data(), count, width)
          .nearest(sample + first * width, some, winners.data());
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
