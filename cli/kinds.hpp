// The memories there are, for people and programs.
#pragma once
#include <iosfwd>

#include "cli/provenance.hpp"

namespace kenyon::cli {

void print_kinds(std::ostream& out);
json kinds_json();

}  // namespace kenyon::cli
