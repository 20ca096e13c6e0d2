// Family `scan4`: how well codes of small modules suit a query that grades every unit.
//
// A code has one of 16 units in each module, 4 bits. Codes come in blocks of 64, module by module:
// 32 bytes a module, byte j has the unit of code j in its low half and that of code j + 32 in its
// high half. Places of a block that hold no code are summed like the others. The supports of the 16
// units of module m are supports[16 m ..]. Modules from 0 to 256: no sum overflows. Any alignment.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {

inline constexpr std::size_t scan4_block = 64;
inline constexpr std::size_t scan4_units = 16;
inline constexpr std::size_t scan4_modules = 256;

struct scan4_kernels {
  // sums[64 b + j] = supports of the units of code j of block b, added up; bit j of reached[b] is
  // set where that is `threshold` or more, b < n.
  void (*sum_supports)(const std::uint8_t* supports, std::size_t modules,
                       const std::uint8_t* blocks, std::size_t n, std::uint16_t threshold,
                       std::uint16_t* sums, std::uint64_t* reached);

  // Supports for a query, of modules that divide one axis into 16 levels (axes_a_module 1: unit u
  // is level u) or two axes into 4 each (2: unit u is level u % 4 of axis 2m and u / 4 of axis 2m +
  // 1, which adds nothing where axes is odd and it is the last). Level l of n lies at x = (l -
  // (n-1)/2) * steps[axis]. A unit's support is 255 - trunc(min(missing + 0.5, 255)), what is
  // missing summed over its axes: of distances ((q - x) * (q - x)) * (units / 2), q = query[axis];
  // of products (|q| * ((n-1)/2) * steps[axis] - q * x) * units. Each operation rounded, in this
  // order. For finite values.
  void (*grade_distances)(const float* query, const float* steps, std::size_t axes,
                          std::size_t axes_a_module, float units, std::uint8_t* supports);
  void (*grade_products)(const float* query, const float* steps, std::size_t axes,
                         std::size_t axes_a_module, float units, std::uint8_t* supports);
};

namespace scalar {
extern const scan4_kernels scan4;
}
namespace avx2 {
extern const scan4_kernels scan4;
}
namespace avx512 {
extern const scan4_kernels scan4;
}

}  // namespace kenyon::kernels
