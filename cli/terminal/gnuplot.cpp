#include "cli/terminal/gnuplot.hpp"

#include <cstdio>
#include <cstdlib>

#include <kenyon/base/error.hpp>

namespace kenyon::cli {

bool have_gnuplot() {
  return std::system("command -v gnuplot >/dev/null 2>&1") == 0;
}

std::string gnuplot_quoted(const std::string& text) {
  std::string safe = "'";
  for (char c : text) safe += c == '\'' ? std::string("''") : std::string(1, c);
  return safe + "'";
}

std::string gnuplot_output(const std::string& path, bool svg, std::size_t width,
                           std::size_t height) {
  const std::string size = std::to_string(width) + "," + std::to_string(height);
  return std::string("set terminal ") + (svg ? "svg size " : "pngcairo size ") + size +
         (svg ? " dynamic background 'white'" : "") + "\nset output " + gnuplot_quoted(path) +
         "\nset grid\nset key outside below\n";
}

void run_gnuplot(const std::string& script) {
  std::FILE* pipe = popen("gnuplot >/dev/null 2>&1", "w");
  if (!pipe) throw error(fault::io, "gnuplot: cannot be started");
  const bool written = std::fwrite(script.data(), 1, script.size(), pipe) == script.size();
  const int status = pclose(pipe);
  if (!written || status != 0) throw error(fault::io, "gnuplot: failed");
}

}  // namespace kenyon::cli
