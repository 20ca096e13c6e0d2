// Private: states of +-1, written as the units that are +1.
#pragma once
#include <vector>

#include <kenyon/base/bit_matrix.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

// Throws error{bad_input} naming the first that is no sorted list of units below `units`.
void check_states(std::uint32_t units, const pattern_batch& states);

// A row a unit, a column a state; checks the states.
bit_matrix signs_of_units(std::uint32_t units, const pattern_batch& states);

// The sign of each field; a unit whose field is 0 keeps its state.
template <class Field>
pattern units_up(const std::vector<Field>& fields, pattern_view before) {
  pattern up;
  auto now = before.begin();
  for (unit u = 0; u < fields.size(); ++u) {
    const bool was = now != before.end() && *now == u;
    now += was;
    if (fields[u] > 0 || (fields[u] == 0 && was)) up.push_back(u);
  }
  return up;
}

}  // namespace kenyon
