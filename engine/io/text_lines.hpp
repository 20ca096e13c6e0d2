// Lines of a source that was begun: `head` are the bytes already read.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/io/array.hpp>

#include "io/byte_source.hpp"

namespace kenyon {

// Throws as read_text_lines() does; `check` sees each line, and its number, before it is kept.
std::vector<std::string> text_lines_of(
    std::string_view head, byte_source& from, const read_limits& limits,
    const std::function<void(std::string_view, std::size_t)>& check);

}  // namespace kenyon
