// Searches of graded_locations.
#include <algorithm>
#include <bit>
#include <cmath>

#include "kernels/level.hpp"
#include "vector/graded_locations.hpp"

namespace kenyon {
namespace {

constexpr std::size_t units_a_module = kernels::scan4_units;
static_assert(code_block == kernels::scan4_block);

double dot(const float* a, const float* b, std::size_t n) {
  float out = 0;
  kernels::active().dots.dot_at(a, &b, 1, n, &out);
  return double{out};
}

}  // namespace

// A support falls short of 255 by what the unit is worse than the best there could be: for
// distances half the squared distance along the module's axes, for dot products what the query
// loses against the outermost level on its side. This fixes what a unit of support is: 255 cover
// the module where levels differ most (dot products), or the mean of the modules' farthest levels
// from a query near its first location (distances: levels that are farther count 0, they hardly
// matter). Where every code is the same, the locations alone tell.
void graded_locations::choose_units(const float* from, graded_scratch& s) const {
  const bool squared = by_ == metric::euclidean;
  const float half = static_cast<float>(levels() - 1) / 2;
  double sum = 0, widest = 0;
  for (std::size_t m = 0; m < modules_; ++m) {
    double of_module = 0;
    for (std::size_t a = m * axes_a_module_; a < std::min(axes_, (m + 1) * axes_a_module_); ++a) {
      const double reach = double{steps_[a] * half}, away = double{std::abs(from[a])};
      if (reach > 0) of_module += squared ? (away + reach) * (away + reach) / 2 : 2 * away * reach;
    }
    sum += of_module;
    widest = std::max(widest, of_module);
  }
  const double covered = squared ? sum / static_cast<double>(modules_) : widest;
  constexpr double most = 1e38;  // a float, as the kernels take it
  s.units = covered > 0 ? 255 / covered : farthest_ > 0 ? 1e9 / double{farthest_} : 1;
  s.units = std::min(s.units, most);
}

void graded_locations::grade(const float* from, graded_scratch& s) const {
  const auto& kernel = kernels::active().scan4;
  s.supports.resize(modules_ * units_a_module);
  const auto grades = by_ == metric::euclidean ? kernel.grade_distances : kernel.grade_products;
  grades(from, steps_.data(), axes_, axes_a_module_, static_cast<float>(s.units),
         s.supports.data());
}

// The dot product of the query with the best code there could be.
double graded_locations::best_of_all(const float* query) const {
  const float half = static_cast<float>(levels() - 1) / 2;
  double sum = 0;
  for (std::size_t a = 0; a < axes_; ++a) sum += double{std::abs(query[a]) * half * steps_[a]};
  return sum;
}

// What to add to the supports under a location where a code of 255s stands for `base` units.
std::int64_t graded_locations::offset_of(double base) const {
  return static_cast<std::int64_t>(std::clamp(std::round(base), -1e15, 1e15)) -
         static_cast<std::int64_t>(255 * modules_);
}

// Adds what a location lists to the best so far.
void graded_locations::open_location(std::uint32_t l, std::int64_t offset, graded_scratch& s,
                                     vector_work& work) const {
  constexpr std::size_t blocks_at_once = 8;  // then the bound is looked at again
  const list& in = lists_[l];
  const auto& kernel = kernels::active().scan4;
  s.sums.resize(blocks_at_once * code_block);
  s.reached.resize(blocks_at_once);
  work.coded += in.slots.size();
  for (std::size_t first = 0; first < in.slots.size(); first += blocks_at_once * code_block) {
    const std::int64_t needed = s.best.bound() - offset;
    if (needed > 65535) return;
    const std::size_t some = std::min(in.slots.size() - first, blocks_at_once * code_block);
    kernel.sum_supports(s.supports.data(), modules_, in.blocks.data() + first / 2 * modules_,
                        (some + code_block - 1) / code_block,
                        static_cast<std::uint16_t>(std::max<std::int64_t>(needed, 0)),
                        s.sums.data(), s.reached.data());
    for (std::size_t b = 0; b * code_block < some; ++b) {
      std::uint64_t set = s.reached[b];
      const std::size_t left = some - b * code_block;
      if (left < code_block) set &= (std::uint64_t{1} << left) - 1;
      for (; set != 0; set &= set - 1) {
        const std::size_t i = b * code_block + static_cast<std::size_t>(std::countr_zero(set));
        s.best.add(s.sums[i] + offset, in.slots[first + i]);
      }
    }
  }
}

// The nearest locations first; their numbers are the lower halves of s.order.
void graded_locations::order_locations(const float* query, std::size_t open,
                                       graded_scratch& s) const {
  s.fits.resize(locations_);
  s.order.resize(locations_);
  kernels::active().dots.dot_matrix(query, axes_, 1, points_.data(), axes_, axes_, locations_,
                                    s.fits.data());
  for (std::uint32_t l = 0; l < locations_; ++l) {
    const float fit = by_ == metric::dot ? s.fits[l] : s.fits[l] - table_.half_squares[l];
    // The bits of a float, ascending where the float descends.
    const auto bits = std::bit_cast<std::uint32_t>(fit);
    const std::uint32_t key = bits >> 31 ? bits : ~bits & 0x7fffffffU;
    s.order[l] = std::uint64_t{key} << 32 | l;
  }
  const auto end = s.order.begin() + static_cast<std::ptrdiff_t>(open);
  std::nth_element(s.order.begin(), end - 1, s.order.end());
  std::sort(s.order.begin(), end);
}

const std::vector<graded_candidate>& graded_locations::find(const float* query, std::size_t open,
                                                            std::size_t count, graded_scratch& s,
                                                            vector_work& work) const {
  open = std::min<std::size_t>(open, locations_);
  const bool squared = by_ == metric::euclidean;
  s.query.resize(3 * axes_);
  float* const along = s.query.data();
  float* const centred = along + axes_;
  float* const apart = centred + axes_;
  basis_.project(query, 1, along);
  for (std::size_t a = 0; a < axes_; ++a) centred[a] = along[a] - basis_.centre[a];
  order_locations(by_ == metric::dot ? along : centred, open, s);
  s.other = squared ? 0 : dot(along, basis_.centre.data(), axes_);
  double most = 0;
  for (std::size_t i = 0; i < open; ++i) {
    const auto l = static_cast<std::uint32_t>(s.order[i]);
    const float* const point = points_.data() + std::size_t{l} * axes_;
    const float* const from = squared ? apart : along;
    for (std::size_t a = 0; a < axes_; ++a) apart[a] = centred[a] - point[a];
    if (i == 0) choose_units(from, s);
    if (i == 0 || squared) grade(from, s);
    if (i == 0 && !squared) most = best_of_all(along);
    const std::int64_t offset =
        offset_of(squared ? 0 : (dot(along, point, axes_) + most) * s.units);
    if (i == 0) s.best.start(count, offset, static_cast<std::int64_t>(2 * 255 * modules_));
    open_location(l, offset, s, work);
  }
  work.opened += open;
  return s.best.finish();
}

float graded_locations::estimate(const graded_candidate& of, const graded_scratch& s) const {
  const double score = static_cast<double>(of.support) / s.units + s.other;
  return static_cast<float>(by_ == metric::euclidean ? 2 * std::min(score, 0.0) : score);
}

}  // namespace kenyon
