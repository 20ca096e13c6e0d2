// gnuplot, started as a program.
#pragma once
#include <cstddef>
#include <string>

namespace kenyon::cli {

bool have_gnuplot();
std::string gnuplot_quoted(const std::string& text);
// "set terminal" and "set output" for a path that ends with .svg or .png.
std::string gnuplot_output(const std::string& path, bool svg, std::size_t width = 800,
                           std::size_t height = 560);
// Throws error{io} when it cannot be started or refuses the script.
void run_gnuplot(const std::string& script);

}  // namespace kenyon::cli
