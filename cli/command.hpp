// A command of the kenyon program: one entry in the table of commands.cpp, one file of its own.
#pragma once
#include <span>
#include <string>
#include <vector>

namespace kenyon::cli {

using arguments = std::vector<std::string>;

// Exit codes, the same for every command.
enum exit_code : int {
  done = 0,
  negative = 1,   // ran, and the answer is no: nothing recalled, a check that failed
  usage = 2,      // a request that makes no sense
  bad_input = 3,  // damaged or foreign data
  io = 4,         // the system refused: file, permission, disk, memory
  interrupted = 130,
};

struct command {
  const char* name;
  const char* summary;  // one line for the list of commands
  int (*run)(const arguments& args);
};

std::span<const command> commands();

int run_bench(const arguments& args);
int run_capacity(const arguments& args);
int run_encode(const arguments& args);
int run_graph(const arguments& args);
int run_info(const arguments& args);
int run_learn(const arguments& args);
int run_merge(const arguments& args);
int run_recall(const arguments& args);
int run_reproduce(const arguments& args);

}  // namespace kenyon::cli
