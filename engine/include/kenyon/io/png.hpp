// Grey pictures as PNG (libpng).
#pragma once
#include <cstdint>
#include <span>
#include <string>

namespace kenyon {

// 8-bit grey, row-major, width*height pixels; written atomically. Throws error{io}; error{usage}
// for an empty picture or a size that does not match.
void write_png(const std::string& path, std::size_t width, std::size_t height,
               std::span<const std::uint8_t> pixels);

}  // namespace kenyon
