// The instruction-set level of the kernels: which ones run here, which is in use, how to force one.
// The same answers come out at every level, bit for bit; only speed differs.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace kenyon {

// Names of the levels this machine can run, slowest first: "scalar", "avx2", "avx512",
// "avx512-popcnt".
std::vector<std::string_view> available_levels();

// The level in use: the best available, or the one named by the environment variable KENYON_LEVEL.
// Throws error{usage} when that variable names an unknown or unavailable level.
std::string_view active_level();

// Forces a level for the whole process; throws error{usage} for an unknown or unavailable name.
// Not for use while other threads are inside the library.
void force_level(std::string_view name);

// Brand string of the processor, or "unknown".
std::string cpu_name();

// Version of the library, "0.1.0".
std::string_view version();

}  // namespace kenyon
