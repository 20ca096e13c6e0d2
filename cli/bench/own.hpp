// Kenyon's own entrants.
#pragma once
#include "cli/bench/competitor.hpp"

namespace kenyon::cli {

competitor_maker own_pattern_index;
competitor_maker own_pattern_scan;
competitor_maker own_multiprobe;
competitor_maker own_ivf;
competitor_maker own_flat;

}  // namespace kenyon::cli
