// Private: how well classes learned from a few examples are told apart in other images.
#pragma once
#include <kenyon/experiment/trial.hpp>

namespace kenyon {

// Of a cell with images. Throws error{usage} where its parts do not go together.
void check_generalisation(const cell& what);
std::uint64_t generalisation_bytes(const cell& what);

// Learns `examples` random images of each class, one class after another, and asks for others; the
// null arm learns the same images with their labels shuffled. Throws error{usage} when a class has
// fewer images, or when the cell only describes its images.
tally measure_generalisation(const cell& what, std::uint64_t seed, std::uint64_t examples,
                             bool shuffled, const run_control& control);

}  // namespace kenyon
