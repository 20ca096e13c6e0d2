// Text, line by line: labels, dates, categories, sentences.
#pragma once
#include <string>
#include <vector>

#include <kenyon/io/array.hpp>

namespace kenyon {

// The lines of a plain or gzip file. A byte order mark before the first is no part of it; a line
// ends with LF, CR LF or a CR alone; an end behind the last line begins none. Nothing else is
// changed or checked. Throws error{io}, or error{bad_input} when the file decodes to more than
// limits.max_bytes, when the lines would take more than that, or when one has more than 64 MiB.
std::vector<std::string> read_text_lines(const std::string& path, const read_limits& limits = {});

}  // namespace kenyon
