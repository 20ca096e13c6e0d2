#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string_view>

#include <kenyon/base/error.hpp>
#include <kenyon/base/level.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/experiment/trial.hpp>

#include "cli/command.hpp"
#include "cli/terminal/interrupt.hpp"

namespace kenyon::cli {
namespace {

void print_help() {
  std::cout << "kenyon - sparse Hebbian associative memory\n\n"
               "Usage: kenyon COMMAND [OPTIONS]\n\nCommands:\n";
  for (const command& c : commands())
    std::cout << "  " << c.name << std::string(12 - std::string_view(c.name).size(), ' ')
              << c.summary << '\n';
  std::cout
      << "\nkenyon COMMAND --help tells a command's options; kenyon --version the version.\n"
         "KENYON_LEVEL=scalar|avx2|avx512|avx512-popcnt forces an instruction set.\n\n"
         "Exit codes: 0 done, 1 ran with a negative result, 2 usage, 3 bad input or damaged file,\n"
         "            4 I/O or too little memory, 130 interrupted\n";
}

int exit_code_of(fault which) {
  switch (which) {
    case fault::usage:
      return usage;
    case fault::bad_input:
      return bad_input;
    case fault::io:
    case fault::resources:
      return io;
  }
  return io;
}

int run(const arguments& words) {
  if (words.empty()) {
    print_help();
    return usage;
  }
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    print_help();
    return done;
  }
  if (words[0] == "--version") {
    std::cout << "kenyon " << version() << '\n';
    return done;
  }
  const auto table = commands();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const command& c) { return words[0] == c.name; });
  if (found == table.end()) {
    std::vector<std::string_view> names;
    for (const command& c : table) names.emplace_back(c.name);
    throw error(fault::usage,
                "unknown command \"" + words[0] + "\"" + suggest_name(words[0], names));
  }
  active_level();  // a wrong KENYON_LEVEL is told before any work
  return found->run({words.begin() + 1, words.end()});
}

}  // namespace
}  // namespace kenyon::cli

int main(int argc, char** argv) {
  using namespace kenyon;
  try {
    cli::catch_signals();
    const int code = cli::run({argv + 1, argv + argc});
    std::cout.flush();
    if (!std::cout) throw error(fault::io, "standard output: cannot be written");
    return code;
  } catch (const interrupted&) {
    std::cerr << "kenyon: interrupted\n";
    return cli::interrupted;
  } catch (const error& e) {
    std::cerr << "kenyon: " << e.what() << '\n';
    return cli::exit_code_of(e.which());
  } catch (const std::bad_alloc&) {
    std::cerr << "kenyon: out of memory\n";
  } catch (const std::exception& e) {
    std::cerr << "kenyon: " << e.what() << '\n';
  }
  return cli::io;
}
