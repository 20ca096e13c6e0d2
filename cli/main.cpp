#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <iostream>
#include <new>
#include <string_view>

#include <kenyon/base/error.hpp>
#include <kenyon/base/interrupt.hpp>
#include <kenyon/base/level.hpp>

#include "cli/command.hpp"
#include "cli/terminal/interrupt.hpp"

namespace kenyon::cli {
namespace {

// A descriptor of 0 to 2 that came closed would be given to the next file opened, and output meant
// for people written into it. Opened the wrong way round, it refuses what a closed one refuses.
void guard_descriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) _exit(4);
  }
}

void print_help() {
  std::cout << "kenyon - sparse Hebbian associative memory\n\n"
               "Usage: kenyon COMMAND [OPTIONS]\n\nCommands:\n";
  for (const command& c : commands())
    std::cout << "  " << c.name << std::string(12 - std::string_view(c.name).size(), ' ')
              << c.summary << '\n';
  std::cout << "\nkenyon COMMAND --help tells a command's options; kenyon --version the version.\n"
               "KENYON_LEVEL=scalar|avx2|avx512|avx512-popcnt forces an instruction set.\n\n"
            << exit_codes_text;
}

// kenyon help [COMMAND [PART]]: as kenyon COMMAND --help.
exit_code help(const arguments& words) {
  if (words.empty()) {
    print_help();
    return exit_code::done;
  }
  arguments rest(words.begin() + 1, words.end());
  rest.emplace_back("--help");
  return run_command(find_command(commands(), words[0]), rest);
}

exit_code run(const arguments& words) {
  if (words.empty()) {
    print_help();
    return exit_code::usage;
  }
  const arguments rest(words.begin() + 1, words.end());
  if (words[0] == "help") return help(rest);
  if (words[0] == "--help" || words[0] == "-h") return help({});
  if (words[0] == "--version") {
    std::cout << "kenyon " << version() << '\n';
    return exit_code::done;
  }
  return run_command(find_command(commands(), words[0]), rest);
}

exit_code exit_code_of(fault which) {
  switch (which) {
    case fault::usage:
      return exit_code::usage;
    case fault::bad_input:
      return exit_code::bad_input;
    case fault::io:
    case fault::resources:
      return exit_code::io;
  }
  return exit_code::io;
}

exit_code run_and_tell(const arguments& words) {
  try {
    const exit_code code = run(words);
    if (code == exit_code::untold) return code;   // said already
    if (reader_has_left()) end_by_broken_pipe();  // as other tools do, without a word
    need_output();
    return code;
  } catch (const kenyon::interrupted&) {
    std::cerr << "kenyon: interrupted\n";
    return exit_code::interrupted;
  } catch (const error& e) {
    std::cerr << "kenyon: " << e.what() << '\n';
    return exit_code_of(e.which());
  } catch (const std::bad_alloc&) {
    std::cerr << "kenyon: out of memory\n";
  } catch (const std::exception& e) {
    std::cerr << "kenyon: " << e.what() << '\n';
  }
  return exit_code::io;
}

}  // namespace
}  // namespace kenyon::cli

int main(int argc, char** argv) {
  using namespace kenyon::cli;
  guard_descriptors();
  catch_signals();
  return static_cast<int>(run_and_tell({argv + 1, argv + argc}));
}
