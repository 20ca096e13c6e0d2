// The options of `kenyon capacity --task generalise`.
#pragma once
#include <string>
#include <vector>

#include <kenyon/experiment/task.hpp>

#include "cli/terminal/options.hpp"

namespace kenyon::cli {

po::options_description images_group();

// Reads the images and makes a cell of each layout. `points`: examples a class. Throws error{usage}
// for options that belong to other tasks, error{io} or error{bad_input} for the files.
std::vector<generalise_task> read_image_cells(const po::variables_map& values,
                                              const std::vector<std::uint64_t>& points);
// Throws error{usage} when options of this task were given to another one.
void refuse_image_options(const po::variables_map& values, const std::string& task);

}  // namespace kenyon::cli
