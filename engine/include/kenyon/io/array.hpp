// Arrays read from files and written to them. .gz files are read directly. Formats are told by
// content, not by name.
#pragma once
#include <cstddef>
#include <span>
#include <string>

#include <kenyon/base/array.hpp>

namespace kenyon {

// IDX (LeCun's MNIST format: types 08, 09, 0B, 0C, 0D, 0E; 1 to 4 dimensions), plain or gzip.
// NumPy .npy versions 1 to 3: |u1 |i1 |b1 <u2 <i2 <u4 <i4 <u8 <i8 <f2 <f4 <f8, C order, 1 to 4
// dimensions; plain or gzip. Both throw error{io} (cannot be opened or read) or error{bad_input}
// (empty, truncated, longer than its header says, foreign, over the limit); the sentence begins
// with the path and says what was expected and what was found.
array read_idx(const std::string& path, const read_limits& limits = {});
array read_npy(const std::string& path, const read_limits& limits = {});

// Either, by its first bytes.
array read_array(const std::string& path, const read_limits& limits = {});

// Parsers of bytes already in memory, for embedding and fuzzing; `name` begins every error
// sentence.
array parse_idx(std::span<const std::byte> bytes, const std::string& name,
                const read_limits& limits = {});
array parse_npy(std::span<const std::byte> bytes, const std::string& name,
                const read_limits& limits = {});

// Writes .npy version 1.0 atomically (see io/file.hpp).
void write_npy(const std::string& path, const array& a);

}  // namespace kenyon
