// Family `dots`, scalar: the specification of the family.
#include "kernels/dots/dots.hpp"

namespace kenyon::kernels::scalar {
namespace {

float dot(const float* a, const float* b, std::size_t columns) {
  float partial[dot_partials] = {};
  for (std::size_t i = 0; i < columns; ++i) partial[i % dot_partials] += a[i] * b[i];
  for (std::size_t apart = dot_partials / 2; apart != 0; apart /= 2)
    for (std::size_t k = 0; k < apart; ++k) partial[k] += partial[k + apart];
  return partial[0];
}

void dot_matrix(const float* cue_matrix, std::size_t cue_stride, std::size_t cues,
                const float* matrix, std::size_t stride, std::size_t columns, std::size_t rows,
                float* out) {
  for (std::size_t c = 0; c < cues; ++c)
    for (std::size_t r = 0; r < rows; ++r)
      out[c * rows + r] = dot(cue_matrix + c * cue_stride, matrix + r * stride, columns);
}

void add_weighted(const float* matrix, std::size_t stride, const std::uint32_t* rows,
                  const float* weights, std::size_t n, std::size_t columns, float* sums) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < columns; ++j) sums[j] += weights[i] * matrix[rows[i] * stride + j];
}

}  // namespace

const dots_kernels dots = {dot_matrix, add_weighted};

}  // namespace kenyon::kernels::scalar
