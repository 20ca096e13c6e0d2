// An activation as text: "natural", "all-cue", "fixed=7", "k-winners", "module-winners".
#pragma once
#include <string>
#include <string_view>

#include <kenyon/memory/memory.hpp>

namespace kenyon {

// Of `how` and, where it is fixed, of `threshold`.
std::string activation_text(const recall_options& options);

// Sets `how` and `threshold`; throws error{usage} for another name (with a suggestion) and for a
// threshold that is not 1 .. max_cue_units.
void read_activation(std::string_view text, recall_options& options);

}  // namespace kenyon
