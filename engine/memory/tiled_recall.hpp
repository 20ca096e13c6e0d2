// Batch recall by conjunction, the matrix cut into column tiles that stay in the L2 cache while all
// cues of a group pass over them, so that a row is fetched from memory once for many cues.
#pragma once
#include <vector>

#include <kenyon/memory/willshaw.hpp>

namespace kenyon {

// Whether the matrix is too large for the cache and the batch large enough to read each row several
// times.
bool tiling_pays(const bit_matrix& matrix, const pattern_batch& cues);

// answers[i].units = the units that every unit of cues[i] is connected to, after one step.
void recall_tiled(const bit_matrix& matrix, const pattern_batch& cues,
                  std::vector<recalled>& answers);

}  // namespace kenyon
