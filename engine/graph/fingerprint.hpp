// Private: which graph a saved state is of.
#pragma once
#include <cstdint>

#include <kenyon/graph/session.hpp>

namespace kenyon {

// Of everything that decides which bits come out, and what is right: not of places, the file's
// name, and what is only reported.
std::uint64_t fingerprint(const graph_description& description, null_arm arm);

}  // namespace kenyon
