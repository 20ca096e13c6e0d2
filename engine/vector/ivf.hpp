// Private: an inverted file with residual 4-bit codes and fast scan. A vector is rotated, put into
// the list of its nearest centroid, and kept there as the code of its residual, what it differs by
// from the centroid: in each module one of 16 levels of an axis, or 4 by 4 of two. Levels are even
// steps: after a random rotation residuals are close to normal, for which even steps are nearly
// the best. Distances between vectors of very different lengths leave residuals of very different
// lengths: a centroid has a further list for each power of 3 in which these fall, with steps as
// much larger or smaller. Read as neurons: centroids are hard locations that compete, and a code
// has one active unit of 16 in each module.
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "vector/candidate_source.hpp"
#include "vector/kmeans.hpp"
#include "vector/rotation.hpp"

namespace kenyon {

class ivf final : public candidate_source {
 public:
  // Vectors to train from: at least, and at most of any use.
  static std::size_t trains_from(std::uint32_t lists) { return std::size_t{16} * lists; }
  static std::size_t most_to_train_from(std::uint32_t lists) { return std::size_t{24} * lists; }

  // Trained from a sample of n prepared vectors, none of which it keeps.
  ivf(std::size_t dimensions, metric by, std::uint32_t lists, const float* sample, std::size_t n,
      std::uint64_t seed);

  void prepare(const float* vectors, std::span<const slot> slots) override;
  void commit() noexcept override;
  void remove(slot which) noexcept override;
  std::size_t pays_from() const override { return trains_from(centroid_count_); }
  std::uint64_t bytes() const override;

 protected:
  std::unique_ptr<candidate_search> make_search() const override;

 private:
  class search;
  // The first list of centroid c is lists_[c], of scale 0; the others follow, each by its `next`.
  struct list {
    std::vector<std::uint8_t> blocks;  // as kernels/scan4 wants them
    std::vector<slot> slots;
    std::uint32_t centroid = 0;
    std::uint32_t next = no_list;
    int scale = 0;  // the steps are scale_base^scale times the usual ones
  };
  static constexpr std::uint32_t no_list = ~0U;
  static constexpr int most_scale = 16;  // either way
  static constexpr double scale_base = 3;
  struct where {
    std::uint32_t list, place;
  };
  // What is added by the next commit().
  struct coded_vectors {
    std::vector<slot> slots;
    std::vector<std::uint32_t> lists;  // first their centroids
    std::vector<std::int8_t> scales;
    std::vector<std::uint8_t> codewords;  // of every module, a byte each
  };
  std::size_t levels() const { return axes_per_module_ == 1 ? 16 : 4; }
  std::size_t block_bytes() const;
  void fit_steps(std::vector<float> along, std::size_t n);
  int scale_of(const float* residual) const;
  const float* steps_at(int scale) const;
  std::uint32_t list_of(std::uint32_t centroid, int scale);
  void encode(const float* vectors, coded_vectors& coded) const;
  void code_of(const float* residual, int scale, std::uint8_t* codewords) const;
  void put_code(list& in, std::size_t place, const std::uint8_t* codewords) const noexcept;
  void move_code(list& in, std::size_t from, std::size_t to) const noexcept;

  std::size_t dimensions_;
  metric by_;
  std::uint32_t centroid_count_;
  std::size_t axes_;
  std::size_t axes_per_module_;
  std::size_t modules_;
  rotation rotation_;
  std::vector<float> centroids_;  // along the axes, about the mean
  centroid_table table_;          // of them
  float farthest_ = 0;            // the largest of their half squares
  // Lengths of residuals of scale 0.
  double shortest_ = 0, longest_ = std::numeric_limits<double>::infinity();
  std::vector<float> steps_;                 // between levels, of every axis; scale by scale
  std::vector<float> inverse_steps_;         // of scale 0
  int least_scale_ = 0, largest_scale_ = 0;  // of the lists there are
  std::vector<list> lists_;
  std::vector<where> of_slot_;
  std::vector<std::uint32_t> sizes_;  // of a centroid's lists together
  std::size_t filled_ = 0;            // centroids of which these are not empty
  std::size_t size_ = 0;
  coded_vectors prepared_;
};

}  // namespace kenyon
