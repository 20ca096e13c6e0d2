// Family `counters`, scalar: the specification of the family.
#include "kernels/counters/counters.hpp"

namespace kenyon::kernels::scalar {
namespace {

template <class Counter>
constexpr int largest = sizeof(Counter) == 1 ? 127 : 32767;

template <class Counter>
bool add_signs(Counter* row, const std::uint64_t* bits, std::size_t columns, int weight) {
  bool held = false;
  for (std::size_t i = 0; i < columns; ++i) {
    const bool set = bits[i / 64] >> (i % 64) & 1;
    int value = row[i] + (set ? weight : -weight);
    if (value > largest<Counter> || value < -largest<Counter>) {
      value = value > 0 ? largest<Counter> : -largest<Counter>;
      held = true;
    }
    row[i] = static_cast<Counter>(value);
  }
  return held;
}

template <class Counter>
void sum(const Counter* matrix, std::size_t stride, const std::uint32_t* rows, std::size_t n,
         std::size_t words, std::int32_t* out) {
  for (std::size_t i = 0; i < 64 * words; ++i) out[i] = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const Counter* row = matrix + rows[k] * stride;
    for (std::size_t i = 0; i < 64 * words; ++i) out[i] += row[i];
  }
}

}  // namespace

const counters_kernels counters = {
    .bits8 = {.add_signs = add_signs<std::int8_t>, .sum = sum<std::int8_t>},
    .bits16 = {.add_signs = add_signs<std::int16_t>, .sum = sum<std::int16_t>},
};

}  // namespace kenyon::kernels::scalar
