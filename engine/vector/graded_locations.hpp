// Private: the route `locations` of a vector_index. A vector is projected on learned axes and
// listed under its nearest location; what it differs by from that location is its code, one of 16
// levels of one axis, or 4 by 4 of two, a module. The levels are even steps of the axis's
// deviation: after a random rotation differences are close to normal, for which even steps are
// nearly the best.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kenyon/vector/vector_index.hpp>

#include "vector/best_supported.hpp"
#include "vector/learned_axes.hpp"
#include "vector/rows.hpp"

namespace kenyon {

// What one worker needs for searches, kept from query to query.
struct graded_scratch {
  std::vector<float> query, fits;
  std::vector<std::uint64_t> order;
  std::vector<std::uint8_t> supports;
  std::vector<std::uint16_t> sums;
  std::vector<std::uint64_t> reached;
  best_supported best;
  double units = 1;  // of support, a unit of the metric (half the squared distance; dot product)
  double other = 0;  // part of the metric that is the same for all vectors
};

inline constexpr std::size_t code_block = 64;  // codes that kernels/scan4 takes at once

class graded_locations {
 public:
  graded_locations(std::size_t dimensions, metric by, std::uint32_t locations);

  // Vectors to have seen before learning.
  std::size_t learns_from() const { return std::size_t{16} * locations_; }
  std::size_t most_to_learn_from() const { return std::size_t{24} * locations_; }
  // Learns anew, from prepared vectors; nothing is listed afterwards.
  void learn(const float* sample, std::size_t n, std::uint64_t seed);
  bool learned() const { return !points_.empty(); }

  // Lists prepared vectors; computed on all threads, listed in this order.
  void place(const float* vectors, std::span<const slot> slots);
  void take_out(slot which);

  // The `count` slots best supported in the `open` locations nearest to the query, in no order.
  // Equal supports: the lower slots.
  const std::vector<graded_candidate>& find(const float* query, std::size_t open, std::size_t count,
                                            graded_scratch& scratch, vector_work& work) const;
  // The score that the support stands for: dot product, or squared distance negated.
  float estimate(const graded_candidate& of, const graded_scratch& scratch) const;

  std::uint32_t locations() const { return locations_; }
  std::uint64_t bytes() const;

 private:
  struct list {
    std::vector<std::uint8_t> blocks;  // as kernels/scan4 wants them
    std::vector<slot> slots;
  };
  struct where {
    std::uint32_t list, place;
  };
  std::size_t levels() const { return axes_a_module_ == 1 ? 16 : 4; }
  void code_of(const float* difference, std::uint8_t* units) const;
  void put_code(list& in, std::size_t place, const std::uint8_t* units) const;
  void move_code(list& in, std::size_t from, std::size_t to) const;
  void choose_units(const float* from, graded_scratch& scratch) const;
  void grade(const float* from, graded_scratch& scratch) const;
  double best_of_all(const float* query) const;
  std::int64_t offset_of(double base) const;
  void open_location(std::uint32_t l, std::int64_t offset, graded_scratch& scratch,
                     vector_work& work) const;
  void order_locations(const float* query, std::size_t open, graded_scratch& scratch) const;

  std::size_t dimensions_;
  metric by_;
  std::uint32_t locations_;
  std::size_t axes_;
  std::size_t axes_a_module_;
  std::size_t modules_;
  learned_axes basis_;
  std::vector<float> points_;  // the locations, along the axes, centred
  point_table table_;          // of them
  float farthest_ = 0;         // the largest of their half squares
  std::vector<float> steps_;   // between levels, an axis
  std::vector<float> inverse_steps_;
  std::vector<list> lists_;
  std::vector<where> of_slot_;
};

}  // namespace kenyon
