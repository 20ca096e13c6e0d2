// Private: columns of a table that are generated.
#pragma once
#include <string>
#include <vector>

#include "graph/file/reading.hpp"

namespace kenyon {

// The symbols of a column that `table` describes; it may refer to the columns that
// `so_far` has. `whose` begins sentences; `index` is of the column among all, for its random
// numbers.
std::vector<std::string> generate_column(const reading& in, const toml_value& table,
                                         const std::string& whose, const table_description& so_far,
                                         std::size_t rows, std::uint64_t index);

}  // namespace kenyon
