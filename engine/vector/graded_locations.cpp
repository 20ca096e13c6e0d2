#include "vector/graded_locations.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/scan4/scan4.hpp"

namespace kenyon {
namespace {

constexpr std::size_t block = code_block;
constexpr std::size_t most_axes = 128;     // of vectors that are not longer, all
constexpr std::size_t subspace_axes = 64;  // of longer ones
constexpr unsigned passes = 2;
constexpr std::size_t rows_a_task = 256;
// Steps between 16 and between 4 even levels that lose least of a normal variable of deviation 1
// (Max 1960).
constexpr float step_of_16 = 0.3352F;
constexpr float step_of_4 = 0.9957F;

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
  table_ = point_table(points_.data(), locations_, axes_);
  farthest_ = *std::max_element(table_.half_squares.begin(),
                                table_.half_squares.begin() + std::ptrdiff_t{locations_});
  std::vector<std::uint32_t> nearest(n);
  table_.nearest(along.data(), n, nearest.data());
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
  inverse_steps_.resize(axes_);
  for (std::size_t a = 0; a < axes_; ++a)
    inverse_steps_[a] = steps_[a] >= std::numeric_limits<float>::min() ? 1 / steps_[a] : 0;
  lists_.assign(locations_, {});
  of_slot_.clear();
}

// Unit of each module: the level of its axis, or 4 times that of the second axis and that of the
// first.
void graded_locations::code_of(const float* difference, std::uint8_t* units) const {
  const auto all = static_cast<float>(levels());
  std::uint8_t level[most_axes] = {};
  for (std::size_t a = 0; a < axes_; ++a) {
    const float at = difference[a] * inverse_steps_[a] + all / 2;
    level[a] = static_cast<std::uint8_t>(std::min(std::max(at, 0.0F), all - 1));
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
  std::uint8_t units[kernels::scan4_modules];
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
    table_.nearest(along.data(), some, nearest.data() + first);
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

std::uint64_t graded_locations::bytes() const {
  std::uint64_t sum = 4 * (points_.size() + basis_.directions.size()) + table_.bytes() +
                      sizeof(where) * of_slot_.size();
  for (const list& l : lists_) sum += l.blocks.capacity() + sizeof(slot) * l.slots.capacity();
  return sum;
}

}  // namespace kenyon
