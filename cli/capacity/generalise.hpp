// `kenyon capacity --task generalise`: what it is asked, and how its rows are shown.
#pragma once
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include <kenyon/experiment/plan.hpp>

#include "cli/capacity/report.hpp"
#include "cli/terminal/options.hpp"

namespace kenyon::cli {

po::options_description images_group();

// Reads the images and makes a cell of each layout. `points`: examples a class. Throws error{usage}
// for options that belong to other tasks, error{io} or error{bad_input} for the files.
std::vector<cell> read_image_cells(const po::variables_map& values,
                                   const std::vector<std::uint64_t>& points);
// Throws error{usage} when options of this task were given to another one.
void refuse_image_options(const po::variables_map& values, const std::string& task);

std::vector<column> generalised_columns();
void print_generalised_notes(const plan& p, std::ostream& out);
json generalised_json(const cell& c, const result& row);
std::string generalised_csv(const plan& p, std::span<const result> rows);

}  // namespace kenyon::cli
