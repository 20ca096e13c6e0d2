#include <kenyon/base/error.hpp>

#include "cli/capacity/journal.hpp"
#include "cli/capacity/options.hpp"
#include "cli/capacity/plan_json.hpp"
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

void add(journal& all, const journal& part, const std::string& path) {
  if (all.experiment.is_null()) all.experiment = part.experiment;
  if (all.experiment != part.experiment)
    throw error(fault::bad_input, path + ": is of another experiment than the first file");
  for (const auto& [number, o] : part.trials) {
    const auto [place, is_new] = all.trials.emplace(number, o);
    if (!is_new && !(place->second == o))
      throw error(fault::bad_input, path + ": trial " + std::to_string(number) +
                                        " has another outcome here than in an earlier file");
  }
}

std::vector<std::string> read_paths(const option_values& values) {
  return values["FILE"].texts();
}

exit_code run_merge(const std::vector<std::string>& paths, run_context& context) {
  journal all;
  for (const std::string& path : paths) add(all, read_journal(path), path);
  const plan p = plan_from_json(all.experiment, paths.front());
  std::vector<outcome> outcomes;
  for (const auto& [number, o] : all.trials) {
    if (number != outcomes.size()) break;
    outcomes.push_back(o);
  }
  if (outcomes.size() != p.trials() || all.trials.size() != p.trials())
    throw error(fault::bad_input, "the files hold " + std::to_string(all.trials.size()) + " of " +
                                      std::to_string(p.trials()) +
                                      " trials; the first missing is number " +
                                      std::to_string(outcomes.size()));
  json host = context.host();
  host["seconds"] = context.seconds();
  report_capacity(p, outcomes, context.outputs, host);
  return exit_code::done;
}

}  // namespace

command merge_command() {
  return {"merge", "put the shards of a capacity experiment together", merge_page,
          read_then<read_paths, run_merge>};
}

}  // namespace kenyon::cli
