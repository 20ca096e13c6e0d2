// Family `codes`, avx512-popcnt: as avx512.
#include "kernels/codes/avx512.hpp"

namespace kenyon::kernels::avx512_popcnt {

const codes_kernels codes = {avx512::equal8,     avx512::equal8_at,   avx512::equal16,
                             avx512::equal16_at, avx512::members16,   avx512::members16_at,
                             avx512::members32,  avx512::members32_at};

}  // namespace kenyon::kernels::avx512_popcnt
