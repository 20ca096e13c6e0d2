// What kind of input a file is, by its first bytes (plain or gzip).
#pragma once
#include <string>

namespace kenyon {

enum class input_format { array, json_lines };

// IDX and .npy are arrays; text that begins like JSON ('[' or '{' behind blanks) is JSON Lines.
// Throws error{io}, or error{bad_input} for an empty file and for anything else.
input_format format_of(const std::string& path);

}  // namespace kenyon
