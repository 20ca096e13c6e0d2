// Family `rows`, avx512-popcnt: survivors and winners are counted by vpopcntq, the rest is avx512.
#include "kernels/lanes/avx512_popcnt.hpp"
#include "kernels/rows/avx512.hpp"
#include "kernels/rows/rows_inl.hpp"

namespace kenyon::kernels::avx512_popcnt {

const rows_kernels rows = {
    avx512::count_rows,     best_fetching<lanes, 2>, avx512::set_ahead,       intersect_rows<lanes>,
    avx512::intersect_many, avx512::unite,           at_least_columns<lanes>, avx512::unpack,
};

}  // namespace kenyon::kernels::avx512_popcnt
