// Family `dots`, scalar: the specification of the family.
#include "kernels/dots/dots.hpp"

#include <bit>

namespace kenyon::kernels::scalar {
namespace {

// sum + a * b, rounded once. Where no instruction does it the product and the sum are those of
// doubles, of which the product is exact; the sum is rounded to odd by its error (Boldo and
// Melquiond 2008), so that rounding it again to float is as if it had been exact. The C library's
// fmaf is a call, and a very slow one where the processor has no such instruction.
float plus(float sum, float a, float b) {
#ifdef __FP_FAST_FMAF
  return __builtin_fmaf(a, b, sum);
#else
  const double product = double{a} * double{b}, other = double{sum};
  const double all = product + other;
  const double part = all - product;
  const double lost = (product - (all - part)) + (other - part);
  const auto bits = std::bit_cast<std::uint64_t>(all);
  const std::uint64_t to_odd = static_cast<std::uint64_t>(lost != 0) & ~bits & 1;
  const bool is_inwards = ((std::bit_cast<std::uint64_t>(lost) ^ bits) >> 63) != 0;
  const std::uint64_t odd = is_inwards ? bits - to_odd : bits + to_odd;
  return static_cast<float>(std::bit_cast<double>(odd));
#endif
}

// plus_term(sum, i) is the sum with term i.
template <class Term>
float add_up(std::size_t columns, const Term& plus_term) {
  float partial[dot_partials] = {};
  for (std::size_t i = 0; i < columns; ++i) {
    float& sum = partial[i % dot_partials];
    sum = plus_term(sum, i);
  }
  for (std::size_t apart = dot_partials / 2; apart != 0; apart /= 2)
    for (std::size_t k = 0; k < apart; ++k) partial[k] += partial[k + apart];
  return partial[0] + 0.0F;  // -0, where all products vanished, is told as +0
}

template <class Element>
float dot(const float* a, const Element* b, std::size_t columns) {
  return add_up(
      columns, [=](float sum, std::size_t i) { return plus(sum, a[i], static_cast<float>(b[i])); });
}

template <class Element>
float square(const float* a, const Element* b, float scale, std::size_t columns) {
  return add_up(columns, [=](float sum, std::size_t i) {
    const float difference = plus(a[i], -scale, static_cast<float>(b[i]));
    return plus(sum, difference, difference);
  });
}

void dot_matrix(const float* cue_matrix, std::size_t cue_stride, std::size_t cues,
                const float* matrix, std::size_t stride, std::size_t columns, std::size_t rows,
                float* out) {
  for (std::size_t c = 0; c < cues; ++c)
    for (std::size_t r = 0; r < rows; ++r)
      out[c * rows + r] = dot(cue_matrix + c * cue_stride, matrix + r * stride, columns);
}

void dot_columns(const float* cue_matrix, std::size_t cue_stride, std::size_t cues,
                 const float* matrix, std::size_t stride, std::size_t n, std::size_t columns,
                 float* out) {
  for (std::size_t c = 0; c < cues; ++c) {
    float* const sums = out + c * columns;
    for (std::size_t j = 0; j < columns; ++j) sums[j] = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < columns; ++j)
        sums[j] = plus(sums[j], cue_matrix[c * cue_stride + i], matrix[i * stride + j]);
  }
}

void add_weighted(const float* matrix, std::size_t stride, const std::uint32_t* rows,
                  const float* weights, std::size_t n, std::size_t columns, float* sums) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      sums[j] = plus(sums[j], weights[i], matrix[rows[i] * stride + j]);
}

void dot_at(const float* cue, const float* const* rows, std::size_t n, std::size_t columns,
            float* out) {
  for (std::size_t r = 0; r < n; ++r) out[r] = dot(cue, rows[r], columns);
}

void square_at(const float* cue, const float* const* rows, std::size_t n, std::size_t columns,
               float* out) {
  for (std::size_t r = 0; r < n; ++r) out[r] = square(cue, rows[r], 1.0F, columns);
}

void dot8_at(const float* cue, const std::int8_t* const* rows, std::size_t n, std::size_t columns,
             float* out) {
  for (std::size_t r = 0; r < n; ++r) out[r] = dot(cue, rows[r], columns);
}

void square8_at(const float* cue, const std::int8_t* const* rows, const float* scales,
                std::size_t n, std::size_t columns, float* out) {
  for (std::size_t r = 0; r < n; ++r) out[r] = square(cue, rows[r], scales[r], columns);
}

}  // namespace

const dots_kernels dots = {
    .dot_matrix = dot_matrix,
    .dot_columns = dot_columns,
    .add_weighted = add_weighted,
    .dot_at = dot_at,
    .square_at = square_at,
    .dot8_at = dot8_at,
    .square8_at = square8_at,
};

}  // namespace kenyon::kernels::scalar
