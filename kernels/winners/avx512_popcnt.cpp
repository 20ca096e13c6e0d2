// Family `winners`, avx512-popcnt: the selection over planes counts by vpopcntq, the rest is
// avx512.
#include "kernels/lanes/avx512_popcnt.hpp"
#include "kernels/winners/avx512.hpp"
#include "kernels/winners/winners_inl.hpp"

namespace kenyon::kernels::avx512_popcnt {

const winners_kernels winners = {
    avx512::top_k,           top_k_planes<lanes>,         avx512::argmax_modules,
    avx512::top_k_sums,      avx512::argmax_modules_sums, avx512::bits_to_indices,
    avx512::indices_to_bits,
};

}  // namespace kenyon::kernels::avx512_popcnt
