// Family `winners`, avx512-popcnt: the selection over planes counts by vpopcntq, the rest is
// avx512.
#include "kernels/lanes/avx512_popcnt.hpp"
#include "kernels/winners/winners_inl.hpp"

namespace kenyon::kernels::avx512_popcnt {

const decltype(winners_kernels::top_k_planes) top_k_planes = kernels::top_k_planes<lanes>;

}  // namespace kenyon::kernels::avx512_popcnt
