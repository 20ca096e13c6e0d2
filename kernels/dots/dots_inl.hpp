// Private to the vector files of family `dots`. F is the level's 16 floats: zero(), load(p),
// load_part(p, n) of floats and of signed bytes, store(p), store_part(p, n), F - F, a.plus(b, c)
// and a.minus(b, c) for a + b * c and a - b * c rounded once, fold(), and fold_rows(partials, out)
// for as many rows as are taken at once. Internal linkage throughout.
#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/dots/dots.hpp"

namespace kenyon::kernels {
namespace {

// One load of the cue serves `count` rows, and their additions do not wait for each other.
template <class F, std::size_t count>
void dot_rows(const float* cue, const float* row, std::size_t stride, std::size_t columns,
              float* out) {
  F partial[count];
  for (F& p : partial) p = F::zero();
  std::size_t i = 0;
  for (; i + dot_partials <= columns; i += dot_partials) {
    const F c = F::load(cue + i);
    for (std::size_t r = 0; r < count; ++r)
      partial[r] = partial[r].plus(c, F::load(row + r * stride + i));
  }
  if (i < columns) {  // products of nothing change no partial sum but -0
    const F c = F::load_part(cue + i, columns - i);
    for (std::size_t r = 0; r < count; ++r)
      partial[r] = partial[r].plus(c, F::load_part(row + r * stride + i, columns - i));
  }
  if constexpr (count == 1) {
    out[0] = partial[0].fold();
  } else {
    F::fold_rows(partial, out);
  }
}

// Blocks of rows that stay in the L1 cache while every cue passes over them.
template <class F, std::size_t at_once>
void dot_matrix(const float* cue_matrix, std::size_t cue_stride, std::size_t cues,
                const float* matrix, std::size_t stride, std::size_t columns, std::size_t rows,
                float* out) {
  constexpr std::size_t block_floats = 4096;  // 16 KiB
  std::size_t block = columns ? block_floats / columns / at_once * at_once : rows;
  if (block < at_once) block = at_once;
  for (std::size_t first = 0; first < rows; first += block) {
    const std::size_t end = rows - first < block ? rows : first + block;
    for (std::size_t c = 0; c < cues; ++c) {
      const float* const cue = cue_matrix + c * cue_stride;
      float* const answer = out + c * rows;
      std::size_t r = first;
      for (; r + at_once <= end; r += at_once)
        dot_rows<F, at_once>(cue, matrix + r * stride, stride, columns, answer + r);
      for (; r < end; ++r) dot_rows<F, 1>(cue, matrix + r * stride, stride, columns, answer + r);
    }
  }
}

// Sums of `count` cues in the columns from j on, `vectors` vectors of them, in registers.
template <class F, std::size_t vectors, std::size_t count>
void columns_of(const float* cue, std::size_t cue_stride, const float* matrix, std::size_t stride,
                std::size_t n, float* out, std::size_t out_stride) {
  F sum[count][vectors];
  for (auto& of_cue : sum)
    for (F& s : of_cue) s = F::zero();
  for (std::size_t i = 0; i < n; ++i) {
    F row[vectors];
    for (std::size_t v = 0; v < vectors; ++v)
      row[v] = F::load(matrix + i * stride + v * dot_partials);
    for (std::size_t c = 0; c < count; ++c) {
      const F x = F::fill(cue[c * cue_stride + i]);
      for (std::size_t v = 0; v < vectors; ++v) sum[c][v] = sum[c][v].plus(x, row[v]);
    }
  }
  for (std::size_t c = 0; c < count; ++c)
    for (std::size_t v = 0; v < vectors; ++v)
      sum[c][v].store(out + c * out_stride + v * dot_partials);
}

// Fewer columns than a vector has, of `count` cues.
template <class F, std::size_t count>
void last_columns(const float* cue, std::size_t cue_stride, const float* matrix, std::size_t stride,
                  std::size_t n, std::size_t columns, float* out, std::size_t out_stride) {
  F sum[count];
  for (F& s : sum) s = F::zero();
  for (std::size_t i = 0; i < n; ++i) {
    const F row = F::load_part(matrix + i * stride, columns);
    for (std::size_t c = 0; c < count; ++c)
      sum[c] = sum[c].plus(F::fill(cue[c * cue_stride + i]), row);
  }
  for (std::size_t c = 0; c < count; ++c) sum[c].store_part(out + c * out_stride, columns);
}

// All cues pass over some columns before the next ones, so that these stay in a near cache.
template <class F, std::size_t vectors, std::size_t at_once>
std::size_t dot_columns_from(std::size_t j, const float* cue_matrix, std::size_t cue_stride,
                             std::size_t cues, const float* matrix, std::size_t stride,
                             std::size_t n, std::size_t columns, float* out) {
  constexpr std::size_t width = vectors * dot_partials;
  for (; j + width <= columns; j += width) {
    std::size_t c = 0;
    for (; c + at_once <= cues; c += at_once)
      columns_of<F, vectors, at_once>(cue_matrix + c * cue_stride, cue_stride, matrix + j, stride,
                                      n, out + c * columns + j, columns);
    for (; c < cues; ++c)
      columns_of<F, vectors, 1>(cue_matrix + c * cue_stride, cue_stride, matrix + j, stride, n,
                                out + c * columns + j, columns);
  }
  return j;
}

// As many sums in narrow columns as in wide ones: additions under way at a time.
template <class F, std::size_t vectors, std::size_t at_once>
void dot_columns(const float* cue_matrix, std::size_t cue_stride, std::size_t cues,
                 const float* matrix, std::size_t stride, std::size_t n, std::size_t columns,
                 float* out) {
  constexpr std::size_t many = vectors * at_once;
  std::size_t j = dot_columns_from<F, vectors, at_once>(0, cue_matrix, cue_stride, cues, matrix,
                                                        stride, n, columns, out);
  j = dot_columns_from<F, 1, many>(j, cue_matrix, cue_stride, cues, matrix, stride, n, columns,
                                   out);
  std::size_t c = j < columns ? 0 : cues;
  for (; c + many <= cues; c += many)
    last_columns<F, many>(cue_matrix + c * cue_stride, cue_stride, matrix + j, stride, n,
                          columns - j, out + c * columns + j, columns);
  for (; c < cues; ++c)
    last_columns<F, 1>(cue_matrix + c * cue_stride, cue_stride, matrix + j, stride, n, columns - j,
                       out + c * columns + j, columns);
}

// 64 columns at a time stay in registers while all rows are added.
template <class F>
void add_weighted(const float* matrix, std::size_t stride, const std::uint32_t* rows,
                  const float* weights, std::size_t n, std::size_t columns, float* sums) {
  constexpr std::size_t vectors = 4;
  std::size_t j = 0;
  for (; j + vectors * dot_partials <= columns; j += vectors * dot_partials) {
    F sum[vectors];
    for (std::size_t v = 0; v < vectors; ++v) sum[v] = F::load(sums + j + v * dot_partials);
    for (std::size_t i = 0; i < n; ++i) {
      const F weight = F::fill(weights[i]);
      const float* const row = matrix + rows[i] * stride + j;
      for (std::size_t v = 0; v < vectors; ++v)
        sum[v] = sum[v].plus(weight, F::load(row + v * dot_partials));
    }
    for (std::size_t v = 0; v < vectors; ++v) sum[v].store(sums + j + v * dot_partials);
  }
  for (; j < columns; j += dot_partials) {
    const std::size_t part = columns - j < dot_partials ? columns - j : dot_partials;
    F sum = F::load_part(sums + j, part);
    for (std::size_t i = 0; i < n; ++i)
      sum = sum.plus(F::fill(weights[i]), F::load_part(matrix + rows[i] * stride + j, part));
    sum.store_part(sums + j, part);
  }
}

// Adds a term of a cue and row r.
template <class F>
struct products {
  F operator()(F sum, F cue, F row, std::size_t) const { return sum.plus(cue, row); }
};
template <class F>
struct squares {
  F operator()(F sum, F cue, F row, std::size_t) const { return sum.plus(cue - row, cue - row); }
};
template <class F>
struct scaled_squares {
  const float* scales;
  F operator()(F sum, F cue, F row, std::size_t r) const {
    const F difference = cue.minus(F::fill(scales[r]), row);
    return sum.plus(difference, difference);
  }
};

// Rows r .. r + count - 1, while those behind them are fetched: they can be anywhere.
template <class F, std::size_t count, class Element, class Term>
void rows_at(const float* cue, const Element* const* rows, std::size_t r, std::size_t n,
             std::size_t columns, const Term& add, float* out) {
  F partial[count];
  for (F& p : partial) p = F::zero();
  const bool more = r + 2 * count <= n;
  std::size_t i = 0;
  for (; i + dot_partials <= columns; i += dot_partials) {
    const F c = F::load(cue + i);
    for (std::size_t k = 0; k < count; ++k) {
      if (more) __builtin_prefetch(rows[r + count + k] + i);
      partial[k] = add(partial[k], c, F::load(rows[r + k] + i), r + k);
    }
  }
  if (i < columns) {  // absent elements change no partial sum but -0
    const F c = F::load_part(cue + i, columns - i);
    for (std::size_t k = 0; k < count; ++k)
      partial[k] = add(partial[k], c, F::load_part(rows[r + k] + i, columns - i), r + k);
  }
  for (std::size_t k = 0; k < count; ++k) out[r + k] = partial[k].fold();
}

template <class F, class Element, class Term>
void each_row_at(const float* cue, const Element* const* rows, std::size_t n, std::size_t columns,
                 const Term& add, float* out) {
  constexpr std::size_t at_once = 4;
  std::size_t r = 0;
  for (; r + at_once <= n; r += at_once) rows_at<F, at_once>(cue, rows, r, n, columns, add, out);
  for (; r < n; ++r) rows_at<F, 1>(cue, rows, r, n, columns, add, out);
}

template <class F>
void dot_at(const float* cue, const float* const* rows, std::size_t n, std::size_t columns,
            float* out) {
  each_row_at<F>(cue, rows, n, columns, products<F>{}, out);
}
template <class F>
void square_at(const float* cue, const float* const* rows, std::size_t n, std::size_t columns,
               float* out) {
  each_row_at<F>(cue, rows, n, columns, squares<F>{}, out);
}
template <class F>
void dot8_at(const float* cue, const std::int8_t* const* rows, std::size_t n, std::size_t columns,
             float* out) {
  each_row_at<F>(cue, rows, n, columns, products<F>{}, out);
}
template <class F>
void square8_at(const float* cue, const std::int8_t* const* rows, const float* scales,
                std::size_t n, std::size_t columns, float* out) {
  each_row_at<F>(cue, rows, n, columns, scaled_squares<F>{scales}, out);
}

}  // namespace
}  // namespace kenyon::kernels
