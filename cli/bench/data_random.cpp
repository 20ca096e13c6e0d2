#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <sstream>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

#include "cli/bench/data.hpp"
#include "cli/bench/over_threads.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t part = 1024;
// Indices of rows that are never stored: behind any that may be.
constexpr std::uint64_t first_stranger = std::uint64_t{1} << 40;

// Which rows the queries are made of.
std::vector<std::uint64_t> picked_rows(std::uint64_t rows, std::size_t queries,
                                       std::uint64_t seed) {
  std::vector<std::uint64_t> picked(queries);
  random_sequence numbers(seed, stream::queries, ~std::uint64_t{0});
  const auto below = static_cast<std::uint32_t>(rows);
  for (auto& row : picked) row = rows == 0 ? first_stranger : numbers.below(below);
  if (rows < 2 * queries) return picked;
  // Equal ones are drawn again; the order stays random.
  std::vector<bool> used(rows);
  for (auto& row : picked) {
    while (used[row]) row = numbers.below(below);
    used[row] = true;
  }
  return picked;
}

void draw_pattern(const layout& in, std::uint64_t seed, std::uint64_t index, pattern& p) {
  p.resize(in.active());
  random_pattern(in, seed, stream::patterns, index, p);
}

query_set noisy_cues(const layout& in, const noise& with, std::size_t count, std::uint64_t seed,
                     const std::vector<std::uint64_t>& of) {
  query_set set;
  set.name = with.text();
  set.count = count;
  require_memory(count * (in.active() * sizeof(unit) + sizeof(std::size_t)), "the cues");
  set.cues.reserve(count, count * in.active());
  std::uint64_t shared = 0;
  pattern p;
  for (std::size_t i = 0; i < count; ++i) {
    draw_pattern(in, seed, of[i], p);
    const pattern cue = with.apply(in, p, seed, i);
    shared += overlap(p, cue);
    set.cues.push_back(cue);
  }
  if (shared == 0)
    throw error(fault::usage,
                "--cue: " + with.text() + " leaves no unit of a pattern in " + in.text());
  set.share = static_cast<double>(shared) / static_cast<double>(count * in.active());
  return set;
}

// Independent normal deviates (Box and Muller), in double, then float.
void draw_direction(random_sequence& numbers, std::span<double> out) {
  constexpr double scale = 1.0 / 4294967296.0;
  for (std::size_t i = 0; i < out.size(); i += 2) {
    const double r = std::sqrt(-2 * std::log((numbers.next() + 1.0) * scale));
    const double angle = 2 * std::acos(-1.0) * numbers.next() * scale;
    out[i] = r * std::cos(angle);
    if (i + 1 < out.size()) out[i + 1] = r * std::sin(angle);
  }
}

void scale_to_one(std::span<double> v) {
  const double length = std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
  for (double& x : v) x /= length;
}

void draw_unit_vector(std::uint64_t seed, std::uint64_t index, std::span<double> out) {
  random_sequence numbers(seed, stream::vectors, index);
  draw_direction(numbers, out);
  scale_to_one(out);
}

query_set vectors_at(double cosine, std::size_t dimensions, std::size_t count, std::uint64_t seed,
                     const std::vector<std::uint64_t>& of) {
  query_set set;
  std::ostringstream text;
  text << "cosine=" << cosine;
  set.name = text.str();
  set.count = count;
  set.cosine = cosine;
  require_memory(count * dimensions * sizeof(float), "the queries");
  set.values.resize(count * dimensions);
  over_threads(count, part, [&](std::size_t begin, std::size_t end) {
    std::vector<double> row(dimensions);
    std::vector<double> aside(dimensions);
    for (std::size_t i = begin; i < end; ++i) {
      draw_unit_vector(seed, of[i], row);
      random_sequence numbers(seed, stream::queries, i);
      draw_direction(numbers, aside);
      const double along = std::inner_product(row.begin(), row.end(), aside.begin(), 0.0);
      for (std::size_t k = 0; k < dimensions; ++k) aside[k] -= along * row[k];
      scale_to_one(aside);
      const double rest = std::sqrt(1 - cosine * cosine);
      for (std::size_t k = 0; k < dimensions; ++k)
        set.values[i * dimensions + k] = static_cast<float>(cosine * row[k] + rest * aside[k]);
    }
  });
  return set;
}

std::vector<std::uint64_t> stranger_rows(std::size_t queries) {
  std::vector<std::uint64_t> rows(queries);
  std::iota(rows.begin(), rows.end(), first_stranger);
  return rows;
}

}  // namespace

bench_data random_patterns(const layout& in, std::uint64_t count, const std::vector<noise>& cues,
                           std::size_t queries, std::uint64_t seed) {
  if (in.units() > 65536)
    throw error(fault::usage, "--layout: " + in.text() + " has more than 65,536 units");
  for (const noise& with : cues) with.check(in);
  require_memory(count * in.active() * 2, "the patterns");
  bench_data made;
  made.rows.count = count;
  made.rows.shape = in;
  made.rows.units.resize(count * in.active());
  over_threads(count, part, [&](std::size_t begin, std::size_t end) {
    pattern p;
    for (std::size_t i = begin; i < end; ++i) {
      draw_pattern(in, seed, i, p);
      std::transform(p.begin(), p.end(), made.rows.units.data() + i * in.active(),
                     [](unit u) { return static_cast<std::uint16_t>(u); });
    }
  });
  const auto strangers = stranger_rows(queries);
  const auto of = count == 0 ? strangers : picked_rows(count, queries, seed);
  for (const noise& with : cues) made.queries.push_back(noisy_cues(in, with, queries, seed, of));
  for (query_set& set : made.queries)
    if (count > 0) set.of = of;
  made.strangers = noisy_cues(in, cues.front(), queries, seed, strangers);
  return made;
}

bench_data random_vectors(std::size_t dimensions, std::uint64_t count,
                          const std::vector<double>& cosines, std::size_t queries,
                          std::uint64_t seed) {
  require_memory(count * dimensions * sizeof(float), "the vectors");
  bench_data made;
  made.rows.count = count;
  made.rows.how = likeness::dot;
  made.rows.dimensions = dimensions;
  made.rows.values.resize(count * dimensions);
  over_threads(count, part, [&](std::size_t begin, std::size_t end) {
    std::vector<double> row(dimensions);
    for (std::size_t i = begin; i < end; ++i) {
      draw_unit_vector(seed, i, row);
      for (std::size_t k = 0; k < dimensions; ++k)
        made.rows.values[i * dimensions + k] = static_cast<float>(row[k]);
    }
  });
  const auto strangers = stranger_rows(queries);
  const auto of = count == 0 ? strangers : picked_rows(count, queries, seed);
  for (const double cosine : cosines)
    made.queries.push_back(vectors_at(cosine, dimensions, queries, seed, of));
  for (query_set& set : made.queries)
    if (count > 0) set.of = of;
  made.strangers = vectors_at(cosines.front(), dimensions, queries, seed, strangers);
  return made;
}

}  // namespace kenyon::cli
