// Family `winners`, scalar: the specification of the family.
#include "kernels/winners/winners.hpp"

#include "kernels/lanes/scalar.hpp"

namespace kenyon::kernels::scalar {
namespace {

using words_in = const std::uint64_t*;

// The largest threshold that at least k counts reach, found bit by bit; then all counts above it,
// and as many equal to it as there is room for, lowest index first. `reach(t)` is the number of
// counts >= t.
struct cut {
  std::uint64_t threshold;
  std::size_t ties;  // winners among the counts equal to the threshold
};

template <class Reach>
cut find_cut(unsigned bits, std::size_t k, const Reach& reach) {
  std::uint64_t threshold = 0;
  for (unsigned b = bits; b-- > 0;) {
    const std::uint64_t higher = threshold | (std::uint64_t{1} << b);
    if (reach(higher) >= k) threshold = higher;
  }
  const std::size_t above = reach(threshold + 1);
  return {threshold, k > above ? k - above : 0};
}

// Supports as unsigned numbers in the same order.
std::uint32_t ranked(std::uint16_t count) {
  return count;
}
std::uint32_t ranked(std::int32_t sum) {
  return static_cast<std::uint32_t>(sum) ^ 0x80000000U;
}

template <class Support>
void top_k(const Support* supports, std::size_t n, std::size_t k, std::uint32_t* out) {
  cut c = find_cut(8 * sizeof(Support), k, [&](std::uint64_t t) {
    std::size_t total = 0;
    for (std::size_t u = 0; u < n; ++u) total += ranked(supports[u]) >= t;
    return total;
  });
  for (std::size_t u = 0, found = 0; found < k; ++u) {
    const bool tie = ranked(supports[u]) == c.threshold && c.ties > 0;
    if (tie) --c.ties;
    if (tie || ranked(supports[u]) > c.threshold) out[found++] = static_cast<std::uint32_t>(u);
  }
}

std::uint32_t count_of(words_in planes, unsigned n_planes, std::size_t words, std::size_t unit) {
  std::uint32_t count = 0;
  for (unsigned p = 0; p < n_planes; ++p) {
    const std::uint64_t word = planes[p * words + unit / word_bits];
    count |= static_cast<std::uint32_t>(word >> (unit % word_bits) & 1) << p;
  }
  return count;
}

void top_k_planes(words_in planes, unsigned n_planes, std::size_t words, std::size_t k,
                  std::uint64_t* out_bits) {
  const std::size_t units = words * word_bits;
  cut c = find_cut(n_planes, k, [&](std::uint64_t t) {
    std::size_t total = 0;
    for (std::size_t u = 0; u < units; ++u) total += count_of(planes, n_planes, words, u) >= t;
    return total;
  });
  for (std::size_t w = 0; w < words; ++w) out_bits[w] = 0;
  for (std::size_t u = 0, found = 0; found < k; ++u) {
    const std::uint32_t count = count_of(planes, n_planes, words, u);
    const bool tie = count == c.threshold && c.ties > 0;
    if (tie) --c.ties;
    if (tie || count > c.threshold) {
      out_bits[u / word_bits] |= std::uint64_t{1} << (u % word_bits);
      ++found;
    }
  }
}

template <class Support>
void argmax_modules(const Support* supports, std::size_t modules, std::size_t units,
                    std::uint32_t* out) {
  for (std::size_t h = 0; h < modules; ++h) {
    std::size_t best = h * units;
    for (std::size_t u = best; u < (h + 1) * units; ++u) {
      if (supports[u] > supports[best]) best = u;
    }
    out[h] = static_cast<std::uint32_t>(best);
  }
}

std::size_t bits_to_indices(words_in bits, std::size_t words, std::uint32_t* out) {
  std::size_t found = 0;
  for (std::size_t w = 0; w < words; ++w) {
    for (std::uint64_t left = bits[w]; left != 0; left &= left - 1) {
      const std::uint64_t below = ~left & (left - 1);  // ones below the lowest set bit
      out[found++] = static_cast<std::uint32_t>(w * word_bits + ones(below));
    }
  }
  return found;
}

void indices_to_bits(const std::uint32_t* indices, std::size_t n, std::uint64_t* bits,
                     std::size_t words) {
  for (std::size_t w = 0; w < words; ++w) bits[w] = 0;
  for (std::size_t i = 0; i < n; ++i) {
    bits[indices[i] / word_bits] |= std::uint64_t{1} << (indices[i] % word_bits);
  }
}

}  // namespace

const winners_kernels winners = {
    .top_k = top_k<std::uint16_t>,
    .top_k_planes = top_k_planes,
    .argmax_modules = argmax_modules<std::uint16_t>,
    .top_k_sums = top_k<std::int32_t>,
    .argmax_modules_sums = argmax_modules<std::int32_t>,
    .bits_to_indices = bits_to_indices,
    .indices_to_bits = indices_to_bits,
};

}  // namespace kenyon::kernels::scalar
