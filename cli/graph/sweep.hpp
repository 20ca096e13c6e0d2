// What --sweep and --search of kenyon graph say.
#pragma once
#include <optional>
#include <string>

#include "cli/graph/request.hpp"

namespace kenyon::cli {

// Both throw error{usage}.
graph_sweep read_sweep(const std::string& text);
graph_search read_search(const std::string& text);

// The keys, joined by commas.
std::string keys_text(const graph_sweep& over);

bool is_layout(const std::string& value);
// The number that a swept value stands for: itself, or the units of a layout.
std::optional<double> size_of_swept(const std::string& value);

}  // namespace kenyon::cli
