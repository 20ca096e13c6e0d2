#include "cli/bench/request.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/memory/pattern_index/plan.hpp>

namespace kenyon::cli {
namespace {

const std::string fashion_folder = "/usr/share/datasets/fashion-mnist/";
constexpr double most_rows = 4e9;  // ids of peers have 32 bits

option_group task_group() {
  option_group task("What is stored and asked");
  task.add_options()(
      "task", text("TASK", "patterns"),
      "patterns: noisy cues of random patterns; vectors: queries near random unit vectors; "
      "attention: the same over 1,048,576 keys; fashion: test images of Fashion-MNIST among the "
      "training images")("patterns", text("P"),
                         "rows stored, several with commas: 1e4,1e5 (default 1e5)")(
      "layout", text("LAYOUT", "64x256"), "of patterns")(
      "cue", text("NOISE", "keep=0.5,keep=0.3,keep=0.2"), "of patterns, several with commas")(
      "dimensions", text("D", "64"), "of random vectors")(
      "cosine", text("C"),
      "of queries to a random vector, several with commas (default 0.9,0.8,0.7,0.6; attention: "
      "0.8)")("data", text("FILE"), "store the rows of a .npy or IDX file instead")(
      "asked", text("FILE"), "ask with the rows of this file (default: rows held out of --data)")(
      "metric", text("METRIC", "cosine"), "of --data: cosine, euclidean or dot")(
      "queries", text("N"),
      "different queries (default 10000; --data: a tenth of its rows at most)")(
      "seed", text("S", "1"), "of rows and queries");
  return task;
}

option_group arms_group() {
  std::string names = "who takes part, with commas (default: all of the task):";
  for (const entrant& e : entrants()) names += "\n  " + e.name + ": " + e.note;
  option_group arms("Who takes part, and how it is measured");
  arms.add_options()("against", text("NAMES"), names.c_str())(
      "recall", text("R", "0.995"), "recall that kenyon's index of patterns is planned for")(
      "degree", text("T", "0"), "units of a conjunction, 0: chosen")(
      "lists", text("L", "0"), "conjunctions a pattern is listed under, 0: chosen")(
      "codes", text("LAYOUT", "64x128"), "of kenyon's multi-probe hash of vectors")(
      "top", text("K"), "ids asked for (default 1; fashion and --data: 10)")(
      "batch", text("N", "64"), "queries of a batch")(
      "seconds", text("S", "3"),
      "most time for single queries of a setting, and again for batches");
  return arms;
}

std::vector<std::uint64_t> read_counts(const std::string& text) {
  std::vector<std::uint64_t> counts;
  for (const std::string& part : split_list(text, "--patterns")) {
    const double count = real_number(part, "--patterns", 0, most_rows);
    if (count != std::floor(count))
      throw error(fault::usage, "--patterns: \"" + part + "\" is not a whole number");
    counts.push_back(static_cast<std::uint64_t>(count));
  }
  return counts;
}

likeness read_metric(const std::string& text) {
  constexpr std::array all{likeness::cosine, likeness::euclidean, likeness::dot};
  std::vector<std::string_view> names;
  for (const likeness how : all) names.emplace_back(name(how));
  return all[place_among(names, text, "metric")];
}

std::vector<entrant> read_against(const option_values& values, const std::string& task) {
  const bool patterns = task == "patterns";
  std::vector<entrant> all = entrants();
  all.erase(std::remove_if(all.begin(), all.end(),
                           [&](const entrant& e) { return e.patterns != patterns; }),
            all.end());
  if (!values.count("against")) {
    const auto stays_away = [&](const entrant& e) {
      return e.when == entry::named || (e.when == entry::attention && task != "attention") ||
             (e.when == entry::planted && (task == "fashion" || task == "data"));
    };
    all.erase(std::remove_if(all.begin(), all.end(), stays_away), all.end());
    return all;
  }
  std::vector<entrant> chosen;
  for (const std::string& wanted : split_list(values["against"].text(), "--against")) {
    std::vector<std::string_view> names;
    const auto before = chosen.size();
    for (const entrant& e : all) {
      names.push_back(e.name);
      if (e.name == wanted) chosen.push_back(e);
    }
    if (chosen.size() == before)
      throw error(fault::usage, "--against: nobody called \"" + wanted + "\" takes " +
                                    (patterns ? "patterns" : "vectors") +
                                    suggest_name(wanted, names));
  }
  return chosen;
}

void read_fashion(bench_request& asked) {
  asked.stored_file = fashion_folder + "train-images-idx3-ubyte.gz";
  asked.asked_file = fashion_folder + "t10k-images-idx3-ubyte.gz";
  asked.how = likeness::euclidean;
  if (!std::filesystem::exists(asked.stored_file))
    throw error(fault::io, asked.stored_file + ": missing (Debian package dataset-fashion-mnist)");
}

// What another task would have heeded.
void refuse_others(const option_values& values, const std::string& task) {
  const std::string why = "is not for " + (task == "data" ? "--data" : "--task " + task);
  if (task != "data") refuse_options(values, {"asked", "metric"}, why);
  if (task == "data" || task == "fashion")
    refuse_options(values, {"patterns", "dimensions", "cosine"}, why);
  if (task == "patterns")
    refuse_options(values, {"dimensions", "cosine", "codes"}, why);
  else
    refuse_options(values, {"layout", "cue", "recall"}, why);
}

void read_task(const option_values& values, bench_request& asked) {
  asked.task = values["task"].text();
  const std::vector<std::string_view> tasks{"patterns", "vectors", "attention", "fashion"};
  place_among(tasks, asked.task, "task");
  if (values.count("data")) {
    refuse_options(values, {"task"}, "and --data are two tasks");
    asked.task = "data";
  }
  const bool files = asked.task == "data" || asked.task == "fashion";
  refuse_others(values, asked.task);
  if (asked.task == "fashion") read_fashion(asked);
  if (asked.task == "data") {
    asked.stored_file = values["data"].text();
    asked.asked_file = text_option(values, "asked");
    asked.how = read_metric(values["metric"].text());
  }
  const bool attention = asked.task == "attention";
  if (!files)
    asked.counts = read_counts(text_option(values, "patterns", attention ? "1048576" : "1e5"));
  asked.shape = layout::parse(values["layout"].text());
  for (const std::string& cue : split_list(values["cue"].text(), "--cue"))
    asked.cues.push_back(noise::parse(cue));
  asked.dimensions = number_option(values, "dimensions", 2, 65536);
  const std::string cosines = text_option(values, "cosine", attention ? "0.8" : "0.9,0.8,0.7,0.6");
  for (const std::string& c : split_list(cosines, "--cosine"))
    asked.cosines.push_back(real_number(c, "--cosine", -1, 1));
  asked.queries =
      whole_number(text_option(values, "queries", "10000"), "--queries", 1, 100'000'000);
  asked.measuring.top =
      whole_number(text_option(values, "top", files ? "10" : "1"), "--top", 1, query_set::depth);
}

}  // namespace

option_page bench_page() {
  option_group outputs("Where results go (a table on standard output otherwise)");
  outputs.add_options()("json", "print one JSON object instead of the table")(
      "csv", text("FILE"), "write the rows of the table as CSV")(
      "plot", text("FILE"), "draw recall against queries a second: FILE.svg or FILE.png");
  option_group running("Running");
  running.add_options()("threads", text("T", "1"), "threads that everyone may use")(
      "progress", text("WHEN", "auto"),
      "progress on stderr: auto (when it is a terminal), always, never")("help,h", "this page");
  return {
      "kenyon bench recall [OPTIONS]",
      "Measures recall, speed and size of Kenyon's index beside a flat scan and, where they are "
      "built in, its peers: same rows, same queries, same number of threads.",
      {task_group(), arms_group(), outputs, running},
      {},
      {"kenyon bench recall --patterns 1e4,1e5,1e6 --cue keep=0.5",
       "kenyon bench recall --task fashion --plot fashion.svg",
       "kenyon bench recall --data vectors.npy --metric cosine --queries 1000 --json"},
      {"data", "asked"},
      {"csv", "plot"}};
}

bench_request read_bench_options(const option_values& values) {
  bench_request asked;
  read_task(values, asked);
  asked.seed = number_option(values, "seed", 0, ~std::uint64_t{0});
  asked.demand.threads = static_cast<unsigned>(number_option(values, "threads", 1, 1024));
  asked.demand.recall = real_option(values, "recall", 0.01, 0.99999);
  asked.demand.degree = number_option(values, "degree", 0, max_degree);
  asked.demand.lists = number_option(values, "lists", 0, max_lists);
  asked.demand.batch = number_option(values, "batch", 1, 1'000'000);
  asked.demand.codes = layout::parse(values["codes"].text());
  asked.measuring.batch = asked.demand.batch;
  asked.measuring.seconds = real_option(values, "seconds", 0.001, 1e6);
  asked.against = read_against(values, asked.task);
  return asked;
}

}  // namespace kenyon::cli
