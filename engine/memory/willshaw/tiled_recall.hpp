// Batch recall by conjunction, the matrix cut into column tiles that stay in the L2 cache while all
// cues of a group pass over them, so that a row is fetched from memory once for many cues.
#pragma once
#include <kenyon/memory/willshaw/willshaw.hpp>

namespace kenyon {

// Whether the matrix is too large for the cache and the batch large enough to read each row several
// times.
bool tiling_pays(const bit_matrix& matrix, const pattern_batch& cues);

// For every cue the units that each of its units is connected to, after one step; not assessed.
recalled_batch recall_tiled(const bit_matrix& matrix, const pattern_batch& cues);

}  // namespace kenyon
