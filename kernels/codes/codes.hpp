// Family `codes`: how many active units compact codes share with a cue.
//
// A modular code is an array of `width` entries, one a module: the unit within the module, of 8
// bits (modules of up to 256 units) or 16. A cue has up to two units a module ("ways"): way w,
// module i is cue[w*width + i], and counts only where mask[w*width + i] is all ones (0: no such
// unit). Two ways of a module never hold the same unit. A flat code is an array of `width` units of
// 16 or 32 bits, and the cue a bit vector; a place that is not used holds a unit whose bit is never
// set.
//
// Rows are given by address (candidates from anywhere, `rows[r]`) or as a matrix (row r starts at
// rows + r*stride entries, stride >= width). Any alignment; width from 0 to 4096. Counts are exact.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {

template <class Entry>
struct code_cue {
  const Entry* units;  // ways * width of them
  const Entry* mask;   // likewise, each 0 or all ones
  std::size_t ways;    // 1 or 2
  std::size_t width;
};

struct codes_kernels {
  // out[r] = entries of row r that equal a counting cue unit of their module, r < n.
  void (*equal8)(const code_cue<std::uint8_t>& cue, const std::uint8_t* rows, std::size_t stride,
                 std::size_t n, std::uint16_t* out);
  void (*equal8_at)(const code_cue<std::uint8_t>& cue, const std::uint8_t* const* rows,
                    std::size_t n, std::uint16_t* out);
  void (*equal16)(const code_cue<std::uint16_t>& cue, const std::uint16_t* rows, std::size_t stride,
                  std::size_t n, std::uint16_t* out);
  void (*equal16_at)(const code_cue<std::uint16_t>& cue, const std::uint16_t* const* rows,
                     std::size_t n, std::uint16_t* out);
  // out[r] = entries e of row r with bit e of `cue` set.
  void (*members16)(const std::uint64_t* cue, std::size_t width, const std::uint16_t* rows,
                    std::size_t stride, std::size_t n, std::uint16_t* out);
  void (*members16_at)(const std::uint64_t* cue, std::size_t width,
                       const std::uint16_t* const* rows, std::size_t n, std::uint16_t* out);
  void (*members32)(const std::uint64_t* cue, std::size_t width, const std::uint32_t* rows,
                    std::size_t stride, std::size_t n, std::uint16_t* out);
  void (*members32_at)(const std::uint64_t* cue, std::size_t width,
                       const std::uint32_t* const* rows, std::size_t n, std::uint16_t* out);
};

namespace scalar {
extern const codes_kernels codes;
}
namespace avx2 {
extern const codes_kernels codes;
}
namespace avx512 {
extern const codes_kernels codes;
}

}  // namespace kenyon::kernels
