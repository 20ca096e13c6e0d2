// Family `winners`: from supports to active units, and between bits and indices.
// Ties are always broken by the lower unit index, so an answer never depends on level or thread
// count.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {

struct winners_kernels {
  // The k units with the largest counts, in ascending unit order; k <= n, n < 2^32.
  void (*top_k)(const std::uint16_t* counts, std::size_t n, std::size_t k, std::uint32_t* out);

  // The same from bit-sliced counts (see rows.hpp): out_bits has exactly k bits set; k <= 64*words,
  // n_planes <= 16.
  void (*top_k_planes)(const std::uint64_t* planes, unsigned n_planes, std::size_t words,
                       std::size_t k, std::uint64_t* out_bits);

  // out[h] = index (h*units + unit) of the largest count of module h, h < modules; units >= 1.
  void (*argmax_modules)(const std::uint16_t* counts, std::size_t modules, std::size_t units,
                         std::uint32_t* out);

  // Both again for signed 32-bit supports.
  void (*top_k_sums)(const std::int32_t* sums, std::size_t n, std::size_t k, std::uint32_t* out);
  void (*argmax_modules_sums)(const std::int32_t* sums, std::size_t modules, std::size_t units,
                              std::uint32_t* out);

  // Indices of the set bits, ascending; returns how many. `out` must have room for the set bits
  // plus 16: whole vectors are stored, what lies behind the last index is scratch.
  std::size_t (*bits_to_indices)(const std::uint64_t* bits, std::size_t words, std::uint32_t* out);

  // Sets exactly the bits named; clears the others. Indices < 64*words, any order, repeats allowed.
  void (*indices_to_bits)(const std::uint32_t* indices, std::size_t n, std::uint64_t* bits,
                          std::size_t words);
};

namespace scalar {
extern const winners_kernels winners;
}
namespace avx2 {
extern const winners_kernels winners;
}
namespace avx512 {
extern const winners_kernels winners;
}
namespace avx512_popcnt {
extern const decltype(winners_kernels::top_k_planes) top_k_planes;
}

}  // namespace kenyon::kernels
