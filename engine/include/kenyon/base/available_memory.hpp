// How much memory there is, asked before it is taken: an allocation that the system grants and
// cannot serve ends the process.
#pragma once
#include <cstdint>

namespace kenyon {

// Bytes this process may still allocate: the smaller of the system's available memory and the
// control group's limit.
std::uint64_t available_memory();

// Throws error{resources} "WHAT needs X bytes (A GiB), Y bytes (B GiB) are available" when X > Y.
void require_memory(std::uint64_t bytes, const char* what);

}  // namespace kenyon
