// gnuplot, started as a program.
#pragma once
#include <cstddef>
#include <string>

namespace kenyon::cli {

// Throws error{io}, beginning with the option, where it is not installed.
void need_gnuplot(const char* option);
std::string gnuplot_quoted(const std::string& text);
// Draws a script that sets neither terminal nor output, as a file that ends with .svg or .png. The
// file is replaced once the picture is whole. Throws error{io} with gnuplot's first complaint.
void draw_with_gnuplot(const std::string& path, const std::string& script, std::size_t width = 800,
                       std::size_t height = 560);

}  // namespace kenyon::cli
