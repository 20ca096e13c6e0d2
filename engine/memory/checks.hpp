// Private: what patterns and cues must be before weights see them.
#pragma once
#include <kenyon/memory/memory.hpp>

namespace kenyon {

// Throws error{bad_input} naming the first cue that check_cue refuses or that has more than
// `most_units`.
void check_cues(const layout& shape, const pattern_batch& cues,
                std::size_t most_units = max_cue_units);

// Throws error{bad_input} naming the first pattern that check_pattern refuses or that has more than
// max_cue_units; also when there are not as many answers as cues. Auto-associative: throws
// error{usage} when the two differ.
void check_pairs(const memory_shape& shape, const pattern_batch& cues,
                 const pattern_batch& answers);

}  // namespace kenyon
