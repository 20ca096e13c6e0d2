// Batch recall by conjunction, the matrix cut into column tiles that stay in the L2 cache while all
// cues of a group pass over them, so that a row is fetched from memory once for many cues.
#pragma once
#include <memory>

#include "memory/willshaw/weights.hpp"

namespace kenyon {

// Whether the matrix is too large for the cache and the batch large enough to read each row several
// times.
bool tiling_pays(const willshaw_weights& weights, const recall_plan& plan);

// For all_cue, one step.
std::unique_ptr<reader> make_tiled_reader(const willshaw_weights& weights, const recall_plan& plan);

}  // namespace kenyon
