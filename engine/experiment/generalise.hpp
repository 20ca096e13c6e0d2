// How well classes learned from a few examples are told apart in other images.
#pragma once
#include <cstdint>

#include <kenyon/experiment/task.hpp>

namespace kenyon {

// Of the connections and weights of one learner.
std::uint64_t generalisation_bytes(const generalise_task& task);

}  // namespace kenyon
