// Searches of an inverted file: the lists of the nearest centroids are scanned, their codes' sums
// kept while they can still be among the best.
#include <algorithm>
#include <bit>
#include <cmath>

#include "base/active_kernels.hpp"
#include "vector/ivf.hpp"
#include "vector/top_candidates.hpp"

namespace kenyon {
namespace {

constexpr std::size_t block = kernels::scan4_block;
constexpr std::size_t efforts_per_probe = 5;

double dot(const float* a, const float* b, std::size_t n) {
  float out = 0;
  active_kernels().dots.dot_at(a, &b, 1, n, &out);
  return double{out};
}

}  // namespace

class ivf::search final : public candidate_search {
 public:
  explicit search(const ivf& of) : index_(of) {}
  void find(const float* query, const candidate_demand& demand, vector_work& work) override;

 private:
  void order_lists(const float* query, std::size_t probes);
  void sort_lists(std::size_t begin, std::size_t end);
  void choose_unit(const float* from);
  void grade(const float* from, int scale);
  double best_of_all(const float* query) const;
  std::int64_t offset_of(double base) const;
  void scan(std::uint32_t l, std::int64_t offset, vector_work& work);
  float estimate(const coded_candidate& of) const;

  const ivf& index_;
  std::vector<float> query_, fits_;
  std::vector<std::uint64_t> order_;
  std::vector<std::uint8_t> supports_;
  std::vector<std::uint16_t> sums_;
  std::vector<std::uint64_t> reached_;
  top_candidates best_;
  double unit_ =
      1;  // steps of support to one of the metric (half the squared distance; dot product)
  double other_ = 0;  // part of the metric that is the same for all vectors
};

std::unique_ptr<candidate_search> ivf::make_search() const {
  return std::make_unique<search>(*this);
}

// The nearest lists first, empty ones last; their numbers are the lower halves of order_.
void ivf::search::order_lists(const float* query, std::size_t probes) {
  fits_.resize(index_.centroid_count_);
  order_.resize(index_.centroid_count_);
  active_kernels().dots.dot_matrix(query, index_.axes_, 1, index_.centroids_.data(), index_.axes_,
                                   index_.axes_, index_.centroid_count_, fits_.data());
  for (std::uint32_t l = 0; l < index_.centroid_count_; ++l) {
    const float fit =
        index_.by_ == metric::dot ? fits_[l] : fits_[l] - index_.table_.half_squares[l];
    // The bits of a float, ascending where the float descends.
    const auto bits = std::bit_cast<std::uint32_t>(fit);
    const std::uint32_t key = bits >> 31 ? bits : ~bits & 0x7fffffffU;
    order_[l] = std::uint64_t{index_.sizes_[l] == 0 ? ~0U : key} << 32 | l;
  }
  sort_lists(0, probes);
}

// Puts those from `begin` to `end` in order, of all from `begin` on.
void ivf::search::sort_lists(std::size_t begin, std::size_t end) {
  const auto at = [&](std::size_t i) { return order_.begin() + static_cast<std::ptrdiff_t>(i); };
  if (begin == end) return;
  std::nth_element(at(begin), at(end) - 1, order_.end());
  std::sort(at(begin), at(end));
}

// A support falls short of 255 by what the codeword is worse than the best there could be: for
// distances half the squared distance along the module's axes, for dot products what the query
// loses against the outermost level on its side. This fixes what a step of support is: 255 cover
// the module where levels differ most (dot products), or the mean of the modules' farthest levels
// from a query near its first centroid (distances: levels that are farther count 0, they hardly
// matter). Where every code is the same, the centroids alone tell.
void ivf::search::choose_unit(const float* from) {
  const bool squared = index_.by_ == metric::euclidean;
  const float half = static_cast<float>(index_.levels() - 1) / 2;
  const std::size_t per_module = index_.axes_per_module_;
  // As a stored vector in the query's place would be coded.
  const int scale =
      squared ? std::clamp(index_.scale_of(from), index_.least_scale_, index_.largest_scale_) : 0;
  const float* const steps = index_.steps_at(scale);
  double sum = 0, widest = 0;
  for (std::size_t m = 0; m < index_.modules_; ++m) {
    double of_module = 0;
    for (std::size_t a = m * per_module; a < std::min(index_.axes_, (m + 1) * per_module); ++a) {
      const double reach = double{steps[a] * half}, away = double{std::abs(from[a])};
      if (reach > 0) of_module += squared ? (away + reach) * (away + reach) / 2 : 2 * away * reach;
    }
    sum += of_module;
    widest = std::max(widest, of_module);
  }
  const double covered = squared ? sum / static_cast<double>(index_.modules_) : widest;
  constexpr double most = 1e38;  // a float, as the kernels take it
  unit_ = covered > 0 ? 255 / covered : index_.farthest_ > 0 ? 1e9 / double{index_.farthest_} : 1;
  unit_ = std::min(unit_, most);
}

void ivf::search::grade(const float* from, int scale) {
  const auto& kernel = active_kernels().scan4;
  supports_.resize(index_.modules_ * kernels::scan4_units);
  const auto grades =
      index_.by_ == metric::euclidean ? kernel.grade_distances : kernel.grade_products;
  grades(from, index_.steps_at(scale), index_.axes_, index_.axes_per_module_,
         static_cast<float>(unit_), supports_.data());
}

// The dot product of the query with the best code there could be.
double ivf::search::best_of_all(const float* query) const {
  const float half = static_cast<float>(index_.levels() - 1) / 2;
  double sum = 0;
  for (std::size_t a = 0; a < index_.axes_; ++a)
    sum += double{std::abs(query[a]) * half * index_.steps_at(0)[a]};
  return sum;
}

// What to add to the sums of a list where a code of 255s stands for `base`.
std::int64_t ivf::search::offset_of(double base) const {
  return static_cast<std::int64_t>(std::clamp(std::round(base), -1e15, 1e15)) -
         static_cast<std::int64_t>(255 * index_.modules_);
}

// Adds what a list has to the best so far.
void ivf::search::scan(std::uint32_t l, std::int64_t offset, vector_work& work) {
  constexpr std::size_t blocks_at_once = 8;  // then the bound is looked at again
  const list& in = index_.lists_[l];
  const auto& kernel = active_kernels().scan4;
  sums_.resize(blocks_at_once * block);
  reached_.resize(blocks_at_once);
  work.coded += in.slots.size();
  for (std::size_t first = 0; first < in.slots.size(); first += blocks_at_once * block) {
    const std::int64_t needed = best_.bound() - offset;
    if (needed > 65535) return;
    const std::size_t some = std::min(in.slots.size() - first, blocks_at_once * block);
    kernel.sum_supports(
        supports_.data(), index_.modules_, in.blocks.data() + first / block * index_.block_bytes(),
        (some + block - 1) / block, static_cast<std::uint16_t>(std::max<std::int64_t>(needed, 0)),
        sums_.data(), reached_.data());
    for (std::size_t b = 0; b * block < some; ++b) {
      std::uint64_t set = reached_[b];
      const std::size_t left = some - b * block;
      if (left < block) set &= (std::uint64_t{1} << left) - 1;
      for (; set != 0; set &= set - 1) {
        const std::size_t i = b * block + static_cast<std::size_t>(std::countr_zero(set));
        best_.add(sums_[i] + offset, in.slots[first + i]);
      }
    }
  }
}

void ivf::search::find(const float* query, const candidate_demand& demand, vector_work& work) {
  const std::size_t effort = demand.effort, axes = index_.axes_;
  std::size_t probes = demand.search.probes != 0
                           ? demand.search.probes
                           : (effort + efforts_per_probe - 1) / efforts_per_probe;
  // So few that a list holds next to none.
  if (index_.size_ < index_.pays_from()) probes = index_.centroid_count_;
  probes = std::min(probes, index_.filled_);
  const bool squared = index_.by_ == metric::euclidean;
  query_.resize(3 * axes);
  float* const along = query_.data();
  float* const centred = along + axes;
  float* const residual = centred + axes;
  index_.rotation_.project(query, 1, along);
  for (std::size_t a = 0; a < axes; ++a) centred[a] = along[a] - index_.rotation_.centre[a];
  order_lists(index_.by_ == metric::dot ? along : centred, probes);
  other_ = squared ? 0 : dot(along, index_.rotation_.centre.data(), axes);
  double most = 0;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < probes; ++i) {
    const auto l = static_cast<std::uint32_t>(order_[i]);
    const float* const centroid = index_.centroids_.data() + std::size_t{l} * axes;
    const float* const from = squared ? residual : along;
    for (std::size_t a = 0; a < axes; ++a) residual[a] = centred[a] - centroid[a];
    if (i == 0) choose_unit(from);
    if (i == 0 && !squared) grade(from, 0);
    if (i == 0 && !squared) most = best_of_all(along);
    const std::int64_t offset =
        offset_of(squared ? 0 : (dot(along, centroid, axes) + most) * unit_);
    if (i == 0) best_.start(effort, offset, static_cast<std::int64_t>(2 * 255 * index_.modules_));
    for (std::uint32_t in = l; in != no_list; in = index_.lists_[in].next) {
      if (index_.lists_[in].slots.empty()) continue;
      if (squared) grade(from, index_.lists_[in].scale);
      scan(in, offset, work);
    }
    seen += index_.sizes_[l];
    if (i + 1 == probes && seen < demand.search.top && probes < index_.filled_) {
      probes = std::min(2 * probes, index_.filled_);  // as many matches as are wanted are promised
      sort_lists(i + 1, probes);
    }
  }
  work.probed += probes;
  slots.clear();
  scores.clear();
  for (const coded_candidate& c : best_.finish()) {
    slots.push_back(c.which);
    if (demand.rows == nullptr) scores.push_back(estimate(c));
  }
}

// The score that a support stands for.
float ivf::search::estimate(const coded_candidate& of) const {
  const double score = static_cast<double>(of.support) / unit_ + other_;
  return static_cast<float>(index_.by_ == metric::euclidean ? -std::sqrt(-2 * std::min(score, 0.0))
                                                            : score);
}

}  // namespace kenyon
