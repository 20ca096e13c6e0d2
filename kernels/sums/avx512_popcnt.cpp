// Family `sums`, avx512-popcnt: all of it is avx512.
#include "kernels/sums/avx512.hpp"
#include "kernels/sums/sums.hpp"

namespace kenyon::kernels::avx512_popcnt {

const sums_kernels sums = {avx512::add_rows};

}  // namespace kenyon::kernels::avx512_popcnt
