// Family `graded`, avx512-popcnt: all of it is avx512.
#include "kernels/graded/avx512.hpp"
#include "kernels/graded/graded.hpp"

namespace kenyon::kernels::avx512_popcnt {

const graded_kernels graded = {avx512::sum_supports, avx512::grade_distances,
                               avx512::grade_products};

}  // namespace kenyon::kernels::avx512_popcnt
