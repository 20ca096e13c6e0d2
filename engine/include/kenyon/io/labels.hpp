// Labels, one an item: an IDX or .npy array of one dimension of integers, or text lines (plain or
// gzip).
#pragma once
#include <string>
#include <vector>

#include <kenyon/io/array.hpp>

namespace kenyon {

// Throws error{io} or error{bad_input}.
std::vector<std::string> read_labels(const std::string& path, const read_limits& limits = {});

}  // namespace kenyon
