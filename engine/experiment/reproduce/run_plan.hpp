// Private: a whole capacity plan, run and summarised.
#pragma once
#include <kenyon/experiment/plan.hpp>
#include <kenyon/experiment/reproduce.hpp>

namespace kenyon::reproduce {

std::vector<result> run_plan(const plan& p, const reproduce_control& control);

// Patterns of a modular or flat layout that complete themselves from cues with `flip` units moved,
// in at most 15 steps: the protocol of Lansner et al. 2026.
recall_task completion(std::string_view memory, std::string_view shape, std::string_view cue);

}  // namespace kenyon::reproduce
