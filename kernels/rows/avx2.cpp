// Family `rows`, avx2.
#include "kernels/lanes/avx2.hpp"
#include "kernels/rows/rows_inl.hpp"

namespace kenyon::kernels::avx2 {
namespace {

// 32 columns at a time, from the highest plane down: double the count, then add the plane's bit.
// Each of the 32 bytes holds its column's count of eight planes.
__m256i bytes_of_columns(words_in planes, unsigned first, unsigned last, std::size_t words,
                         std::size_t half) {
  const __m256i spread = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1,  //
                                          2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
  const __m256i own_bit = _mm256_set1_epi64x(static_cast<long long>(0x8040201008040201U));
  __m256i sum = _mm256_setzero_si256();
  for (unsigned p = last; p-- > first;) {
    const std::uint64_t word = planes[p * words + half / 2];
    const auto bits = static_cast<int>(static_cast<std::uint32_t>(word >> (half % 2 * 32)));
    const __m256i bytes = _mm256_shuffle_epi8(_mm256_set1_epi32(bits), spread);
    const __m256i set = _mm256_cmpeq_epi8(_mm256_and_si256(bytes, own_bit), own_bit);
    sum = _mm256_sub_epi8(_mm256_add_epi8(sum, sum), set);
  }
  return sum;
}

void unpack(words_in planes, unsigned n_planes, std::size_t words, std::uint16_t* counts) {
  const unsigned low_planes = n_planes < 8 ? n_planes : 8;
  for (std::size_t half = 0; half < 2 * words; ++half) {
    const __m256i low = bytes_of_columns(planes, 0, low_planes, words, half);
    const __m256i high =
        n_planes > 8 ? bytes_of_columns(planes, 8, n_planes, words, half) : _mm256_setzero_si256();
    const __m256i even = _mm256_unpacklo_epi8(low, high);  // columns 0-7 and 16-23
    const __m256i odd = _mm256_unpackhi_epi8(low, high);   // columns 8-15 and 24-31
    auto* out = reinterpret_cast<__m256i*>(counts + half * 32);
    _mm256_storeu_si256(out, _mm256_permute2x128_si256(even, odd, 0x20));
    _mm256_storeu_si256(out + 1, _mm256_permute2x128_si256(even, odd, 0x31));
  }
}

}  // namespace

const rows_kernels rows = {
    .count = count_columns<lanes, 2>,
    .best_ahead = best_fetching<lanes, 2>,
    .set_ahead = set_rows<lanes>,
    .intersect = intersect_rows<lanes>,
    .intersect_many = intersect_many_rows<lanes>,
    .unite = unite_rows<lanes>,
    .at_least = at_least_columns<lanes>,
    .unpack = unpack,
};

}  // namespace kenyon::kernels::avx2
