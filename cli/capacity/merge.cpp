#include <kenyon/base/error.hpp>
#include <kenyon/base/threads.hpp>

#include "cli/capacity/options.hpp"
#include "cli/capacity/report.hpp"
#include "cli/command.hpp"

namespace kenyon::cli {
namespace {

option_page merge_page() {
  po::options_description other("Other");
  other.add_options()("help,h", "this page");
  return {"kenyon merge FILE.jsonl... [OPTIONS]",
          "Puts the shards of a capacity experiment together and reports as kenyon capacity does.",
          {output_group(), other},
          {"FILE"},
          true,
          {"kenyon merge part1.jsonl part2.jsonl", "kenyon merge part*.jsonl --json",
           "kenyon merge part*.jsonl --jsonl whole.jsonl --plot capacity.svg"}};
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

}  // namespace

int run_merge(const arguments& args) {
  const stopwatch watch;
  const auto values = parse_options(merge_page(), args);
  if (!values) return done;
  const output_options outputs = read_outputs(*values);
  const auto& paths = (*values)["FILE"].as<std::vector<std::string>>();
  check_outputs(outputs, "");
  const journal all = read_parts(paths);
  json host = host_json("merge", args, thread_count());
  host["seconds"] = watch.seconds();
  report_capacity(all, outputs, host);
  return done;
}

}  // namespace kenyon::cli
