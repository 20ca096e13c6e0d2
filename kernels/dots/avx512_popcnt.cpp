// Family `dots`, avx512-popcnt: as avx512.
#include "kernels/dots/avx512.hpp"
#include "kernels/dots/dots.hpp"

namespace kenyon::kernels::avx512_popcnt {

const dots_kernels dots = {avx512::dot_matrix, avx512::dot_columns, avx512::add_weighted,
                           avx512::dot_at,     avx512::square_at,   avx512::dot8_at,
                           avx512::square8_at};

}  // namespace kenyon::kernels::avx512_popcnt
