// Family `winners`, avx2.
#include "kernels/lanes/avx2.hpp"
#include "kernels/winners/winners_inl.hpp"

namespace kenyon::kernels::avx2 {
namespace {

// offsets[b] holds the positions of the set bits of byte b, one a byte, lowest first.
struct offset_table {
  std::uint64_t offsets[256] = {};
  constexpr offset_table() {
    for (std::uint64_t byte = 0; byte < 256; ++byte) {
      unsigned found = 0;
      for (std::uint64_t bit = 0; bit < 8; ++bit) {
        if (byte >> bit & 1) offsets[byte] |= bit << (8 * found++);
      }
    }
  }
};
constexpr offset_table table;

__m256i load(const std::uint16_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

// All ones in the lanes whose count is >= t: avx2 compares signed numbers only, so max() does it.
__m256i reached(__m256i v, __m256i t) {
  return _mm256_cmpeq_epi16(_mm256_max_epu16(v, t), v);
}

// phminposuw finds the least of eight; its complement finds the largest.
std::uint16_t largest_of(__m128i v) {
  const __m128i flipped = _mm_xor_si128(v, _mm_set1_epi16(-1));
  return static_cast<std::uint16_t>(~_mm_cvtsi128_si32(_mm_minpos_epu16(flipped)));
}

std::uint16_t largest_of(__m256i v) {
  return largest_of(_mm_max_epu16(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)));
}

// Two bits a lane.
unsigned lanes_mask(__m256i all_or_none) {
  return static_cast<unsigned>(_mm256_movemask_epi8(all_or_none));
}

struct supports {
  using value = std::uint16_t;
  static constexpr std::size_t width = 16;

  static value least(const value*, std::size_t) { return 0; }  // a bound is enough

  static std::uint16_t largest(const std::uint16_t* counts, std::size_t n) {
    __m256i most = _mm256_setzero_si256();
    std::size_t u = 0;
    for (; u + width <= n; u += width) most = _mm256_max_epu16(most, load(counts + u));
    std::uint16_t result = largest_of(most);
    for (; u < n; ++u) result = counts[u] > result ? counts[u] : result;
    return result;
  }

  static std::size_t reach(const std::uint16_t* counts, std::size_t n, std::uint16_t t) {
    const __m256i threshold = _mm256_set1_epi16(static_cast<short>(t));
    std::size_t total = 0;
    std::size_t u = 0;
    for (; u + 2 * width <= n; u += 2 * width) {
      const __m256i both = _mm256_packs_epi16(reached(load(counts + u), threshold),
                                              reached(load(counts + u + width), threshold));
      total += ones(lanes_mask(both));
    }
    for (; u < n; ++u) total += counts[u] >= t;
    return total;
  }

  // Bit i: counts[i] >= t, i < n <= 64.
  static std::uint64_t mask_at_least(const std::uint16_t* counts, std::size_t n, std::int64_t t) {
    if (t > 0xffff) return 0;
    const __m256i threshold = _mm256_set1_epi16(static_cast<short>(t));
    std::uint64_t mask = 0;
    std::size_t u = 0;
    for (; u + 2 * width <= n; u += 2 * width) {
      const __m256i both = _mm256_packs_epi16(reached(load(counts + u), threshold),
                                              reached(load(counts + u + width), threshold));
      const __m256i ordered = _mm256_permute4x64_epi64(both, 0xd8);
      mask |= std::uint64_t{lanes_mask(ordered)} << u;
    }
    for (; u < n; ++u) mask |= std::uint64_t{counts[u] >= t} << u;
    return mask;
  }

  // Index of the first largest of n >= 1 counts. The last vector may overlap the one before it.
  static std::size_t first_largest(const std::uint16_t* counts, std::size_t n) {
    if (n < width) return first_largest_of_few(counts, n);
    __m256i most = load(counts + n - width);
    for (std::size_t u = 0; u + width < n; u += width) {
      most = _mm256_max_epu16(most, load(counts + u));
    }
    const __m256i wanted = _mm256_set1_epi16(static_cast<short>(largest_of(most)));
    for (std::size_t u = 0;; u += width) {
      if (u + width > n) u = n - width;
      const unsigned mask = lanes_mask(_mm256_cmpeq_epi16(load(counts + u), wanted));
      if (mask != 0) return u + _tzcnt_u32(mask) / 2;
    }
  }

  static std::size_t first_largest_of_few(const std::uint16_t* counts, std::size_t n) {
    std::size_t best = 0;
    for (std::size_t u = 1; u < n; ++u) best = counts[u] > counts[best] ? u : best;
    return best;
  }

