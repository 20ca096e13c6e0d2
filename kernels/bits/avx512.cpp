// Family `bits`, avx512: pshufb counts behind a tree of carry-save adders.
#include "kernels/lanes/avx512.hpp"
#include "kernels/bits/bits_inl.hpp"
#include "kernels/bits/pass_avx512.hpp"

namespace kenyon::kernels::avx512 {

const bits_kernels bits = {
    count_carry_save<lanes>,
    count_carry_save<lanes, of_both>,
    count_carry_save<lanes, of_either_only>,
    many_carry_save<lanes, of_both>,
    many_carry_save<lanes, of_either_only>,
    matrix_blocked<many_carry_save<lanes, of_both>>,
    matrix_blocked<many_carry_save<lanes, of_either_only>>,
    rows_that_pass<at_most, many_carry_save<lanes, of_either_only>>,
    rows_that_pass<at_least, many_carry_save<lanes, of_both>>,
};

}  // namespace kenyon::kernels::avx512
