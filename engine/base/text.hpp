// Bytes of strangers as text: what is UTF-8, and what may stand in an error sentence.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace kenyon {

// Length of the UTF-8 character that a text, which is not empty, begins with; 0 where it is none or
// a control character (Unicode 15, table 3-7).
std::size_t character_bytes(std::string_view text);

// Valid UTF-8 without control characters.
bool is_plain_text(std::string_view text);

// At most `most` characters of ASCII, anything else as '?'.
std::string printable(std::string_view text, std::size_t most);

// Control characters as '?'.
std::string one_line(std::string text);

}  // namespace kenyon
