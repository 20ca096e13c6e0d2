#include <algorithm>
#include <iostream>

#include <kenyon/base/error.hpp>
#include <kenyon/base/interrupt.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/experiment/reproduce.hpp>

#include "cli/command.hpp"
#include "cli/reproduce/report.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/options.hpp"
#include "cli/terminal/progress.hpp"

namespace kenyon::cli {
namespace {

option_page reproduce_page() {
  option_group how("How");
  how.add_options()("full", "run at the published size where the default is a smaller run");
  option_group outputs("Where results go (a table on standard output otherwise)");
  outputs.add_options()("json", "print one JSON object instead of the table")(
      "plots", text("FOLDER"), "draw the entries that are curves with gnuplot: FOLDER/ID.svg");
  return {"kenyon reproduce [list | all | ID...] [OPTIONS]",
          "Measures published figures again and says which agree.",
          {how, outputs, common_options()},
          {"ID..."},
          {"kenyon reproduce list", "kenyon reproduce kanerva cliques --plots plots",
           "kenyon reproduce all --json > figures.json"}};
}

const reproduce_entry& find_entry(const std::string& id) {
  if (id == "list") throw error(fault::usage, "\"list\" stands alone");
  std::vector<std::string_view> names{"list", "all"};
  for (const reproduce_entry& entry : reproduce_entries()) {
    if (entry.id == id) return entry;
    names.push_back(entry.id);
  }
  throw error(fault::usage, "no figures called \"" + id + "\"" + suggest_name(id, names) +
                                "; see kenyon reproduce list");
}

std::vector<const reproduce_entry*> entries_asked(const std::vector<std::string>& ids) {
  std::vector<const reproduce_entry*> asked;
  const auto add = [&](const reproduce_entry& entry) {
    if (std::find(asked.begin(), asked.end(), &entry) == asked.end()) asked.push_back(&entry);
  };
  for (const std::string& id : ids) {
    if (id != "all") {
      add(find_entry(id));
      continue;
    }
    for (const reproduce_entry& entry : reproduce_entries()) add(entry);
  }
  return asked;
}

reproduced run_entry(const reproduce_entry& entry, bool full, progress& shown) {
  reproduced made{&entry, {}, 0};
  const stopwatch watch;
  reproduce_control control;
  control.full = full;
  control.run.stop = &stop_requested();
  control.run.stored = [&](std::uint64_t count) { shown.advance(count); };
  made.result = entry.run(control);
  made.seconds = watch.seconds();
  return made;
}

struct reproduce_request {
  std::vector<const reproduce_entry*> entries;  // none: to be listed
  std::string folder;                           // of plots; "": none
  bool full = false;
};

reproduce_request read_reproduce_request(const option_values& values) {
  const std::vector<std::string>& ids = values["ID"].texts();
  reproduce_request asked;
  if (ids == std::vector<std::string>{"list"}) return asked;
  asked.entries = entries_asked(ids);
  asked.folder = text_option(values, "plots");
  asked.full = values.count("full") > 0;
  return asked;
}

void run_all(const reproduce_request& asked, const run_context& context, reproduce_report& report) {
  progress shown(context.progress, "reproduce", "steps", 0);
  for (std::size_t i = 0; i < asked.entries.size(); ++i) {
    shown.note(std::string(asked.entries[i]->id) + " (" + std::to_string(i + 1) + " of " +
               std::to_string(asked.entries.size()) + ")");
    const reproduced made = run_entry(*asked.entries[i], asked.full, shown);
    if (!asked.folder.empty()) plot_entry(made, asked.folder);
    report.add(made);
  }
}

exit_code run_reproduce(const reproduce_request& asked, run_context& context) {
  if (asked.entries.empty()) {
    list_entries(std::cout, context.outputs.json);
    return exit_code::done;
  }
  if (!asked.folder.empty()) check_plot_folder(asked.folder);
  reproduce_report report(context.outputs.json, context.host());
  try {
    run_all(asked, context, report);
  } catch (const interrupted&) {
    report.end(false);
    throw;
  }
  report.end(true);
  return report.all_agree() ? exit_code::done : exit_code::negative;
}

}  // namespace

command reproduce_command() {
  return {"reproduce", "measure published figures again", reproduce_page,
          read_then<read_reproduce_request, run_reproduce>};
}

}  // namespace kenyon::cli
