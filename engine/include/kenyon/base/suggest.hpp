// "did you mean": the nearest of the names that exist.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace kenyon {

// " (did you mean \"NAME\"?)" for the nearest name within two edits, else " (there are: A, B, ...)"
// for up to sixteen names, else "".
std::string suggest_name(std::string_view wrong, std::span<const std::string_view> names);

}  // namespace kenyon
