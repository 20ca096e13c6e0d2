// Private: the vectors of a vector_index, in slots that are used again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kenyon/vector/vector_index.hpp>

#include "base/pages.hpp"

namespace kenyon {

using slot = std::uint32_t;

class vector_rows {
 public:
  vector_rows(std::size_t dimensions, metric by, bool as_bytes);

  std::size_t dimensions() const { return dimensions_; }
  metric by() const { return by_; }
  // For `n` vectors to be put into slots below `count`: makes room. Throws error{resources}.
  void prepare(const float* vectors, std::size_t n, std::size_t count);
  void put(slot at, const float* vector) noexcept;
  void get(slot at, float* out) const;
  // What the metric says of the query and each slot, larger is nearer: distances are negated. In a
  // fixed order of additions.
  void score(const float* query, std::span<const slot> slots, std::span<float> out) const;
  std::uint64_t bytes_per_row() const {
    return stride_ * (as_bytes_ ? 1 : 4) + (as_bytes_ ? 4 : 0);
  }

 private:
  template <class Element>
  Element* row(slot at) const {
    return reinterpret_cast<Element*>(blocks_[at >> block_bits_].get()) +
           (at & ((slot{1} << block_bits_) - 1)) * stride_;
  }

  void score_bytes(const float* query, std::span<const slot> slots, float* out) const;
  void put_bytes(slot at, const float* vector) noexcept;

  std::size_t dimensions_;
  metric by_;
  bool as_bytes_;
  std::size_t stride_;  // elements from row to row: whole cache lines
  unsigned block_bits_ = 0;
  std::vector<pages> blocks_;
  // Of rows of bytes. A row is its scale times its bytes; where the scale has its sign bit set, the
  // origin is added, whichever of the two loses less: what all vectors have in common takes no
  // bits, and an origin that suits some vectors only does no harm to the others.
  std::vector<float> scales_;
  std::vector<float> origin_;  // the mean of the vectors that were added first
  bool has_rows_ = false;
};

// Vectors as they are compared: under cosine scaled to length 1 (a vector of zeros stays one),
// otherwise those given, which must live as long.
class prepared {
 public:
  // Throws error{bad_input} naming row and column for a number that is not finite or above 1e15 in
  // size, or when `values` are not `rows` vectors.
  prepared(std::span<const float> values, std::size_t rows, std::size_t dimensions, metric by,
           const char* what);
  const float* data() const { return scaled_.empty() ? given_ : scaled_.data(); }

 private:
  const float* given_;
  std::vector<float> scaled_;
};

}  // namespace kenyon
