// Family `counters`, avx512-popcnt: as avx512.
#include "kernels/counters/avx512.hpp"

#include "kernels/counters/counters.hpp"

namespace kenyon::kernels::avx512_popcnt {

const counters_kernels counters = {{avx512::add_signs8, avx512::sum8},
                                   {avx512::add_signs16, avx512::sum16}};

}  // namespace kenyon::kernels::avx512_popcnt
