// What `kenyon capacity` measures: one cell a memory, layout and, for some tasks, cue.
#pragma once
#include <vector>

#include <kenyon/experiment/plan.hpp>

#include "cli/terminal/options.hpp"

namespace kenyon::cli {

po::options_description cell_group();
po::options_description task_group();

// `points`: the numbers of patterns asked for; none for a search. Throws error{usage}.
decltype(plan::cells) read_cells(const po::variables_map& values,
                                 const std::vector<std::uint64_t>& points);

}  // namespace kenyon::cli
