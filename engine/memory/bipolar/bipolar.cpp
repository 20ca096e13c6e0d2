#include "memory/bipolar/bipolar.hpp"

#include <string>

#include <kenyon/base/error.hpp>
#include <kenyon/memory/bipolar/hopfield_net.hpp>

namespace kenyon {

void check_states(std::uint32_t units, const pattern_batch& states) {
  const layout any = layout::flat(units, units);
  for (std::size_t i = 0; i < states.size(); ++i) {
    try {
      check_cue(any, states[i]);
    } catch (const error& e) {
      throw error(fault::bad_input, "state " + std::to_string(i) + ": " + e.what());
    }
  }
}

bit_matrix signs_of_units(std::uint32_t units, const pattern_batch& states) {
  check_states(units, states);
  bit_matrix signs(units, states.size());
  for (std::size_t i = 0; i < states.size(); ++i)
    for (const unit u : states[i]) signs.set(u, i);
  return signs;
}

double state_overlap(std::uint32_t units, pattern_view a, pattern_view b) {
  const double differ =
      static_cast<double>(a.size() + b.size()) - 2.0 * static_cast<double>(overlap(a, b));
  return 1 - 2 * differ / units;
}

pattern random_state(std::uint32_t units, std::uint64_t seed, stream which, std::uint64_t index) {
  random_sequence numbers(seed, which, index);
  pattern state;
  std::uint32_t word = 0;
  for (unit u = 0; u < units; ++u, word >>= 1) {
    if (u % 32 == 0) word = numbers.next();
    if (word & 1) state.push_back(u);
  }
  return state;
}

}  // namespace kenyon
