// Family `winners`, avx512: comparisons into masks, indices by vpcompressd.
#include "kernels/lanes/avx512.hpp"
#include "kernels/winners/winners_inl.hpp"

namespace kenyon::kernels::avx512 {
namespace {

std::uint16_t largest_of(__m512i v) {
  const __m256i half = _mm256_max_epu16(_mm512_castsi512_si256(v), _mm512_extracti64x4_epi64(v, 1));
  const __m128i quarter =
      _mm_max_epu16(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
  // phminposuw finds the least of eight; its complement finds the largest.
  const __m128i flipped = _mm_xor_si128(quarter, _mm_set1_epi16(-1));
  return static_cast<std::uint16_t>(~_mm_cvtsi128_si32(_mm_minpos_epu16(flipped)));
}

struct supports {
  using value = std::uint16_t;
  static constexpr std::size_t width = 32;

  static value least(const value*, std::size_t) { return 0; }  // a bound is enough

  // Mask of the first n lanes, n <= 32.
  static __mmask32 first(std::size_t n) { return _bzhi_u32(~0U, static_cast<unsigned>(n)); }

  static std::uint16_t largest(const std::uint16_t* counts, std::size_t n) {
    __m512i most = _mm512_setzero_si512();
    std::size_t u = 0;
    for (; u + width <= n; u += width) {
      most = _mm512_max_epu16(most, _mm512_loadu_si512(counts + u));
    }
    if (u < n) most = _mm512_max_epu16(most, _mm512_maskz_loadu_epi16(first(n - u), counts + u));
    return largest_of(most);
  }

  static std::uint32_t mask_of(const std::uint16_t* counts, __m512i threshold) {
    return mask_bits(_mm512_cmpge_epu16_mask(_mm512_loadu_si512(counts), threshold));
  }

  static std::size_t reach(const std::uint16_t* counts, std::size_t n, std::uint16_t t) {
    const __m512i threshold = _mm512_set1_epi16(static_cast<short>(t));
    std::size_t total[4] = {};
    std::size_t u = 0;
    for (; u + 4 * width <= n; u += 4 * width) {
      for (std::size_t i = 0; i < 4; ++i)
        total[i] += ones(mask_of(counts + u + i * width, threshold));
    }
    for (; u + width <= n; u += width) total[0] += ones(mask_of(counts + u, threshold));
    if (u < n) total[0] += ones(mask_of_few(counts + u, n - u, threshold));
    return total[0] + total[1] + total[2] + total[3];
  }

  static std::uint32_t mask_of_few(const std::uint16_t* counts, std::size_t n, __m512i threshold) {
    const __mmask32 valid = first(n);
    const __m512i v = _mm512_maskz_loadu_epi16(valid, counts);
    return mask_bits(_mm512_mask_cmpge_epu16_mask(valid, v, threshold));
  }

  // Bit i: counts[i] >= t, i < n <= 64.
  static std::uint64_t mask_at_least(const std::uint16_t* counts, std::size_t n, std::int64_t t) {
    if (t > 0xffff) return 0;
    const __m512i threshold = _mm512_set1_epi16(static_cast<short>(t));
    if (n <= width) return mask_of_few(counts, n, threshold);
    const std::uint64_t mask = mask_of(counts, threshold);
    if (n == 2 * width) return mask | std::uint64_t{mask_of(counts + width, threshold)} << width;
    return mask | std::uint64_t{mask_of_few(counts + width, n - width, threshold)} << width;
  }

  // Index of the first largest of n >= 1 counts.
  static std::size_t first_largest(const std::uint16_t* counts, std::size_t n) {
    const __m512i wanted = _mm512_set1_epi16(static_cast<short>(largest(counts, n)));
    std::size_t u = 0;
    for (; u + width <= n; u += width) {
      const __m512i v = _mm512_loadu_si512(counts + u);
      const std::uint32_t mask = mask_bits(_mm512_cmpeq_epu16_mask(v, wanted));
      if (mask != 0) return u + _tzcnt_u32(mask);
    }
    return u + _tzcnt_u32(mask_of_few(counts + u, n - u, wanted));
  }

  // Indices of the set bits of a word; up to 16 places behind them are overwritten.
  static std::uint32_t* write(std::uint64_t word, std::uint32_t base, std::uint32_t* out) {
    const std::size_t n = ones(word);
    if (n <= 8) return n <= 2 ? write_up_to<2>(word, base, out) : write_up_to<8>(word, base, out);
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (; word != 0; word >>= 16, base += 16) {
      const __m512i index = _mm512_add_epi32(lane, _mm512_set1_epi32(static_cast<int>(base)));
      const auto mask = static_cast<__mmask16>(word);
      _mm512_storeu_si512(out, _mm512_maskz_compress_epi32(mask, index));
      out += ones(word & 0xffff);
    }
    return out;
  }
};

struct sums {
  using value = std::int32_t;
  static constexpr std::size_t width = 16;

  // Mask of the first n lanes, n <= 16.
  static __mmask16 first(std::size_t n) { return static_cast<__mmask16>((1U << n) - 1); }

  static value least(const value* sums, std::size_t n) {
    __m512i most = _mm512_set1_epi32(INT32_MAX);
    std::size_t u = 0;
    for (; u + width <= n; u += width) most = _mm512_min_epi32(most, _mm512_loadu_si512(sums + u));
    most = _mm512_min_epi32(most, _mm512_mask_loadu_epi32(most, first(n - u), sums + u));
    return _mm512_reduce_min_epi32(most);
  }

  static value largest(const value* sums, std::size_t n) {
    __m512i most = _mm512_set1_epi32(INT32_MIN);
    std::size_t u = 0;
    for (; u + width <= n; u += width) most = _mm512_max_epi32(most, _mm512_loadu_si512(sums + u));
    most = _mm512_max_epi32(most, _mm512_mask_loadu_epi32(most, first(n - u), sums + u));
    return _mm512_reduce_max_epi32(most);
  }

  // Bit i: sums[i] >= threshold, i < n <= 16.
  static std::uint32_t mask_of(const value* sums, std::size_t n, __m512i threshold) {
    const __mmask16 valid = first(n);
    const __m512i v = _mm512_maskz_loadu_epi32(valid, sums);
    return mask_bits(_mm512_mask_cmpge_epi32_mask(valid, v, threshold));
  }

  static std::size_t reach(const value* sums, std::size_t n, value t) {
    const __m512i threshold = _mm512_set1_epi32(t);
    std::size_t total[4] = {};
    std::size_t u = 0;
    for (; u + 4 * width <= n; u += 4 * width) {
      for (std::size_t i = 0; i < 4; ++i)
        total[i] += ones(mask_of(sums + u + i * width, width, threshold));
    }
    for (; u < n; u += width) total[0] += ones(mask_of(sums + u, least_of(n - u), threshold));
    return total[0] + total[1] + total[2] + total[3];
  }

  static std::size_t least_of(std::size_t left) { return left < width ? left : width; }

  // Bit i: sums[i] >= t, i < n <= 64.
  static std::uint64_t mask_at_least(const value* sums, std::size_t n, std::int64_t t) {
    if (t > INT32_MAX) return 0;
    const __m512i threshold = _mm512_set1_epi32(static_cast<value>(t));
    std::uint64_t mask = 0;
    for (std::size_t u = 0; u < n; u += width)
      mask |= std::uint64_t{mask_of(sums + u, least_of(n - u), threshold)} << u;
    return mask;
  }

  // Index of the first largest of n >= 1 sums.
  static std::size_t first_largest(const value* sums, std::size_t n) {
    const __m512i wanted = _mm512_set1_epi32(largest(sums, n));
    for (std::size_t u = 0;; u += width) {
      const std::uint32_t mask = mask_of(sums + u, least_of(n - u), wanted);
      if (mask != 0) return u + _tzcnt_u32(mask);
    }
  }

  static std::uint32_t* write(std::uint64_t word, std::uint32_t base, std::uint32_t* out) {
    return supports::write(word, base, out);
  }
};

// The words with bits are listed first, without a branch: how many a vector holds is unpredictable,
// and in sparse patterns a misprediction a vector costs more than the bits themselves.
std::size_t bits_to_indices(words_in bits, std::size_t words, std::uint32_t* out) {
  constexpr std::size_t block = 512;
  std::uint32_t* const begin = out;
  const __m512i lane = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
  for (std::size_t first = 0; first < words; first += block) {
    std::uint32_t occupied[block + lanes::width];
    std::size_t n = 0;
    const std::size_t length = words - first < block ? words - first : block;
    each_vector<lanes>(length, [&](std::size_t w, const auto& access) {
      const __m512i v = access.load(bits + first + w);
      const __mmask8 some = _mm512_test_epi64_mask(v, v);
      const __m512i word = _mm512_add_epi64(lane, _mm512_set1_epi64(static_cast<long long>(w)));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(occupied + n),
                          _mm512_cvtepi64_epi32(_mm512_maskz_compress_epi64(some, word)));
      n += ones(mask_bits(some));
    });
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t w = first + occupied[i];
      out = supports::write(bits[w], static_cast<std::uint32_t>(w * 64), out);
    }
  }
  return static_cast<std::size_t>(out - begin);
}

}  // namespace

const winners_kernels winners = {
    .top_k = top_k_supports<supports>,
    .top_k_planes = top_k_planes<lanes>,
    .argmax_modules = argmax_each<supports>,
    .top_k_sums = top_k_supports<sums>,
    .argmax_modules_sums = argmax_each<sums>,
    .bits_to_indices = bits_to_indices,
    .indices_to_bits = set_bits,
};

}  // namespace kenyon::kernels::avx512
