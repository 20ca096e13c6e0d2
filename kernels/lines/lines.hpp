// Family `lines`: which entries of cache lines lie in a range. A line is 16 entries of 32 bits, at
// the start of a cache line; an entry that was never used is 0.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {

inline constexpr std::size_t line_entries = 16;

struct lines_kernels {
  // The entries of line i from first[i] to first[i] + last, for i = 0 .. n-1, in the order of the
  // lines and of the entries in them: out[..] = entry - first[i], modulo 2^32. Returns how many.
  // `out` must have room for 16n + 16: whole vectors are stored, what lies behind the last is
  // scratch. used_up[i] = 1 if no entry of line i is 0, else 0.
  std::size_t (*in_range)(const std::uint32_t* const* lines, const std::uint32_t* first,
                          std::uint32_t last, std::size_t n, std::uint32_t* out,
                          std::uint8_t* used_up);
};

namespace scalar {
extern const lines_kernels lines;
}
namespace avx2 {
extern const lines_kernels lines;
}
namespace avx512 {
extern const lines_kernels lines;
}

}  // namespace kenyon::kernels
