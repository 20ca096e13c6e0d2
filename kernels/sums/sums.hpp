// Family `sums`: sums of selected rows of a matrix of 16-bit weights.
// Row r starts at weights + r*stride and is `columns` long (stride >= columns). `rows` names the
// selected rows, repeats allowed, 0 <= n <= max_rows.
//
// |weight| <= max_weight: eight of them add up within 16 bits, so the vector levels widen to 32
// bits once in eight rows. A larger weight may overflow there and not in the scalar kernel.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {

inline constexpr std::int16_t max_weight = 4095;

struct sums_kernels {
  // sums[j] = start[j] + the weights of column j in the selected rows, j < columns. `start` may be
  // `sums` itself. |start[j]| <= 2^31 - 2^24, so that max_rows rows never overflow.
  void (*add_rows)(const std::int16_t* weights, std::size_t stride, const std::uint32_t* rows,
                   std::size_t n, std::size_t columns, const std::int32_t* start,
                   std::int32_t* sums);
};

namespace scalar {
extern const sums_kernels sums;
}
namespace avx2 {
extern const sums_kernels sums;
}
namespace avx512 {
extern const sums_kernels sums;
}

}  // namespace kenyon::kernels
