#include "vector/kmeans.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include <kenyon/pattern/random.hpp>

#include "base/active_kernels.hpp"

namespace kenyon {
namespace {

constexpr std::size_t bunch = 256;
constexpr std::size_t in_vector = 16;  // floats

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

float half_square(const float* x, std::size_t n) {
  float square = 0;
  active_kernels().dots.dot_at(x, &x, 1, n, &square);
  return square / 2;
}

// Rows drawn at random, of which no two are equal; as many as wanted, or as many as differ.
std::vector<unit> different_rows(const float* sample, std::size_t n, std::size_t width,
                                 std::size_t wanted, std::uint64_t seed) {
  std::vector<unit> drawn(std::min(n, wanted)), chosen;
  random_sequence numbers(seed, stream::axes, 2);
  draw_distinct(numbers, static_cast<std::uint32_t>(n), drawn);
  const auto is_less = [&](unit a, unit b) {
    const float *const x = sample + a * width, *const y = sample + b * width;
    return std::lexicographical_compare(x, x + width, y, y + width);
  };
  std::set<unit, decltype(is_less)> seen(is_less);
  const auto choose = [&](unit row) {
    if (chosen.size() < wanted && seen.insert(row).second) chosen.push_back(row);
  };
  for (const unit row : drawn) choose(row);
  if (chosen.size() == drawn.size()) return chosen;
  std::vector<unit> every(n);  // in random order
  std::iota(every.begin(), every.end(), unit{0});
  for (std::size_t i = n; i > 1; --i)
    std::swap(every[i - 1], every[numbers.below(static_cast<std::uint32_t>(i))]);
  for (const unit row : every) choose(row);
  return chosen;
}

}  // namespace

centroid_table::centroid_table(const float* points, std::size_t count, std::size_t numbers)
    : width(numbers) {
  const std::size_t places = (count + in_vector - 1) / in_vector * in_vector;
  half_squares.assign(places, std::numeric_limits<float>::infinity());
  columns.assign(places * width, 0);
  for (std::size_t p = 0; p < count; ++p) {
    half_squares[p] = half_square(points + p * width, width);
    for (std::size_t i = 0; i < width; ++i) columns[i * places + p] = points[p * width + i];
  }
}

void centroid_table::nearest(const float* rows, std::size_t n, std::uint32_t* out) const {
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

std::vector<float> kmeans(const float* sample, std::size_t n, std::size_t width, std::size_t count,
                          unsigned passes, std::uint64_t seed) {
  std::vector<float> points(count * width);
  const std::vector<unit> start = different_rows(sample, n, width, count, seed);
  for (std::size_t p = 0; p < count; ++p)
    std::copy_n(sample + start[p % start.size()] * width, width, points.data() + p * width);
  std::vector<std::uint32_t> won(count, 0), winners(bunch);
  for (unsigned pass = 0; pass < passes; ++pass)
    for (std::size_t first = 0; first < n; first += bunch) {
      const std::size_t some = std::min(bunch, n - first);
      centroid_table(points.data(), count, width)
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
