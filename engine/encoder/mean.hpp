// The mean of each input, which an encoder takes away.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <kenyon/base/array.hpp>

namespace kenyon {

// Most rows that are looked at, evenly spaced.
inline constexpr std::size_t max_mean_rows = 10'000;

// Throws error{bad_input} where all rows that mean_of() looks at are alike, so that nothing can be
// learned of them; `who` begins the sentence. Not for count 0.
void check_variety(const array& rows, std::size_t first, std::size_t count, const std::string& who);

// What it says.
[[noreturn]] void throw_alike(std::size_t rows, const std::string& who);

// Of rows first .. first+count; empty for none.
std::vector<float> mean_of(const array& rows, std::size_t first, std::size_t count);

// For a file, and back, where no bytes are no mean; throws as floats_from() does.
std::vector<std::byte> mean_bytes(std::span<const float> mean);
std::vector<float> mean_from(std::span<const std::byte> bytes, std::size_t inputs);

// The numbers of a state. Throws error{bad_input} for another size than that of `count` of them,
// and for numbers that are not finite.
std::vector<float> floats_from(std::span<const std::byte> bytes, std::size_t count);

// Throws error{bad_input} that names the first input which is not finite.
void check_finite(std::span<const float> input);

}  // namespace kenyon
