// Family `bits`, avx512: pshufb counts behind a tree of carry-save adders.
#include "kernels/lanes/avx512.hpp"
#include "kernels/bits/bits_inl.hpp"

namespace kenyon::kernels::avx512 {

const bits_kernels bits = {
    count_carry_save<lanes>,
    count_carry_save<lanes, of_both>,
    count_carry_save<lanes, of_either_only>,
    many_carry_save<lanes, of_both>,
    many_carry_save<lanes, of_either_only>,
    matrix_blocked<many_carry_save<lanes, of_both>>,
    matrix_blocked<many_carry_save<lanes, of_either_only>>,
};

}  // namespace kenyon::kernels::avx512
