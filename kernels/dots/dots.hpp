// Family `dots`: float32 vectors against the rows of a matrix, in a fixed order of additions, so
// that every level gives the same bits. Row r starts at matrix + r*stride and is `columns` long;
// any alignment, columns may be 0. For finite values whose sums stay finite.
//
// Sums and products are fused: sum + a*b is rounded once, as std::fma does, at every level.
//
// A dot product is 16 partial sums, partial k over the elements k, k+16, k+32, ... in ascending
// order from 0; then folded: partial k + partial k+8, the eight left likewise with 4, then 2, then
// 1 apart; then +0 is added, so that no dot product is -0.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {

inline constexpr std::size_t dot_partials = 16;

struct dots_kernels {
  // out[c*rows + r] = dot product of cue c with row r, c < cues, r < rows; cue c starts at
  // cue_matrix + c*cue_stride. Blocked so that each row is read once for several cues.
  void (*dot_matrix)(const float* cue_matrix, std::size_t cue_stride, std::size_t cues,
                     const float* matrix, std::size_t stride, std::size_t columns, std::size_t rows,
                     float* out);

  // out[c*columns + j] = dot product of cue c with column j of the matrix, c < cues, j < columns,
  // which has n rows. Products are added one after another, from 0, in the order of the rows.
  // Nothing is folded, and several cues share what is loaded: the way for whole batches.
  void (*dot_columns)(const float* cue_matrix, std::size_t cue_stride, std::size_t cues,
                      const float* matrix, std::size_t stride, std::size_t n, std::size_t columns,
                      float* out);

  // sums[j] += weights[i] * (element j of row rows[i]), i = 0 .. n-1 in this order, j < columns.
  void (*add_weighted)(const float* matrix, std::size_t stride, const std::uint32_t* rows,
                       const float* weights, std::size_t n, std::size_t columns, float* sums);

  // Rows at addresses of their own, r < n. dot_at: out[r] = dot product of cue and row r.
  // square_at: the differences cue - row, each rounded, times themselves, added up in the same
  // order. The others are for rows of bytes: element x of row r stands for float(x), in square8_at
  // the difference is cue - scales[r] * float(x), rounded once.
  void (*dot_at)(const float* cue, const float* const* rows, std::size_t n, std::size_t columns,
                 float* out);
  void (*square_at)(const float* cue, const float* const* rows, std::size_t n, std::size_t columns,
                    float* out);
  void (*dot8_at)(const float* cue, const std::int8_t* const* rows, std::size_t n,
                  std::size_t columns, float* out);
  void (*square8_at)(const float* cue, const std::int8_t* const* rows, const float* scales,
                     std::size_t n, std::size_t columns, float* out);
};

namespace scalar {
extern const dots_kernels dots;
}
namespace avx2 {
extern const dots_kernels dots;
}
namespace avx512 {
extern const dots_kernels dots;
}

}  // namespace kenyon::kernels
