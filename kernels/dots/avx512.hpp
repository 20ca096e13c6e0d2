// Kernels of avx512 that the level above it shares.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels::avx512 {

void dot_matrix(const float* cue_matrix, std::size_t cue_stride, std::size_t cues,
                const float* matrix, std::size_t stride, std::size_t columns, std::size_t rows,
                float* out);
void dot_columns(const float* cue_matrix, std::size_t cue_stride, std::size_t cues,
                 const float* matrix, std::size_t stride, std::size_t n, std::size_t columns,
                 float* out);
void add_weighted(const float* matrix, std::size_t stride, const std::uint32_t* rows,
                  const float* weights, std::size_t n, std::size_t columns, float* sums);
void dot_at(const float* cue, const float* const* rows, std::size_t n, std::size_t columns,
            float* out);
void square_at(const float* cue, const float* const* rows, std::size_t n, std::size_t columns,
               float* out);
void dot8_at(const float* cue, const std::int8_t* const* rows, std::size_t n, std::size_t columns,
             float* out);
void square8_at(const float* cue, const std::int8_t* const* rows, const float* scales,
                std::size_t n, std::size_t columns, float* out);

}  // namespace kenyon::kernels::avx512
