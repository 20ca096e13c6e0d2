// Writing a whole file from several pieces without joining them in memory first.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

namespace kenyon {

// As write_file, the pieces one after another.
void write_pieces(const std::string& path, std::initializer_list<std::string_view> pieces);

}  // namespace kenyon
