// Another program, started with a text to read.
#pragma once
#include <string>
#include <vector>

namespace kenyon::cli {

struct program_end {
  int code = 0;  // 127: there is no such program
  std::string out;
  std::string err;
};

// Waits for its end. The texts are kept in memory, so no disk can be too full for them. Throws
// error{io} where it cannot be started.
program_end run_program(const std::vector<std::string>& words, const std::string& input);

// Whether a folder of PATH has a program of that name.
bool is_installed(const std::string& name);

}  // namespace kenyon::cli
