// Family `rows`, avx512: ternary logic makes a full adder of two instructions.
#include "kernels/lanes/avx512.hpp"
#include "kernels/rows/rows_inl.hpp"

namespace kenyon::kernels::avx512 {
namespace {

// Byte u is the count of column u of word w over planes first .. last: a plane's word is the mask
// of an addition of its weight.
__m512i bytes_of_columns(words_in planes, unsigned first, unsigned last, std::size_t words,
                         std::size_t w) {
  __m512i sum = _mm512_setzero_si512();
  __m512i weight = _mm512_set1_epi8(1);
  for (unsigned p = first; p < last; ++p) {
    sum = _mm512_mask_add_epi8(sum, planes[p * words + w], sum, weight);
    weight = _mm512_add_epi8(weight, weight);
  }
  return sum;
}

void count(words_in matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
           std::size_t words, std::uint64_t* planes) {
  // From memory, a cache line of 16 rows at a time with prefetches hides more than 64 streams do.
  if (far_apart(stride, rows, n))
    count_columns<lanes, 2>(matrix, stride, rows, n, words, planes);
  else
    count_by_sweeps<lanes, 2>(matrix, stride, rows, n, words, planes);
}

void unpack(words_in planes, unsigned n_planes, std::size_t words, std::uint16_t* counts) {
  const unsigned low_planes = n_planes < 8 ? n_planes : 8;
  for (std::size_t w = 0; w < words; ++w) {
    const __m512i low = bytes_of_columns(planes, 0, low_planes, words, w);
    const __m512i high =
        n_planes > 8 ? bytes_of_columns(planes, 8, n_planes, words, w) : _mm512_setzero_si512();
    for (int half = 0; half < 2; ++half) {
      const __m256i l = half ? _mm512_extracti64x4_epi64(low, 1) : _mm512_castsi512_si256(low);
      const __m256i h = half ? _mm512_extracti64x4_epi64(high, 1) : _mm512_castsi512_si256(high);
      const __m512i wide = _mm512_slli_epi16(_mm512_cvtepu8_epi16(h), 8);
      _mm512_storeu_si512(counts + w * 64 + static_cast<std::size_t>(half) * 32,
                          _mm512_or_si512(_mm512_cvtepu8_epi16(l), wide));
    }
  }
}

}  // namespace

const rows_kernels rows = {
    .count = count,
    .best_ahead = best_fetching<lanes, 2>,
    .set_ahead = set_rows<lanes>,
    .intersect = intersect_rows<lanes>,
    .intersect_many = intersect_many_rows<lanes>,
    .unite = unite_rows<lanes>,
    .at_least = at_least_columns<lanes>,
    .unpack = unpack,
};

}  // namespace kenyon::kernels::avx512
