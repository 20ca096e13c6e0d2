// All cores for what is not measured (rows, exact answers), whatever --threads says.
#pragma once
#include <cstddef>
#include <functional>

namespace kenyon::cli {

// Calls work(begin, end) for the parts of 0 .. count, `part` long, on every core. The first
// exception ends the loop and is thrown again; so is interrupted, when Ctrl-C was pressed.
void over_threads(std::size_t count, std::size_t part,
                  const std::function<void(std::size_t, std::size_t)>& work);

}  // namespace kenyon::cli
