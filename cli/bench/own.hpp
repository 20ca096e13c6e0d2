// Kenyon's own entrants.
#pragma once
#include "cli/bench/competitor.hpp"

namespace kenyon::cli {

std::unique_ptr<competitor> own_pattern_index(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> own_pattern_scan(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> own_conjunctions(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> own_locations(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> own_vector_scan(const bench_demand& demand, likeness how);

}  // namespace kenyon::cli
