// Private: what the error sentences of a graph consist of.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <kenyon/graph/description.hpp>

namespace kenyon {

// "FILE:LINE:COLUMN: ", as much of it as there is.
std::string place_text(const std::string& file, place at);

// Throws error{bad_input}: the place and the sentence, in one line.
[[noreturn]] void refuse_at(const std::string& file, place at, const std::string& sentence);

// A text of strangers: in quotes, short, of one line.
std::string quoted(std::string_view text);

// suggest_name(), where that is no long search.
std::string suggestion(std::string_view wrong, std::span<const std::string_view> names);

// Of a column that is longer or shorter than the others.
std::string wrong_rows(const std::string& column, std::size_t expected, std::size_t given);

}  // namespace kenyon
