// Family `counters`: rows of small signed counters, as a location of a sparse distributed memory
// has them: adding a word to a row, and adding up selected rows.
// A row has one counter a bit, at any alignment, in whole words: room for 64*words counters. The
// counters saturate: they stay within -127..127 or -32767..32767, so that a sign can be turned.
#pragma once
#include <cstddef>
#include <cstdint>

namespace kenyon::kernels {

// Most rows added up in one call: 65,535 * 32,767 < 2^31.
inline constexpr std::size_t max_summed_rows = 65535;

template <class Counter>
struct counter_kernels {
  // row[i] += weight where bit i of `bits` is set, row[i] -= weight where it is not, for i <
  // columns; the others are left as they are. |weight| <= the largest counter. Returns whether a
  // counter would have left its range (and stays at its end): then adding -weight does not undo it.
  bool (*add_signs)(Counter* row, const std::uint64_t* bits, std::size_t columns, int weight);

  // out[i] = sum of counter i of the n <= max_summed_rows selected rows, i < 64*words. Row r starts
  // at matrix + r*stride counters, stride >= 64*words; repeats allowed.
  void (*sum)(const Counter* matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
              std::size_t words, std::int32_t* out);
};

struct counters_kernels {
  counter_kernels<std::int8_t> bits8;
  counter_kernels<std::int16_t> bits16;
};

namespace scalar {
extern const counters_kernels counters;
}
namespace avx2 {
extern const counters_kernels counters;
}
namespace avx512 {
extern const counters_kernels counters;
}

}  // namespace kenyon::kernels
