// Family `transform`: block codes of float vectors. In every round the vector is multiplied by
// random signs and goes through the fast Hadamard transform, and this `stages` times with other
// signs each; of every block of consecutive outputs the one of greatest magnitude becomes a unit.
//
// One transform of `size` numbers v (a power of two): for apart = size/2, size/4, ..., 1 every pair
// (v[i], v[i + apart]), i without the bit `apart`, becomes (v[i] + v[i + apart], v[i] - v[i +
// apart]). Additions in this order at every level, so that all give the same bits.
//
// For finite values whose sums stay finite: size^stages times the greatest magnitude.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {

// Rounds whose signs share a word, and rounds (or vectors) that are transformed side by side.
inline constexpr std::size_t transform_lanes = 16;

struct transform_plan {
  std::size_t size;    // a power of two, 16 to 65536
  std::size_t stages;  // at least 1
  std::size_t block;   // outputs a block, 1 to size; a round has size/block blocks
  std::size_t blocks;  // of a code; at least 1
  // Rounds: blocks / (size/block), rounded up. `span` of them share a word: 16, or where there are
  // fewer the next power of two.
  std::size_t span;
  // Word (r/16 * stages + s) * size + i: in stage s of round r element i changes its sign when bit
  // r % 16 is set. Where span < 16, the bits of its rounds are repeated to fill all 16.
  const std::uint16_t* flips;
};

// The strongest outputs of a block that block_rivals gives, and the largest block it takes.
inline constexpr std::size_t transform_rivals = 4;
inline constexpr std::size_t rivals_block = 128;

// What stands for an output among its rivals, greater for a stronger one: the bits of its magnitude
// as a float, of which the lowest eight are 255 - (2*position + 1 if negative).
constexpr std::uint32_t rival_unit(std::uint32_t rival) {
  return 255 - (rival & 255);
}
constexpr std::uint32_t rival_magnitude_bits(std::uint32_t rival) {
  return rival & ~std::uint32_t{255};
}

struct transform_kernels {
  // The codes of n vectors of `size` floats; vector v starts at vectors + v*size. Block b of a
  // round r is block r * (size/block) + b of the code; out[v*blocks + that] = that * 2*block +
  // 2*position + 1 if the output is negative. Of equal magnitudes the first wins, and zeros are
  // not negative. `scratch`: 16*size floats, at the start of a cache line.
  void (*block_codes)(const transform_plan& plan, const float* vectors, std::size_t n,
                      float* scratch, std::uint32_t* out);

  // The four strongest outputs of each block, as they are above, strongest first:
  // out[(v*blocks + block of the code)*4 ..]; zeros where a block has fewer. Outputs whose
  // magnitudes agree in all but the lowest eight bits count as equal. Blocks of at most 128.
  void (*block_rivals)(const transform_plan& plan, const float* vectors, std::size_t n,
                       float* scratch, std::uint32_t* out);
};

namespace scalar {
extern const transform_kernels transform;
}
namespace avx2 {
extern const transform_kernels transform;
}
namespace avx512 {
extern const transform_kernels transform;
}

}  // namespace kenyon::kernels
