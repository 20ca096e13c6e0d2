#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include <kenyon/base/level.hpp>

#include "tests/cli/run_kenyon.hpp"

using nlohmann::json;

namespace {

// A report without what differs from run to run and from host to host.
json results_of(const finished& run) {
  INFO(run.err);
  REQUIRE(run.code == 0);
  json report = json::parse(run.out);
  REQUIRE(report.contains("host"));
  report.erase("host");
  return report;
}

const std::vector<std::string> noise_command{"capacity",    "--memory",   "willshaw",   "--layout",
                                             "1000/12",     "--hetero",   "--patterns", "4431",
                                             "--criterion", "unit-error", "--json"};

std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// The trials of a journal: they stand in the order in which they were done. Without the provenance.
std::vector<std::string> sorted_lines(const std::string& journal) {
  std::vector<std::string> lines;
  std::istringstream text(journal.substr(journal.find('\n') + 1));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

TEST_CASE("capacity: hebbian-capacity's willshaw column within 4 %") {
  const json report =
      results_of(run_kenyon({"capacity", "--memory", "willshaw", "--layout", "20x20,400/20,32x32",
                             "--cue", "flip=1", "--steps", "15", "--seeds", "6", "--json"}));
  const std::vector<std::pair<std::string, double>> published{
      {"20x20", 368}, {"400/20", 267}, {"32x32", 1271}};
  REQUIRE(report["results"].size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const json& row = report["results"][i];
    CHECK(row["memory"] == "willshaw");
    CHECK(row["layout"] == published[i].first);
    const double mean = row["capacity"]["mean"];
    CHECK(std::fabs(mean / published[i].second - 1) < 0.04);
    CHECK(row["capacity"]["ci95"][0].get<double>() < mean);
    CHECK(row["capacity"]["ci95"][1].get<double>() > mean);
    CHECK(row["bits_per_synapse"].get<double>() > 0.3);
    CHECK(row["null"]["exact"] == 0.0);
  }
}

TEST_CASE("capacity: output noise of 1 % where the finite-size theory puts it") {
  const json report = results_of(run_kenyon(noise_command));
  const json& row = report["results"][0];
  CHECK(row["unit_error"]["ci95"][0].get<double>() <= 0.01);
  CHECK(row["unit_error"]["ci95"][1].get<double>() >= 0.01);
  CHECK(row["theory"]["unit_error"].get<double>() == Approx(0.01).epsilon(0.002));
  CHECK(row["bits_per_synapse_entropy"].get<double>() == Approx(0.402).epsilon(0.002));
}

TEST_CASE("capacity: the same bytes at every level, thread count and as merged shards") {
  const json reference = results_of(run_kenyon(noise_command));
  for (const std::string_view level : kenyon::available_levels())
    CHECK(results_of(run_kenyon(noise_command, {{"KENYON_LEVEL", std::string(level)}})).dump() ==
          reference.dump());
  for (const char* threads : {"1", "2", "5"})
    CHECK(results_of(run_kenyon(with(noise_command, {"--threads", threads}))).dump() ==
          reference.dump());
  const std::string one = scratch("one.jsonl");
  const std::string two = scratch("two.jsonl");
  CHECK(run_kenyon(with(noise_command, {"--shard", "1/2", "--jsonl", one})).code == 0);
  CHECK(run_kenyon({"merge", one, "--json"}).code == 3);  // half of it
  CHECK(run_kenyon(with(noise_command, {"--shard", "2/2", "--resume", two})).code == 0);
  CHECK(results_of(run_kenyon({"merge", two, one, "--json"})).dump() == reference.dump());
}

TEST_CASE("capacity: a search gives the same bytes resumed, killed half way or not") {
  const std::vector<std::string> search{"capacity", "--layout", "300/10,12x25", "--cue", "flip=1",
                                        "--steps",  "5",        "--seeds",      "4",     "--json"};
  const json reference = results_of(run_kenyon(search));
  const std::string file = scratch("journal.jsonl");
  CHECK(results_of(run_kenyon(with(search, {"--resume", file}))).dump() == reference.dump());
  const std::string whole = content_of(file);
  // cut in the middle of a trial's line, as a kill would
  write_text(file, whole.substr(0, whole.size() * 2 / 3));
  CHECK(results_of(run_kenyon(with(search, {"--resume", file}))).dump() == reference.dump());
  CHECK(sorted_lines(content_of(file)) == sorted_lines(whole));
  // another experiment is not continued
  const finished other = run_kenyon({"capacity", "--layout", "300/10", "--resume", file});
  CHECK(other.code == 2);
  CHECK(other.err.find("another experiment") != std::string::npos);
  CHECK(sorted_lines(content_of(file)) == sorted_lines(whole));
}

TEST_CASE("capacity: interrupted, it leaves a journal to go on with") {
  const std::vector<std::string> slow{"capacity", "--layout",    "1500/12",
                                      "--hetero", "--criterion", "unit-error",
                                      "--seeds",  "12",          "--json"};
  const std::string file = scratch("stopped.jsonl");
  const finished stopped = run_signalled(with(slow, {"--resume", file}), SIGINT, 700);
  if (stopped.code == 0) {
    WARN("the machine was faster than the signal");
    return;
  }
  CHECK(stopped.code == 130);
  CHECK(stopped.err.find("interrupted") != std::string::npos);
  const finished killed = run_signalled(with(slow, {"--resume", file}), SIGKILL, 700);
  CHECK((killed.code == 1009 || killed.code == 0));
  CHECK(results_of(run_kenyon(with(slow, {"--resume", file}))).dump() ==
        results_of(run_kenyon(slow)).dump());
}

TEST_CASE("capacity: table, CSV, JSON Lines and plots") {
  const std::string csv = scratch("c.csv");
  const std::string lines = scratch("c.jsonl");
  const std::string svg = scratch("c.svg");
  const std::string png = scratch("c 'quoted'.png");
  const finished run =
      run_kenyon({"capacity", "--layout", "200/8,400/12", "--patterns", "50:150:50", "--seeds", "2",
                  "--csv", csv, "--jsonl", lines, "--plot", svg, "--assess"});
  REQUIRE(run.code == 0);
  CHECK(run.err.empty());  // no progress where stderr is no terminal
  CHECK(run.out.find("200/8") != std::string::npos);
  const std::string rows = content_of(csv);
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 7);
  const std::string records = content_of(lines);
  const json first = json::parse(records.substr(0, records.find('\n')));
  CHECK(first["record"] == "provenance");
  for (const char* key : {"version", "command", "cpu", "level", "threads"})
    CHECK(first["host"].contains(key));
  CHECK(content_of(svg).find("<svg") != std::string::npos);
  CHECK(run_kenyon({"merge", lines, "--plot", png}).code == 0);
  CHECK(content_of(png).substr(1, 3) == "PNG");
  const finished scaling = run_kenyon(
      {"capacity", "--layout", "100/6,200/8,400/10", "--hetero", "--seeds", "3", "--json"});
  const json fit = results_of(scaling)["fits"][0];
  CHECK(fit["exponent"].get<double>() > 1.3);
  CHECK(fit["exponent"].get<double>() < 2);
  CHECK(fit["ci95"][0].get<double>() < fit["exponent"].get<double>());
}

TEST_CASE("capacity: the plot keeps flat and modular layouts apart, and names every layout") {
  const std::string svg = scratch("layouts.svg");
  REQUIRE(run_kenyon({"capacity", "--layout", "5x8,40/5,8x8", "--cue", "flip=1", "--seeds", "2",
                      "--plot", svg})
              .code == 0);
  const std::string picture = content_of(svg);
  for (const char* word : {"willshaw, flat<", "willshaw, modular<", ">5x8, 40/5<", ">8x8<"})
    CHECK(picture.find(word) != std::string::npos);
}

TEST_CASE("capacity: basins and lifetimes have an axis of their own") {
  const json basin =
      results_of(run_kenyon({"capacity", "--layout", "20x20", "--task", "basin", "--patterns",
                             "200", "--steps", "15", "--seeds", "2", "--json"}));
  REQUIRE(basin["results"].size() > 10);
  CHECK(basin["results"].front()["cue"] == "none");
  CHECK(basin["results"].front()["exact"]["mean"] == 1.0);
  CHECK(basin["results"].back()["cue"] == "flip=19");
  CHECK(basin["results"].back()["exact"]["mean"] < 0.1);

  const finished shown = run_kenyon({"capacity", "--layout", "20x20", "--patterns", "200",
                                     "--lifetime", "--seeds", "2", "--cue", "flip=1"});
  CHECK(shown.code == 0);
  CHECK(shown.out.find("128-200") != std::string::npos);
  CHECK(shown.out.find("willshaw 20x20: exact=0.9 holds up to age 128.") != std::string::npos);
  CHECK(run_kenyon({"capacity", "--layout", "20x20", "--lifetime"}).code == 2);

  // All ages of a seed are one trial: it shards and resumes as any other.
  const std::vector<std::string> decayed{
      "capacity", "--layout",   "20x20",   "--memory", "hebb",  "--patterns", "100",    "--decay",
      "0.05",     "--lifetime", "--seeds", "2",        "--cue", "flip=1",     "--jsonl"};
  const auto run_to = [&](const std::string& file, std::vector<std::string> more) {
    std::vector<std::string> args = decayed;
    args.push_back(file);
    args.insert(args.end(), more.begin(), more.end());
    REQUIRE(run_kenyon(args).code == 0);
  };
  const std::string whole = scratch("whole.jsonl");
  const std::string one = scratch("one.jsonl");
  const std::string two = scratch("two.jsonl");
  run_to(whole, {});
  run_to(one, {"--shard", "1/2"});
  run_to(two, {"--shard", "2/2"});
  const auto trials_of = [](const std::string& text) { return text.substr(text.find('\n')); };
  const std::string lines = trials_of(content_of(whole));
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 4);
  const std::string merged = scratch("merged.jsonl");
  REQUIRE(run_kenyon({"merge", one, two, "--jsonl", merged}).code == 0);
  CHECK(trials_of(content_of(merged)) == trials_of(content_of(whole)));
  // Killed in the middle of a line, it goes on: the same trials, and nothing done twice.
  const std::string journal = scratch("journal.jsonl");
  const std::string again = scratch("again.jsonl");
  run_to(again, {"--resume", journal});
  const std::string kept = content_of(journal);
  write_text(journal, kept.substr(0, kept.size() * 2 / 3));
  run_to(again, {"--resume", journal});
  CHECK(trials_of(content_of(again)) == trials_of(content_of(whole)));
  CHECK(sorted_lines(content_of(journal)) == sorted_lines(kept));
  CHECK(run_kenyon({"capacity", "--layout", "20x20", "--task", "basin"}).code == 2);
  CHECK(run_kenyon({"capacity", "--layout", "20x20", "--task", "basin", "--patterns", "9", "--cue",
                    "flip=1"})
            .code == 2);
}

