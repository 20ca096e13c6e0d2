// Files that a command writes, told apart from those that it reads.
#pragma once
#include <string>
#include <vector>

#include "cli/terminal/options.hpp"

namespace kenyon::cli {

// Where results go, of the options that a page has.
struct output_options {
  bool json = false;
  std::string jsonl;
  std::string csv;
  std::string plot;
};
// All four of them, beside a table on standard output.
option_group output_group();
// Throws error{usage} as check_drawn().
output_options read_outputs(const option_values& values);

// Throws error{usage} unless the path, if any, ends with .svg or .png.
void check_drawn(const char* option, const std::string& path);

// Throws error{io} where standard output did not take all that was printed.
void need_output();
// Whether that is because it is a pipe that nobody reads any more.
bool reader_has_left();

struct written_file {
  std::string option;  // as the user knows it: "--plot"
  std::string path;    // "": not asked for
};

// Throws error{usage} where one of them is read by the command, or written under another option,
// links followed; error{io} where its folder is missing or it is a folder. Devices and pipes are
// taken as they are.
void check_written(const std::vector<written_file>& written, const std::vector<std::string>& read);

// Throws error{io} where no file can be made beside the path, and none is a device or pipe.
void check_writable(const std::string& path);

// Both, of the files that a page names, and that gnuplot is there where --plot is asked for.
void check_files(const option_page& page, const option_values& values);

}  // namespace kenyon::cli
