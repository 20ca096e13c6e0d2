#include <algorithm>
#include <filesystem>
#include <iostream>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/experiment/reproduce.hpp>

#include "cli/reproduce/report.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/options.hpp"
#include "cli/terminal/progress.hpp"

namespace kenyon::cli {
namespace {

option_page reproduce_page() {
  po::options_description how("How");
  how.add_options()("full", "run at the published size where the default is a smaller run");
  po::options_description outputs("Where results go (a table on standard output otherwise)");
  outputs.add_options()("json", "print one JSON object instead of the table")(
      "plots", po::value<std::string>()->value_name("FOLDER"),
      "draw the entries that are curves with gnuplot: FOLDER/ID.svg");
  return {"kenyon reproduce [list | all | ID...] [OPTIONS]",
          "Measures published figures again and says which agree.",
          {how, outputs, common_options()},
          {"ID"},
          true,
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

}  // namespace

int run_reproduce(const arguments& args) {
  const auto values = parse_options(reproduce_page(), args);
  if (!values) return done;
  const auto ids = (*values)["ID"].as<std::vector<std::string>>();
  if (ids == std::vector<std::string>{"list"}) {
    list_entries(std::cout, values->count("json") > 0);
    return done;
  }
  const std::vector<const reproduce_entry*> asked = entries_asked(ids);
  const std::string folder = values->count("plots") ? (*values)["plots"].as<std::string>() : "";
  if (!folder.empty()) check_plot_folder(folder);
  const unsigned threads = threads_option(*values);
  const thread_limit limit(threads);

  reproduce_report report(values->count("json") > 0, host_json("reproduce", args, threads));
  {
    progress shown((*values)["progress"].as<std::string>(), "reproduce", "steps", 0);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      shown.note(std::string(asked[i]->id) + " (" + std::to_string(i + 1) + " of " +
                 std::to_string(asked.size()) + ")");
      try {
        const reproduced made = run_entry(*asked[i], values->count("full") > 0, shown);
        if (!folder.empty()) plot_entry(made, folder);
        report.add(made);
      } catch (const kenyon::interrupted&) {
        report.end(false);
        throw;
      }
    }
  }
  report.end(true);
  return report.all_agree() ? done : negative;
}

}  // namespace kenyon::cli
