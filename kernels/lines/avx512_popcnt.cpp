// Family `lines`, avx512-popcnt: as avx512.
#include "kernels/lines/avx512.hpp"

namespace kenyon::kernels::avx512_popcnt {

const lines_kernels lines = {avx512::in_range};

}  // namespace kenyon::kernels::avx512_popcnt
