// Private: how integer supports become the answer among winners.
#pragma once
#include <cstdint>
#include <span>

#include <kenyon/memory/memory.hpp>

namespace kenyon {

// k_winners or module_winners of layout `out` over supports of its out.units() units. Ties go to
// the lower unit.
void choose_winners(const layout& out, activation how, std::span<const std::int32_t> supports,
                    pattern& answer);

// recall_facts::margin of that answer; 0 for layouts in which every unit wins.
std::int32_t margin_of_winners(const layout& out, activation how,
                               std::span<const std::int32_t> supports, pattern_view answer);

}  // namespace kenyon
