// Private: one call of recall(): groups of cues, steps until nothing changes, what is told of the
// answers.
#pragma once
#include <kenyon/memory/memory.hpp>

#include "memory/weights.hpp"

namespace kenyon {

// The cues have been checked, the weights prepared.
recalled_batch recall_all(const weights& from, const recall_plan& plan, const pattern_batch& cues);
recalled recall_one(const weights& from, const recall_plan& plan, pattern_view cue);

}  // namespace kenyon
