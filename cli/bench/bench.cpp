#include <array>
#include <iostream>
#include <string_view>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>

#include "cli/command.hpp"

namespace kenyon::cli {

int run_bench_recall(const arguments& args);  // cli/bench/recall.cpp

namespace {

constexpr std::array<command, 1> benches{{
    {"recall", "nearest stored rows: Kenyon's index, flat scans and peers", run_bench_recall},
}};

void print_help() {
  std::cout << "Measures speed beside others, on this machine.\n\nUsage: kenyon bench WHAT "
               "[OPTIONS]\n\nWhat:\n";
  for (const command& c : benches) std::cout << "  " << c.name << "  " << c.summary << '\n';
  std::cout << "\nkenyon bench WHAT --help tells its options.\n\nExamples:\n"
               "  kenyon bench recall --patterns 1e6 --cue keep=0.5\n";
}

}  // namespace

int run_bench(const arguments& args) {
  if (args.empty() || args[0] == "--help" || args[0] == "-h") {
    print_help();
    return args.empty() ? usage : done;
  }
  std::vector<std::string_view> names;
  for (const command& c : benches) {
    if (args[0] == c.name) return c.run({args.begin() + 1, args.end()});
    names.emplace_back(c.name);
  }
  throw error(fault::usage, "bench: nothing called \"" + args[0] + "\" to measure" +
                                suggest_name(args[0], names));
}

}  // namespace kenyon::cli
