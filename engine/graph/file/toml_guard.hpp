// Private: what keeps toml++ 3.3 from harm.
#pragma once
#include <string>
#include <string_view>

namespace kenyon {

// A key "a.a.a..." of very many parts makes as many tables, one in another, and their destruction
// overflows the stack. Throws error{bad_input} for one of 64 parts or more, error{resources} where
// there is no room for the values of the text.
void check_keys(std::string_view text, const std::string& name);

// Where it asks whether a character between U+00A0 and U+FEFF is space, it runs into
// __builtin_unreachable() for some. So it gets these as characters of plane 15, each in the place
// of one, and what it gives is lowered again. Throws error{bad_input} for a text that has
// characters of plane 15 (which are for private use).
std::string lifted(std::string_view text, const std::string& name);
std::string lowered(std::string_view text);

}  // namespace kenyon
