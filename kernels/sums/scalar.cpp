// Family `sums`, scalar: the specification of the family.
#include "kernels/sums/sums.hpp"

namespace kenyon::kernels::scalar {
namespace {

void add_rows(const std::int16_t* weights, std::size_t stride, const std::uint32_t* rows,
              std::size_t n, std::size_t columns, const std::int32_t* start, std::int32_t* sums) {
  for (std::size_t j = 0; j < columns; ++j) sums[j] = start[j];
  for (std::size_t i = 0; i < n; ++i) {
    const std::int16_t* row = weights + rows[i] * stride;
    for (std::size_t j = 0; j < columns; ++j) sums[j] += row[j];
  }
}

}  // namespace

const sums_kernels sums = {
    .add_rows = add_rows,
};

}  // namespace kenyon::kernels::scalar