  // Indices of the set bits of a word; up to 8 places behind them are overwritten.
  static std::uint32_t* write(std::uint64_t word, std::uint32_t base, std::uint32_t* out) {
    const std::size_t n = ones(word);
    if (n <= 8) return n <= 2 ? write_up_to<2>(word, base, out) : write_up_to<8>(word, base, out);
    for (; word != 0; word >>= 8, base += 8) {
      const std::uint64_t byte = word & 255;
      const __m128i offsets = _mm_cvtsi64_si128(static_cast<long long>(table.offsets[byte]));
      const __m256i start = _mm256_set1_epi32(static_cast<int>(base));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out),
                          _mm256_add_epi32(_mm256_cvtepu8_epi32(offsets), start));
      out += ones(byte);
    }
    return out;
  }
};

__m256i load(const std::int32_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}

// One bit a lane: v >= t.
unsigned reached_mask(__m256i v, __m256i t) {
  return ~static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(t, v)))) &
         0xff;
}

struct sums {
  using value = std::int32_t;
  static constexpr std::size_t width = 8;

  // The value of n >= 1 that is extreme; `choose` of vectors, `better` of single values.
  template <class Choose, class Better>
  static value extreme(const value* sums, std::size_t n, Choose choose, Better better) {
    value best = sums[0];
    std::size_t u = 0;
    if (n >= width) {
      __m256i most = load(sums);
      for (u = width; u + width <= n; u += width) most = choose(most, load(sums + u));
      value lanes[width];
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(lanes), most);
      for (const value v : lanes) best = better(v, best) ? v : best;
    }
    for (; u < n; ++u) best = better(sums[u], best) ? sums[u] : best;
    return best;
  }
  static value least(const value* sums, std::size_t n) {
    return extreme(
        sums, n, [](__m256i a, __m256i b) { return _mm256_min_epi32(a, b); },
        [](value a, value b) { return a < b; });
  }
  static value largest(const value* sums, std::size_t n) {
    return extreme(
        sums, n, [](__m256i a, __m256i b) { return _mm256_max_epi32(a, b); },
        [](value a, value b) { return a > b; });
  }

  static std::size_t reach(const value* sums, std::size_t n, value t) {
    const __m256i threshold = _mm256_set1_epi32(t);
    std::size_t total = 0;
    std::size_t u = 0;
    for (; u + width <= n; u += width) total += ones(reached_mask(load(sums + u), threshold));
    for (; u < n; ++u) total += sums[u] >= t;
    return total;
  }

  // Bit i: sums[i] >= t, i < n <= 64.
  static std::uint64_t mask_at_least(const value* sums, std::size_t n, std::int64_t t) {
    if (t > INT32_MAX) return 0;
    const __m256i threshold = _mm256_set1_epi32(static_cast<value>(t));
    std::uint64_t mask = 0;
    std::size_t u = 0;
    for (; u + width <= n; u += width)
      mask |= std::uint64_t{reached_mask(load(sums + u), threshold)} << u;
    for (; u < n; ++u) mask |= std::uint64_t{sums[u] >= t} << u;
    return mask;
  }

  // Index of the first largest of n >= 1 sums.
  static std::size_t first_largest(const value* sums, std::size_t n) {
    const value most = largest(sums, n);
    const __m256i wanted = _mm256_set1_epi32(most);
    std::size_t u = 0;
    for (; u + width <= n; u += width) {
      const unsigned mask = reached_mask(load(sums + u), wanted);
      if (mask != 0) return u + _tzcnt_u32(mask);
    }
    while (sums[u] != most) ++u;
    return u;
  }

  static std::uint32_t* write(std::uint64_t word, std::uint32_t base, std::uint32_t* out) {
    return supports::write(word, base, out);
  }
};

std::size_t bits_to_indices(words_in bits, std::size_t words, std::uint32_t* out) {
  std::uint32_t* const begin = out;
  std::size_t w = 0;
  for (; w + 4 <= words; w += 4) {
    const __m256i v = lanes::whole().load(bits + w);
    if (_mm256_testz_si256(v, v)) continue;
    for (std::size_t i = w; i < w + 4; ++i) {
      if (bits[i] != 0) out = supports::write(bits[i], static_cast<std::uint32_t>(i * 64), out);
    }
  }
  for (; w < words; ++w) out = supports::write(bits[w], static_cast<std::uint32_t>(w * 64), out);
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

}  // namespace kenyon::kernels::avx2
