// Kernels of avx512 that the level above it shares.
#pragma once
#include "kernels/codes/codes.hpp"

namespace kenyon::kernels::avx512 {

void equal8(const code_cue<std::uint8_t>& cue, const std::uint8_t* rows, std::size_t stride,
            std::size_t n, std::uint16_t* out);
void equal8_at(const code_cue<std::uint8_t>& cue, const std::uint8_t* const* rows, std::size_t n,
               std::uint16_t* out);
void equal16(const code_cue<std::uint16_t>& cue, const std::uint16_t* rows, std::size_t stride,
             std::size_t n, std::uint16_t* out);
void equal16_at(const code_cue<std::uint16_t>& cue, const std::uint16_t* const* rows, std::size_t n,
                std::uint16_t* out);
void members16(const std::uint64_t* cue, std::size_t width, const std::uint16_t* rows,
               std::size_t stride, std::size_t n, std::uint16_t* out);
void members16_at(const std::uint64_t* cue, std::size_t width, const std::uint16_t* const* rows,
                  std::size_t n, std::uint16_t* out);
void members32(const std::uint64_t* cue, std::size_t width, const std::uint32_t* rows,
               std::size_t stride, std::size_t n, std::uint16_t* out);
void members32_at(const std::uint64_t* cue, std::size_t width, const std::uint32_t* const* rows,
                  std::size_t n, std::uint16_t* out);

}  // namespace kenyon::kernels::avx512