TEST_CASE("capacity: wrong requests get one line, the exit code, and leave files alone") {
  const std::string kept = scratch("kept.csv");
  write_text(kept, "precious");
  const std::string deep = scratch("deep.jsonl");
  write_text(deep, "{\"record\":\"provenance\",\"experiment\":" + std::string(300000, '[') +
                       std::string(300000, ']') + "}\n");
  const std::string negative = scratch("negative.jsonl");
  REQUIRE(
      run_kenyon({"capacity", "--layout", "50/4", "--patterns", "2", "--jsonl", negative}).code ==
      0);
  std::string edited = content_of(negative);
  const std::size_t place = edited.find("\"exact\":", edited.find('\n'));
  write_text(negative, edited.insert(place + 8, "-"));
  struct wrong {
    std::vector<std::string> args;
    int code;
    const char* told;
  };
  for (const wrong& w : std::vector<wrong>{
           {{"capacity"}, 2, "--layout is missing"},
           {{"capacity", "--layout", "10/11"}, 2, "cannot have 11 active of 10"},
           {{"capacity", "--layout", "10"}, 2, "expected N/K"},
           {{"capacity", "--layout", "10/2,"}, 2, "empty entry"},
           {{"capacity", "--layout", "10/2", "--patterns", "0"}, 2, "--patterns"},
           {{"capacity", "--layout", "10/2", "--patterns", "5:1:1"}, 2, "--patterns"},
           {{"capacity", "--layout", "10/2", "--patterns", "1:5:0"}, 2, "--patterns"},
           {{"capacity", "--layout", "10/2", "--memory", "wilshaw"}, 2, "wilshaw"},
           {{"capacity", "--layout", "10/2", "--cue", "flip=3"}, 2, "only 2 active units"},
           {{"capacity", "--layout", "10/2", "--criterion", "exakt"}, 2, "criterion"},
           {{"capacity", "--layout", "10/2", "--activation", "module-winners"}, 2, "no modules"},
           {{"capacity", "--layout", "10/2", "--hetero", "--steps", "2"}, 2, "steps"},
           {{"capacity", "--layout", "10/2", "--seeds", "0"}, 2, "--seeds"},
           {{"capacity", "--layout", "10/2", "--seeds", "-1"}, 2, "--seeds"},
           {{"capacity", "--layout", "10/2", "--thr", "1"}, 2, "--thr"},
           {{"capacity", "--layout", "10/2", "--thread", "1"}, 2, "did you mean \"--threads\""},
           {{"capacity", "--layout", "10/2", "--threads", "0"}, 2, "--threads"},
           {{"capacity", "--layout", "10/2", "--shard", "3/2", "--jsonl", kept}, 2, "--shard"},
           {{"capacity", "--layout", "10/2", "--shard", "1/2"}, 2, "--shard"},
           {{"capacity", "--layout", "10/2", "--plot", "x.pdf"}, 2, ".svg or .png"},
           {{"capacity", "--layout", "10/2", "extra"}, 2, "too many arguments"},
           {{"capacity", "--layout", "16777216/64", "--patterns", "1"}, 4, "are available"},
           {{"capacity", "--layout", "10/2", "--patterns", "2", "--csv", "/nowhere/x.csv"},
            4,
            "/nowhere"},
           {{"capacity", "--layout", "10/2", "--patterns", "2", "--csv", kept + "/x.csv"},
            4,
            "kept.csv"},
           {{"capacity", "--layout", "10/2", "--patterns", "2", "--resume", kept}, 3, "kept.csv"},
           {{"capacity", "--layout", "10/2", "--patterns", "2", "--csv", kept, "--resume", kept},
            2,
            "already a file of this command"},
           {{"merge", deep}, 3, "nested too deeply"},
           {{"merge", negative}, 3, "exact"},
           {{"merge"}, 2, "missing FILE"},
           {{"merge", "/nowhere.jsonl"}, 4, "/nowhere.jsonl"},
           {{"merge", kept}, 3, "kept.csv"},
           {{"capacitty"}, 2, "did you mean \"capacity\""},
           {{"--wrong"}, 2, "unknown command"}}) {
    const finished run = run_kenyon(w.args);
    std::string line;
    for (const std::string& word : w.args) line += word + " ";
    INFO(line << "-> " << run.err);
    CHECK(run.code == w.code);
    CHECK(run.out.empty());
    CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    CHECK(run.err.starts_with("kenyon: "));
    CHECK(run.err.find(w.told) != std::string::npos);
    CHECK(content_of(kept) == "precious");
  }
}

TEST_CASE("a wrong KENYON_LEVEL is refused by name") {
  const finished run = run_kenyon({"info"}, {{"KENYON_LEVEL", "avx3"}});
  CHECK(run.code == 2);
  CHECK(run.err.find("avx3") != std::string::npos);
}

TEST_CASE("help names every command and exits with 0") {
  const finished all = run_kenyon({"--help"});
  CHECK(all.code == 0);
  for (const char* name : {"capacity", "info", "learn", "merge", "recall"}) {
    CHECK(all.out.find(name) != std::string::npos);
    const finished one = run_kenyon({name, "--help"});
    CHECK(one.code == 0);
    CHECK(one.out.find("Usage: kenyon " + std::string(name)) != std::string::npos);
    CHECK(one.out.find("Examples:") != std::string::npos);
  }
  CHECK(run_kenyon({}).code == 2);
}
