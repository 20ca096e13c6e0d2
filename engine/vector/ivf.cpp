#include "vector/ivf.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/scan4/scan4.hpp"
#include "vector/grow.hpp"

namespace kenyon {
namespace {

constexpr std::size_t block = kernels::scan4_block;
constexpr std::size_t most_axes = 128;     // of vectors that are not longer, all
constexpr std::size_t subspace_axes = 64;  // of longer ones
constexpr unsigned passes = 2;
constexpr std::size_t rows_per_task = 256;
// Steps between 16 and between 4 even levels that lose least of a normal variable of deviation 1
// (Max 1960).
constexpr float step_of_16 = 0.3352F;
constexpr float step_of_4 = 0.9957F;
// Residuals from a third to twice the usual length share a scale: nearly all of vectors that are
// alike in length.
constexpr double shorter_by = 3, longer_by = 2;
// One scale for all: what is shorter than this part of the mean does not tell of the steps.
constexpr double negligible = 1.0 / 8;

// With a fixed order of operations, unlike std::pow.
double power_of(double base, int exponent) {
  double power = 1;
  for (int i = 0; i < std::abs(exponent); ++i) power *= base;
  return exponent < 0 ? 1 / power : power;
}

double length_of(const float* x, std::size_t n) {
  double square = 0;
  for (std::size_t i = 0; i < n; ++i) square += double{x[i]} * double{x[i]};
  return std::sqrt(square);
}

// Of those that are not 0.
double median_of(std::vector<double> lengths) {
  lengths.erase(std::remove(lengths.begin(), lengths.end(), 0.0), lengths.end());
  if (lengths.empty()) return 0;
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return *middle;
}

}  // namespace

ivf::ivf(std::size_t dimensions, metric by, std::uint32_t lists, const float* sample, std::size_t n,
         std::uint64_t seed)
    : dimensions_(dimensions),
      by_(by),
      centroid_count_(lists),
      axes_(dimensions <= most_axes ? dimensions : subspace_axes),
      axes_per_module_(axes_ > subspace_axes ? 2 : 1),
      modules_((axes_ + axes_per_module_ - 1) / axes_per_module_),
      rotation_(fit_rotation(sample, n, dimensions_, axes_, seed)),
      lists_(lists),
      sizes_(lists) {
  std::vector<float> along(n * axes_);
  rotation_.project(sample, n, along.data());
  for (std::size_t i = 0; i < along.size(); ++i) along[i] -= rotation_.centre[i % axes_];
  centroids_ = kmeans(along.data(), n, axes_, lists, passes, seed);
  table_ = centroid_table(centroids_.data(), lists, axes_);
  farthest_ = *std::max_element(table_.half_squares.begin(),
                                table_.half_squares.begin() + std::ptrdiff_t{lists});
  fit_steps(std::move(along), n);
  for (std::uint32_t c = 0; c < lists; ++c) lists_[c].centroid = c;
}

// Steps for residuals of usual length.
void ivf::fit_steps(std::vector<float> along, std::size_t n) {
  std::vector<std::uint32_t> nearest(n);
  table_.nearest(along.data(), n, nearest.data());
  std::vector<double> lengths(n);
  double squares_of_all = 0;
  for (std::size_t r = 0; r < n; ++r) {
    float* const residual = along.data() + r * axes_;
    for (std::size_t a = 0; a < axes_; ++a) residual[a] -= centroids_[nearest[r] * axes_ + a];
    lengths[r] = length_of(residual, axes_);
    squares_of_all += lengths[r] * lengths[r];
  }
  shortest_ = negligible * std::sqrt(squares_of_all / static_cast<double>(n));
  if (by_ == metric::euclidean) {
    const double usual = median_of(lengths);
    shortest_ = usual / shorter_by;
    longest_ = usual * longer_by;
  }
  std::vector<double> squares(axes_, 0.0);
  std::size_t rows = 0;
  for (std::size_t r = 0; r < n; ++r) {
    if (lengths[r] < shortest_ || lengths[r] > longest_) continue;
    ++rows;
    for (std::size_t a = 0; a < axes_; ++a)
      squares[a] += double{along[r * axes_ + a]} * double{along[r * axes_ + a]};
  }
  steps_.resize((2 * most_scale + 1) * axes_);
  inverse_steps_.resize(axes_);
  for (std::size_t a = 0; a < axes_; ++a) {
    const double step = (axes_per_module_ == 1 ? step_of_16 : step_of_4) *
                        std::sqrt(squares[a] / static_cast<double>(rows));
    if (step >= double{std::numeric_limits<float>::min()})
      inverse_steps_[a] = static_cast<float>(1 / step);
    for (int scale = -most_scale; scale <= most_scale; ++scale)
      steps_[static_cast<std::size_t>(scale + most_scale) * axes_ + a] =
          static_cast<float>(step * power_of(scale_base, scale));
  }
}

int ivf::scale_of(const float* residual) const {
  if (by_ != metric::euclidean || longest_ == 0) return 0;
  const double length = length_of(residual, axes_);
  int scale = 0;
  for (double most = longest_; length > most && scale < most_scale; most *= scale_base) ++scale;
  for (double least = shortest_; length < least && scale > -most_scale; least /= scale_base)
    --scale;
  return scale;
}

const float* ivf::steps_at(int scale) const {
  return steps_.data() + static_cast<std::size_t>(scale + most_scale) * axes_;
}

// The list of a centroid for this scale; a new one, empty, where there is none.
std::uint32_t ivf::list_of(std::uint32_t centroid, int scale) {
  std::uint32_t last = centroid;
  for (std::uint32_t l = centroid; l != no_list; l = lists_[l].next) {
    if (lists_[l].scale == scale) return l;
    last = l;
  }
  const auto added = static_cast<std::uint32_t>(lists_.size());
  lists_.emplace_back();
  lists_.back().scale = scale;
  lists_.back().centroid = centroid;
  lists_[last].next = added;
  least_scale_ = std::min(least_scale_, scale);
  largest_scale_ = std::max(largest_scale_, scale);
  return added;
}

std::size_t ivf::block_bytes() const {
  return modules_ * (block / 2);
}

// Codeword of each module: the level of its axis, or 4 times that of the second axis and that of
// the first.
void ivf::code_of(const float* residual, int scale, std::uint8_t* codewords) const {
  const auto smaller = static_cast<float>(power_of(scale_base, -scale));
  const auto all = static_cast<float>(levels());
  std::uint8_t level[most_axes] = {};
  for (std::size_t a = 0; a < axes_; ++a) {
    const float at = residual[a] * (inverse_steps_[a] * smaller) + all / 2;
    level[a] = static_cast<std::uint8_t>(std::min(std::max(at, 0.0F), all - 1));
  }
  for (std::size_t m = 0; m < modules_; ++m)
    codewords[m] = axes_per_module_ == 1
                       ? level[m]
                       : static_cast<std::uint8_t>(level[2 * m] | level[2 * m + 1] << 2);
}

void ivf::put_code(list& in, std::size_t place, const std::uint8_t* codewords) const noexcept {
  std::uint8_t* const codes =
      in.blocks.data() + place / block * block_bytes() + place % (block / 2);
  const bool high = place % block >= block / 2;
  for (std::size_t m = 0; m < modules_; ++m) {
    std::uint8_t& both = codes[m * (block / 2)];
    both = static_cast<std::uint8_t>(high ? (both & 0x0f) | codewords[m] << 4
                                          : (both & 0xf0) | codewords[m]);
  }
}

void ivf::move_code(list& in, std::size_t from, std::size_t to) const noexcept {
  std::uint8_t codewords[kernels::scan4_modules];
  const std::uint8_t* const codes =
      in.blocks.data() + from / block * block_bytes() + from % (block / 2);
  for (std::size_t m = 0; m < modules_; ++m) {
    const unsigned both = codes[m * (block / 2)];
    codewords[m] = static_cast<std::uint8_t>(from % block >= block / 2 ? both >> 4 : both & 15);
  }
  put_code(in, to, codewords);
}

void ivf::encode(const float* vectors, coded_vectors& coded) const {
  const std::size_t n = coded.slots.size();
  tbb::parallel_for(std::size_t{0}, (n + rows_per_task - 1) / rows_per_task, [&](std::size_t task) {
    const std::size_t first = task * rows_per_task, some = std::min(rows_per_task, n - first);
    std::vector<float> along(some * axes_);
    rotation_.project(vectors + first * dimensions_, some, along.data());
    for (std::size_t r = 0; r < some; ++r)
      for (std::size_t a = 0; a < axes_; ++a) along[r * axes_ + a] -= rotation_.centre[a];
    table_.nearest(along.data(), some, coded.lists.data() + first);
    for (std::size_t r = 0; r < some; ++r) {
      const std::size_t i = first + r;
      const float* const centroid = centroids_.data() + coded.lists[i] * axes_;
      float* const residual = along.data() + r * axes_;
      for (std::size_t a = 0; a < axes_; ++a) residual[a] -= centroid[a];
      coded.scales[i] = static_cast<std::int8_t>(scale_of(residual));
      code_of(residual, coded.scales[i], coded.codewords.data() + i * modules_);
    }
  });
}

void ivf::prepare(const float* vectors, std::span<const slot> slots) {
  const std::size_t n = slots.size();
  coded_vectors coded{{slots.begin(), slots.end()},
                      std::vector<std::uint32_t>(n),
                      std::vector<std::int8_t>(n),
                      std::vector<std::uint8_t>(n * modules_)};
  encode(vectors, coded);
  std::size_t slots_in_all = of_slot_.size();
  for (std::size_t i = 0; i < n; ++i) {
    coded.lists[i] = list_of(coded.lists[i], coded.scales[i]);
    slots_in_all = std::max(slots_in_all, std::size_t{slots[i]} + 1);
  }
  std::vector<std::size_t> added(lists_.size());
  for (const std::uint32_t l : coded.lists) ++added[l];
  for (const std::uint32_t l : coded.lists) {
    if (added[l] == 0) continue;  // done
    list& in = lists_[l];
    const std::size_t size = in.slots.size() + added[l];
    grow(in.slots, size);
    grow(in.blocks, (size + block - 1) / block * block_bytes());
    added[l] = 0;
  }
  grow(of_slot_, slots_in_all);
  prepared_ = std::move(coded);
}

void ivf::commit() noexcept {
  for (std::size_t i = 0; i < prepared_.slots.size(); ++i) {
    const slot s = prepared_.slots[i];
    list& in = lists_[prepared_.lists[i]];
    const std::size_t place = in.slots.size();
    if (place % block == 0) in.blocks.resize(in.blocks.size() + block_bytes());
    in.slots.push_back(s);
    if (sizes_[in.centroid]++ == 0) ++filled_;
    put_code(in, place, prepared_.codewords.data() + i * modules_);
    if (s >= of_slot_.size()) of_slot_.resize(std::size_t{s} + 1);
    of_slot_[s] = {prepared_.lists[i], static_cast<std::uint32_t>(place)};
  }
  size_ += prepared_.slots.size();
  prepared_ = {};
}

void ivf::remove(slot which) noexcept {
  const where at = of_slot_[which];
  list& in = lists_[at.list];
  const std::size_t last = in.slots.size() - 1;
  if (at.place != last) {
    move_code(in, last, at.place);
    in.slots[at.place] = in.slots[last];
    of_slot_[in.slots[at.place]].place = at.place;
  }
  in.slots.pop_back();
  if (last % block == 0) in.blocks.resize(in.blocks.size() - block_bytes());
  if (--sizes_[in.centroid] == 0) --filled_;
  --size_;
}

std::uint64_t ivf::bytes() const {
  std::uint64_t sum = 4 * (centroids_.size() + rotation_.directions.size()) + table_.bytes() +
                      sizeof(where) * of_slot_.size();
  for (const list& l : lists_) sum += l.blocks.capacity() + sizeof(slot) * l.slots.capacity();
  return sum;
}

}  // namespace kenyon
