#include "cli/terminal/gnuplot.hpp"

#include <kenyon/base/error.hpp>
#include <kenyon/io/file.hpp>

#include "cli/terminal/program.hpp"

namespace kenyon::cli {
namespace {

// Whether a picture was written to its end: gnuplot itself does not look.
bool is_whole(const std::string& picture, bool svg) {
  const std::string_view end = svg ? "</svg>" : "IEND";
  const std::size_t tail = std::min<std::size_t>(picture.size(), 32);
  return picture.find(end, picture.size() - tail) != std::string::npos;
}

std::string complaint_of(const std::string& err) {
  for (std::size_t begin = 0; begin < err.size();) {
    const std::size_t end = std::min(err.find('\n', begin), err.size());
    const std::string line = err.substr(begin, end - begin);
    // It repeats the script before it says what is wrong: "line 3: undefined variable: a".
    if (line.find("line ") != std::string::npos) return line;
    begin = end + 1;
  }
  return err.substr(0, err.find('\n'));
}

}  // namespace

void need_gnuplot(const char* option) {
  if (!is_installed("gnuplot"))
    throw error(fault::io,
                std::string(option) + ": gnuplot is missing (Debian package gnuplot-nox)");
}

std::string gnuplot_quoted(const std::string& text) {
  std::string safe = "'";
  for (char c : text) safe += c == '\'' ? std::string("''") : std::string(1, c);
  return safe + "'";
}

void draw_with_gnuplot(const std::string& path, const std::string& script, std::size_t width,
                       std::size_t height) {
  const bool svg = path.ends_with(".svg");
  const std::string size = std::to_string(width) + "," + std::to_string(height);
  const std::string head = std::string("set terminal ") + (svg ? "svg size " : "pngcairo size ") +
                           size + (svg ? " dynamic background 'white'" : "") +
                           "\nset grid\nset key outside below\n";
  const program_end end = run_program({"gnuplot"}, head + script);
  if (end.code != 0 || !is_whole(end.out, svg)) {
    const std::string complaint = complaint_of(end.err);
    throw error(fault::io, path + ": gnuplot failed" + (complaint.empty() ? "" : ": ") + complaint);
  }
  write_file(path, end.out);
}

}  // namespace kenyon::cli
