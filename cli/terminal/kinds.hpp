// The memories and encoders there are, for people and programs.
#pragma once
#include <iosfwd>

#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {

void print_kinds(std::ostream& out);
json memories_json();
json encoders_json();

}  // namespace kenyon::cli
