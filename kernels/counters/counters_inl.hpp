// Private to the vector files of family `counters`. V describes a vector of one kind of counter at
// one level. Internal linkage throughout.
#pragma once
#include <cstddef>
#include <cstdint>

#include "kernels/counters/counters.hpp"

namespace kenyon::kernels {
namespace {

// V::signs(bits, valid, weight): weight, -weight or (not valid) 0 in each of V::width lanes, by the
// lowest bits of the words. A counter was held when taking the weight off again (modulo the size of
// a counter) does not give back what was there.
template <class V>
bool add_signs_vector(typename V::counter* row, const std::uint64_t* bits, std::size_t columns,
                      int weight) {
  typename V::vec lost = V::zero();
  const auto add_word = [&](std::size_t at, std::uint64_t word, std::uint64_t valid) {
    for (std::size_t i = 0; i < 64; i += V::width) {
      const typename V::vec before = V::load(row + at + i);
      const typename V::vec change = V::signs(word >> i, valid >> i, weight);
      const typename V::vec after = V::add_saturated(before, change);
      V::store(row + at + i, after);
      lost = V::either(lost, V::difference(V::subtract(after, change), before));
    }
  };
  std::size_t i = 0;
  for (; i + 64 <= columns; i += 64) add_word(i, bits[i / 64], ~std::uint64_t{0});
  if (i < columns) add_word(i, bits[i / 64], (std::uint64_t{1} << (columns - i)) - 1);
  return V::any(lost);
}

// Sums of `at_once` words of columns: they stay in registers while the rows pass. Counters are
// added in S::vec, whose lanes hold the sum of S::group of them, and then in 32 bits.
template <class S, std::size_t at_once>
void sum_columns(const typename S::counter* matrix, std::size_t stride, const std::uint32_t* rows,
                 std::size_t n, std::int32_t* out) {
  constexpr std::size_t vectors = 64 * at_once / S::width;
  constexpr std::size_t ahead = 6;  // rows
  for (std::size_t i = 0; i < 64 * at_once; ++i) out[i] = 0;
  for (std::size_t first = 0; first < n; first += S::group) {
    const std::size_t last = n - first < S::group ? n : first + S::group;
    typename S::vec total[vectors];
    for (auto& t : total) t = S::zero();
    for (std::size_t k = first; k < last; ++k) {
      const typename S::counter* row = matrix + rows[k] * stride;
      if (k + ahead < n) {
        const auto* next = reinterpret_cast<const char*>(matrix + rows[k + ahead] * stride);
        for (std::size_t b = 0; b < 64 * at_once * sizeof(*row); b += 64)
          __builtin_prefetch(next + b);
      }
      for (std::size_t v = 0; v < vectors; ++v)
        total[v] = S::add(total[v], S::load(row + v * S::width));
    }
    for (std::size_t v = 0; v < vectors; ++v) S::add_to(out + v * S::width, total[v]);
  }
}

template <class S>
void sum_vector(const typename S::counter* matrix, std::size_t stride, const std::uint32_t* rows,
                std::size_t n, std::size_t words, std::int32_t* out) {
  std::size_t w = 0;
  for (; w + S::at_once <= words; w += S::at_once)
    sum_columns<S, S::at_once>(matrix + 64 * w, stride, rows, n, out + 64 * w);
  for (; w < words; ++w) sum_columns<S, 1>(matrix + 64 * w, stride, rows, n, out + 64 * w);
}

}  // namespace
}  // namespace kenyon::kernels
