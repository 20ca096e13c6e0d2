#include <filesystem>
#include <iostream>

#include <kenyon/base/error.hpp>
#include <kenyon/base/interrupt.hpp>
#include <kenyon/io/file.hpp>

#include "cli/capacity/options.hpp"
#include "cli/capacity/report.hpp"
#include "cli/command.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"

namespace kenyon::cli {
namespace {

// The trials of one part: every count-th, so that parts take about equally long.
std::vector<std::size_t> trials_of(const plan& p, const shard& part) {
  std::vector<std::size_t> numbers;
  for (std::size_t t = part.index - 1; t < p.trials(); t += part.count) numbers.push_back(t);
  return numbers;
}

// The trials that the journal of an earlier run holds; none when there is no such file.
journal begin_journal(const capacity_request& asked) {
  journal all{asked.what, {}};
  if (asked.resume.empty() || !std::filesystem::exists(asked.resume)) return all;
  journal earlier = read_journal(asked.resume);
  if (!(earlier.experiment == asked.what))
    throw error(fault::usage, asked.resume + ": holds another experiment than the one asked for");
  all.trials = std::move(earlier.trials);
  return all;
}

std::uint64_t patterns_to_store(const plan& p, std::span<const std::size_t> trials) {
  std::uint64_t sum = 0;
  for (std::size_t t : trials) sum += trial_at(p, t).patterns;
  return p.points.empty() ? 0 : sum;  // a search cannot know
}

// Runs what is missing and adds it to `trials`; the journal, if any, is written as trials are done.
void run_missing(const capacity_request& asked, const std::string& mode,
                 std::span<const std::size_t> numbers, journal_writer* writer,
                 std::map<std::size_t, outcome>& trials) {
  std::vector<std::size_t> missing;
  for (std::size_t t : numbers)
    if (!trials.contains(t)) missing.push_back(t);
  progress shown(mode, "capacity", "patterns stored", patterns_to_store(asked.what, missing));
  run_control control;
  control.stop = &stop_requested();
  control.stored = [&](std::uint64_t patterns) { shown.advance(patterns); };
  std::size_t finished = 0;
  run_trials(asked.what, missing, control, [&](const outcome& o) {
    if (writer) writer->append(o);
    trials.emplace(o.trial, o);
    shown.note("trial " + std::to_string(++finished) + " of " + std::to_string(missing.size()) +
               " done");
  });
}

exit_code run_capacity(const capacity_request& asked, run_context& context) {
  json host = context.host();
  journal all = begin_journal(asked);
  const std::vector<std::size_t> numbers = trials_of(asked.what, asked.part);

  std::optional<journal_writer> writer;
  if (!asked.resume.empty()) writer.emplace(asked.resume, journal_text(all, dump_text(host)));
  try {
    run_missing(asked, context.progress, numbers, writer ? &*writer : nullptr, all.trials);
  } catch (const kenyon::interrupted&) {
    if (!context.outputs.jsonl.empty())
      write_file(context.outputs.jsonl, journal_text(all, dump_text(host)));
    throw;
  }
  host["seconds"] = context.seconds();

  if (asked.part.count > 1) {
    if (!context.outputs.jsonl.empty())
      write_file(context.outputs.jsonl, journal_text(all, dump_text(host)));
    std::cout << "part " << asked.part.index << " of " << asked.part.count << ": " << numbers.size()
              << " of " << asked.what.trials()
              << " trials done; put the parts together with kenyon merge\n";
    return exit_code::done;
  }
  report_capacity(all, context.outputs, host);
  return exit_code::done;
}

}  // namespace

command capacity_command() {
  return {"capacity", "measure how many patterns a memory holds, beside theory", capacity_page,
          read_then<read_capacity_options, run_capacity>};
}

}  // namespace kenyon::cli
