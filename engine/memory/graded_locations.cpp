#include "memory/graded_locations.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "kernels/level.hpp"

namespace kenyon {
namespace {

constexpr std::size_t block = kernels::graded_block;
constexpr std::size_t units_a_module = kernels::graded_units;
constexpr std::size_t most_axes = 128;     // of vectors that are not longer, all
constexpr std::size_t subspace_axes = 64;  // of longer ones
constexpr unsigned passes = 2;
constexpr std::size_t rows_a_task = 256;
// Steps between 16 and between 4 even levels that lose least of a normal variable of deviation 1
// (Max 1960).
constexpr float step_of_16 = 0.3352F;
constexpr float step_of_4 = 0.9957F;

std::size_t levels_of(std::size_t axes_a_module) {
  return axes_a_module == 1 ? 16 : 4;
}

}  // namespace

graded_locations::graded_locations(std::size_t dimensions, metric by, std::uint32_t locations)
    : dimensions_(dimensions),
      by_(by),
      locations_(locations),
      axes_(dimensions <= most_axes ? dimensions : subspace_axes),
      axes_a_module_(axes_ > subspace_axes ? 2 : 1),
      modules_((axes_ + axes_a_module_ - 1) / axes_a_module_) {}

void graded_locations::learn(const float* sample, std::size_t n, std::uint64_t seed) {
  basis_ = learn_axes(sample, n, dimensions_, axes_, seed);
  std::vector<float> along(n * axes_);
  basis_.project(sample, n, along.data());
  for (std::size_t i = 0; i < along.size(); ++i) along[i] -= basis_.centre[i % axes_];
  points_ = compete(along.data(), n, axes_, locations_, passes, seed);
  half_squares_ = half_squares_of(points_.data(), locations_, axes_);
  farthest_ = *std::max_element(half_squares_.begin(), half_squares_.end());
  std::vector<std::uint32_t> nearest(n);
  nearest_points(along.data(), n, axes_, points_.data(), half_squares_.data(), locations_,
                 nearest.data());
  std::vector<double> squares(axes_, 0.0);
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t a = 0; a < axes_; ++a) {
      const double apart = double{along[r * axes_ + a]} - double{points_[nearest[r] * axes_ + a]};
      squares[a] += apart * apart;
    }
  steps_.resize(axes_);
  for (std::size_t a = 0; a < axes_; ++a)
    steps_[a] = (axes_a_module_ == 1 ? step_of_16 : step_of_4) *
                static_cast<float>(std::sqrt(squares[a] / static_cast<double>(n)));
  lists_.assign(locations_, {});
  of_slot_.clear();
}

// Unit of each module: the level of its axis, or 4 times that of the second axis and that of the
// first.
void graded_locations::code_of(const float* difference, std::uint8_t* units) const {
  const auto levels = static_cast<float>(levels_of(axes_a_module_));
  std::uint8_t level[most_axes] = {};
  for (std::size_t a = 0; a < axes_; ++a) {
    const float inverse = steps_[a] > 0 ? 1 / steps_[a] : 0;
    const float at = difference[a] * inverse + levels / 2;
    level[a] = static_cast<std::uint8_t>(std::min(std::max(at, 0.0F), levels - 1));
  }
  for (std::size_t m = 0; m < modules_; ++m)
    units[m] = axes_a_module_ == 1
                   ? level[m]
                   : static_cast<std::uint8_t>(level[2 * m] | level[2 * m + 1] << 2);
}

void graded_locations::put_code(list& in, std::size_t place, const std::uint8_t* units) const {
  std::uint8_t* const codes =
      in.blocks.data() + place / block * modules_ * (block / 2) + place % (block / 2);
  const bool high = place % block >= block / 2;
  for (std::size_t m = 0; m < modules_; ++m) {
    std::uint8_t& both = codes[m * (block / 2)];
    both =
        static_cast<std::uint8_t>(high ? (both & 0x0f) | units[m] << 4 : (both & 0xf0) | units[m]);
  }
}

void graded_locations::move_code(list& in, std::size_t from, std::size_t to) const {
  std::uint8_t units[kernels::graded_modules];
  const std::uint8_t* const codes =
      in.blocks.data() + from / block * modules_ * (block / 2) + from % (block / 2);
  for (std::size_t m = 0; m < modules_; ++m) {
    const unsigned both = codes[m * (block / 2)];
    units[m] = static_cast<std::uint8_t>(from % block >= block / 2 ? both >> 4 : both & 15);
  }
  put_code(in, to, units);
}

