// Kenyon's own entrants.
#pragma once
#include "cli/bench/competitor.hpp"

namespace kenyon::cli {

competitor_maker own_pattern_index;
competitor_maker own_pattern_scan;
competitor_maker own_conjunctions;
competitor_maker own_locations;
competitor_maker own_vector_scan;

}  // namespace kenyon::cli
