#include <kenyon/base/error.hpp>

#include "cli/capacity/options.hpp"
#include "cli/capacity/report.hpp"
#include "cli/command.hpp"

namespace kenyon::cli {
namespace {

option_page merge_page() {
  option_group other("Other");
  other.add_options()("help,h", "this page");
  return {"kenyon merge FILE.jsonl... [OPTIONS]",
          "Puts the shards of a capacity experiment together and reports as kenyon capacity does.",
          {output_group(), other},
          {"FILE..."},
          {"kenyon merge part1.jsonl part2.jsonl", "kenyon merge part*.jsonl --json",
           "kenyon merge part*.jsonl --jsonl whole.jsonl --plot capacity.svg"},
          {},
          {"jsonl", "csv", "plot"}};
}

journal read_parts(const std::vector<std::string>& paths) {
  journal all = read_journal(paths.front());
  for (std::size_t i = 1; i < paths.size(); ++i) add_part(all, read_journal(paths[i]), paths[i]);
  std::size_t there = 0;  // trials without a gap
  while (all.trials.contains(there)) ++there;
  if (there != all.experiment.trials())
    throw error(fault::bad_input, "the files hold " + std::to_string(all.trials.size()) + " of " +
                                      std::to_string(all.experiment.trials()) +
                                      " trials; the first missing is number " +
                                      std::to_string(there));
  return all;
}

std::vector<std::string> read_paths(const option_values& values) {
  return values["FILE"].texts();
}

exit_code run_merge(const std::vector<std::string>& paths, run_context& context) {
  const journal all = read_parts(paths);
  json host = context.host();
  host["seconds"] = context.seconds();
  report_capacity(all, context.outputs, host);
  return exit_code::done;
}

}  // namespace

command merge_command() {
  return {"merge", "put the shards of a capacity experiment together", merge_page,
          read_then<read_paths, run_merge>};
}

}  // namespace kenyon::cli
