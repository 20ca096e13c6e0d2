// A command of the kenyon program is data: its page, how it reads its options, what it runs. What
// all commands do alike (parse, help, threads, outputs, exit code) run_command() does once.
#pragma once
#include <chrono>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "cli/terminal/options.hpp"
#include "cli/terminal/outputs.hpp"

namespace kenyon::cli {

// The same for every command.
enum class exit_code : int {
  done = 0,
  negative = 1,   // ran, and the answer is no: nothing recalled, a check that failed
  usage = 2,      // a request that makes no sense
  bad_input = 3,  // damaged or foreign data
  io = 4,         // the system refused: file, permission, disk, memory
  untold = 5,     // stored, but what follows failed: the same again would store it twice
  interrupted = 130,
};
// The table of them at the end of every page.
extern const char* const exit_codes_text;

// One run of a command, as all commands know it.
struct run_context {
  std::string name;      // of the command
  arguments args;        // as typed, for the provenance
  unsigned threads = 1;  // run_command has limited the process to them
  std::string progress = "auto";
  output_options outputs;  // those of the page
  std::chrono::system_clock::time_point date = std::chrono::system_clock::now();
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  std::string stored;  // set by run(): what is safe from now on, whatever becomes of the report

  // version, command, date, cpu, level, threads.
  nlohmann::ordered_json host() const;
  double seconds() const;  // since the begin
};

// What remains to be done once the options are read.
using job = std::function<exit_code(run_context&)>;

struct command {
  const char* name;     // "capacity", "bench recall"
  const char* summary;  // one line for the list of commands
  option_page (*page)();
  // Reads and checks the options, touches nothing yet; throws error{usage}.
  job (*read)(const option_values&);
  // Commands of two words: those that begin with this name. page() then says usage and examples
  // only.
  std::span<const command> parts{};
  // run() puts --threads into force itself, for a part of its work.
  bool limits_threads = true;
};

// A command's read(): the request, and the function that runs it.
template <auto read_request, auto run>
job read_then(const option_values& values) {
  return [request = read_request(values)](run_context& context) { return run(request, context); };
}

std::span<const command> commands();

// Runs what `args` ask of the command, or prints its page. What it throws was not stored.
exit_code run_command(const command& what, const arguments& args);
void print_page(const command& what);
// The one of that name, a part of the group's where there is one; throws error{usage}, with a
// suggestion.
const command& find_command(std::span<const command> among, const std::string& word,
                            const std::string& group = "");

// What there is to learn of each, beside its file.
command bench_command();
command capacity_command();
command encode_command();
command graph_command();
command info_command();
command learn_command();
command merge_command();
command recall_command();
command reproduce_command();

}  // namespace kenyon::cli
