// Family `scan4`, avx512-popcnt: all of it is avx512.
#include "kernels/scan4/avx512.hpp"
#include "kernels/scan4/scan4.hpp"

namespace kenyon::kernels::avx512_popcnt {

const scan4_kernels scan4 = {avx512::sum_supports, avx512::grade_distances, avx512::grade_products};

}  // namespace kenyon::kernels::avx512_popcnt
