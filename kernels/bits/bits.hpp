// Family `bits`: population counts of bit vectors and of pairs of them.
// A bit vector is `words` 64-bit words, bit i of word w is bit 64*w + i; any alignment, words may
// be 0. Results are exact. One-to-many and many-to-many results are uint32: words <= 2^26 (no
// overflow).
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {

struct bits_kernels {
  // Number of set bits of a.
  std::uint64_t (*count)(const std::uint64_t* a, std::size_t words);
  // Number of bits set in both a and b.
  std::uint64_t (*overlap)(const std::uint64_t* a, const std::uint64_t* b, std::size_t words);
  // Number of bits in which a and b differ.
  std::uint64_t (*hamming)(const std::uint64_t* a, const std::uint64_t* b, std::size_t words);

  // out[r] = overlap / hamming of cue with row r, r < rows; row r starts at matrix + r*stride
  // words, stride >= words.
  void (*overlap_many)(const std::uint64_t* cue, const std::uint64_t* matrix, std::size_t stride,
                       std::size_t words, std::size_t rows, std::uint32_t* out);
  void (*hamming_many)(const std::uint64_t* cue, const std::uint64_t* matrix, std::size_t stride,
                       std::size_t words, std::size_t rows, std::uint32_t* out);

  // out[c*rows + r] for every cue c < cues: many to many, blocked so that each row is read once for
  // several cues. Cue c starts at cue_matrix + c*cue_stride words.
  void (*overlap_matrix)(const std::uint64_t* cue_matrix, std::size_t cue_stride, std::size_t cues,
                         const std::uint64_t* matrix, std::size_t stride, std::size_t words,
                         std::size_t rows, std::uint32_t* out);
  void (*hamming_matrix)(const std::uint64_t* cue_matrix, std::size_t cue_stride, std::size_t cues,
                         const std::uint64_t* matrix, std::size_t stride, std::size_t words,
                         std::size_t rows, std::uint32_t* out);

  // The rows, ascending, with hamming <= most / overlap >= least; returns how many. `out` must have
  // room for `rows` indices. words <= 2^24.
  std::size_t (*hamming_at_most)(const std::uint64_t* cue, const std::uint64_t* matrix,
                                 std::size_t stride, std::size_t words, std::size_t rows,
                                 std::uint32_t most, std::uint32_t* out);
  std::size_t (*overlap_at_least)(const std::uint64_t* cue, const std::uint64_t* matrix,
                                  std::size_t stride, std::size_t words, std::size_t rows,
                                  std::uint32_t least, std::uint32_t* out);
};

namespace scalar {
extern const bits_kernels bits;
}
namespace avx2 {
extern const bits_kernels bits;
}
namespace avx512 {
extern const bits_kernels bits;
}
namespace avx512_popcnt {
extern const bits_kernels bits;
}

}  // namespace kenyon::kernels
