// Family `transform`, avx512-popcnt: as avx512.
#include "kernels/transform/avx512.hpp"

namespace kenyon::kernels::avx512_popcnt {

const transform_kernels transform = {avx512::block_codes, avx512::block_rivals};

}  // namespace kenyon::kernels::avx512_popcnt