void graded_locations::place(const float* vectors, std::span<const slot> slots) {
  if (slots.empty()) return;
  const std::size_t n = slots.size();
  std::vector<std::uint32_t> nearest(n);
  std::vector<std::uint8_t> units(n * modules_);
  tbb::parallel_for(std::size_t{0}, (n + rows_a_task - 1) / rows_a_task, [&](std::size_t task) {
    const std::size_t first = task * rows_a_task, some = std::min(rows_a_task, n - first);
    std::vector<float> along(some * axes_);
    basis_.project(vectors + first * dimensions_, some, along.data());
    for (std::size_t r = 0; r < some; ++r)
      for (std::size_t a = 0; a < axes_; ++a) along[r * axes_ + a] -= basis_.centre[a];
    nearest_points(along.data(), some, axes_, points_.data(), half_squares_.data(), locations_,
                   nearest.data() + first);
    for (std::size_t r = 0; r < some; ++r) {
      const float* const point = points_.data() + nearest[first + r] * axes_;
      for (std::size_t a = 0; a < axes_; ++a) along[r * axes_ + a] -= point[a];
      code_of(along.data() + r * axes_, units.data() + (first + r) * modules_);
    }
  });
  const slot last = *std::max_element(slots.begin(), slots.end());
  if (last >= of_slot_.size()) of_slot_.resize(std::size_t{last} + 1);
  for (std::size_t i = 0; i < n; ++i) {
    list& in = lists_[nearest[i]];
    const std::size_t place = in.slots.size();
    if (place % block == 0) in.blocks.resize(in.blocks.size() + modules_ * (block / 2));
    in.slots.push_back(slots[i]);
    put_code(in, place, units.data() + i * modules_);
    of_slot_[slots[i]] = {nearest[i], static_cast<std::uint32_t>(place)};
  }
}

void graded_locations::take_out(slot which) {
  const where at = of_slot_[which];
  list& in = lists_[at.list];
  const std::size_t last = in.slots.size() - 1;
  if (at.place != last) {
    move_code(in, last, at.place);
    in.slots[at.place] = in.slots[last];
    of_slot_[in.slots[at.place]].place = at.place;
  }
  in.slots.pop_back();
  if (last % block == 0) in.blocks.resize(in.blocks.size() - modules_ * (block / 2));
}

// Supports of all units for a query that lies `from` away from what the levels are added to (dot
// products: the query itself). `most` is what the best units would give together. The first call of
// a query fixes the unit of support: the module whose grades differ most spans all 8 bits. What is
// worse than that by the time a later location is graded counts as 0. Where every code is the same,
// the locations alone tell.
void graded_locations::grade(const float* from, graded_scratch& s, bool first, double& most) const {
  const bool squared = by_ == metric::euclidean;
  const std::size_t levels = levels_of(axes_a_module_);
  const float middle = static_cast<float>(levels - 1) / 2;
  s.grades.resize(modules_ * units_a_module);
  s.supports.resize(modules_ * units_a_module);
  float of_axis[2][16] = {};
  float best[kernels::graded_modules];
  float widest = 0;
  double sum = 0;
  for (std::size_t m = 0; m < modules_; ++m) {
    for (std::size_t k = 0; k < axes_a_module_; ++k) {
      const std::size_t a = m * axes_a_module_ + k;
      for (std::size_t l = 0; l < levels; ++l) {
        const float x = a < axes_ ? (static_cast<float>(l) - middle) * steps_[a] : 0;
        of_axis[k][l] = a < axes_ ? (squared ? (from[a] - x / 2) * x : from[a] * x) : 0;
      }
    }
    float* const grades = s.grades.data() + m * units_a_module;
    for (std::size_t u = 0; u < units_a_module; ++u)
      grades[u] = axes_a_module_ == 1 ? of_axis[0][u] : of_axis[0][u % 4] + of_axis[1][u / 4];
    float high = grades[0], low = grades[0];
    for (std::size_t u = 1; u < units_a_module; ++u) {
      high = std::max(high, grades[u]);
      low = std::min(low, grades[u]);
    }
    best[m] = high;
    widest = std::max(widest, high - low);
    sum += double{high};
  }
  most = sum;
  if (first) s.units = widest > 0 ? 255.0 / double{widest} : farthest_ > 0 ? 1e9 / farthest_ : 1;
  const auto units = static_cast<float>(s.units);
  for (std::size_t m = 0; m < modules_; ++m)
    for (std::size_t u = 0; u < units_a_module; ++u) {
      const float behind = (best[m] - s.grades[m * units_a_module + u]) * units + 0.5F;
      s.supports[m * units_a_module + u] =
          static_cast<std::uint8_t>(255 - static_cast<int>(std::min(behind, 255.0F)));
    }
}

