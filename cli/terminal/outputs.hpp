// Files that a command writes, told apart from those that it reads.
#pragma once
#include <string>
#include <vector>

namespace kenyon::cli {

struct written_file {
  std::string option;  // as the user knows it: "--plot"
  std::string path;    // "": not asked for
};

// Throws error{usage} where one of them is read by the command, or written under another option,
// links followed; error{io} where its folder is missing or it is a folder. Devices and pipes are
// taken as they are.
void check_written(const std::vector<written_file>& written, const std::vector<std::string>& read);

}  // namespace kenyon::cli
