// "did you mean": the nearest of the names that exist.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace kenyon::cli {

// " (did you mean \"NAME\"?)" for the nearest name within two edits, else " (there are: A, B, ...)"
// for short lists, else "".
std::string suggestion(std::string_view wrong, std::span<const std::string> names);

}  // namespace kenyon::cli