// Adds what a location lists to the best so far; `base` is the support of a code of best units.
void graded_locations::open_location(std::uint32_t l, double base, std::size_t count,
                                     graded_scratch& s, vector_work& work) const {
  constexpr std::size_t blocks_at_once = 16;
  const list& in = lists_[l];
  const auto offset = static_cast<std::int64_t>(std::clamp(std::round(base), -1e15, 1e15)) -
                      static_cast<std::int64_t>(255 * modules_);
  const auto& kernel = kernels::active().graded;
  const auto better = [](const graded_candidate& a, const graded_candidate& b) {
    return a.support != b.support ? a.support > b.support : a.which < b.which;
  };
  s.sums.resize(blocks_at_once * block);
  s.reached.resize(blocks_at_once);
  work.coded += in.slots.size();
  for (std::size_t first = 0; first < in.slots.size(); first += blocks_at_once * block) {
    if (s.best.size() > 2 * count) {
      const auto end = s.best.begin() + static_cast<std::ptrdiff_t>(count);
      std::nth_element(s.best.begin(), end - 1, s.best.end(), better);
      s.best.erase(end, s.best.end());
      s.needed = s.best[count - 1].support;
    }
    const std::int64_t needed = s.needed - offset;
    if (needed > 65535) return;
    const std::size_t some = std::min(in.slots.size() - first, blocks_at_once * block);
    kernel.sum_supports(
        s.supports.data(), modules_, in.blocks.data() + first / block * modules_ * (block / 2),
        (some + block - 1) / block, static_cast<std::uint16_t>(std::max<std::int64_t>(needed, 0)),
        s.sums.data(), s.reached.data());
    for (std::size_t b = 0; b * block < some; ++b) {
      std::uint64_t set = s.reached[b];
      if (some - b * block < block) set &= (std::uint64_t{1} << (some - b * block)) - 1;
      for (; set != 0; set &= set - 1) {
        const std::size_t i = b * block + static_cast<std::size_t>(__builtin_ctzll(set));
        s.best.push_back({s.sums[i] + offset, in.slots[first + i]});
      }
    }
  }
}

void graded_locations::find(const float* query, std::size_t open, std::size_t count,
                            graded_scratch& s, vector_work& work) const {
  open = std::min<std::size_t>(open, locations_);
  s.query.resize(3 * axes_);
  float* const along = s.query.data();
  float* const centred = along + axes_;
  float* const apart = centred + axes_;
  basis_.project(query, 1, along);
  for (std::size_t a = 0; a < axes_; ++a) centred[a] = along[a] - basis_.centre[a];
  s.fits.resize(locations_);
  const bool by_dot = by_ == metric::dot;
  kernels::active().dots.dot_matrix(by_dot ? along : centred, axes_, 1, points_.data(), axes_,
                                    axes_, locations_, s.fits.data());
  if (!by_dot)
    for (std::size_t l = 0; l < locations_; ++l) s.fits[l] -= half_squares_[l];
  s.order.resize(locations_);
  for (std::uint32_t l = 0; l < locations_; ++l) s.order[l] = l;
  std::partial_sort(s.order.begin(), s.order.begin() + static_cast<std::ptrdiff_t>(open),
                    s.order.end(), [&](std::uint32_t a, std::uint32_t b) {
                      return s.fits[a] != s.fits[b] ? s.fits[a] > s.fits[b] : a < b;
                    });
  s.best.clear();
  s.needed = std::int64_t{-1} << 60;
  double most = 0;
  const auto dot = [&](const float* a, const float* b) {
    float out = 0;
    kernels::active().dots.dot_at(a, &b, 1, axes_, &out);
    return double{out};
  };
  s.other = by_ == metric::euclidean ? 0 : dot(along, basis_.centre.data());
  for (std::size_t i = 0; i < open; ++i) {
    const std::uint32_t l = s.order[i];
    const float* const point = points_.data() + std::size_t{l} * axes_;
    double base;
    if (by_ == metric::euclidean) {
      for (std::size_t a = 0; a < axes_; ++a) apart[a] = centred[a] - point[a];
      grade(apart, s, i == 0, most);
      base = -dot(apart, apart) / 2;
    } else {
      if (i == 0) grade(along, s, true, most);
      base = dot(along, point);
    }
    open_location(l, (base + most) * s.units, count, s, work);
  }
  work.opened += open;
  if (s.best.size() > count) {
    const auto end = s.best.begin() + static_cast<std::ptrdiff_t>(count);
    std::nth_element(s.best.begin(), end - 1, s.best.end(),
                     [](const graded_candidate& a, const graded_candidate& b) {
                       return a.support != b.support ? a.support > b.support : a.which < b.which;
                     });
    s.best.erase(end, s.best.end());
  }
}

float graded_locations::estimate(const graded_candidate& of, const graded_scratch& s) const {
  const double score = static_cast<double>(of.support) / s.units + s.other;
  return static_cast<float>(by_ == metric::euclidean ? 2 * std::min(score, 0.0) : score);
}

std::uint64_t graded_locations::bytes() const {
  std::uint64_t sum = 4 * (points_.size() + half_squares_.size() + basis_.directions.size()) +
                      sizeof(where) * of_slot_.size();
  for (const list& l : lists_) sum += l.blocks.capacity() + sizeof(slot) * l.slots.capacity();
  return sum;
}

}  // namespace kenyon
