// Family `rows`, avx512-popcnt: survivors and winners are counted by vpopcntq, the rest is avx512.
#include "kernels/lanes/avx512_popcnt.hpp"
#include "kernels/rows/rows_inl.hpp"

namespace kenyon::kernels::avx512_popcnt {

const decltype(rows_kernels::best_ahead) best_ahead = best_fetching<lanes, 2>;
const decltype(rows_kernels::intersect) intersect = intersect_rows<lanes>;
const decltype(rows_kernels::at_least) at_least = at_least_columns<lanes>;

}  // namespace kenyon::kernels::avx512_popcnt
