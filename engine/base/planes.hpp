// Private: the extremes of bit-sliced counts (kernels/rows), without unpacking them.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon {

// Counts of 64*words columns: plane p starts at first + p*stride. `words` may be a part of a plane.
struct plane_view {
  const std::uint64_t* first;
  unsigned planes;
  std::size_t stride;
  std::size_t words;
};

// The largest (smallest) count of the columns marked in `among`; only those that have it stay
// marked. 0 when none is marked.
std::uint32_t keep_largest(const plane_view& counts, std::uint64_t* among);
std::uint32_t keep_smallest(const plane_view& counts, std::uint64_t* among);

// The count of one column.
std::uint32_t count_of(const plane_view& counts, std::size_t column);

}  // namespace kenyon
