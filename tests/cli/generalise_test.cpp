#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include <kenyon/io/array.hpp>

#include "tests/cli/run_kenyon.hpp"
#include "tests/experiment/blobs.hpp"

using nlohmann::json;

namespace {

// Blobs as files, and the options that name them.
std::vector<std::string> image_options(std::size_t learned = 200) {
  const kenyon::image_sets sets = blobs(40, learned, 100);
  std::vector<std::string> options;
  const auto write = [&](const char* prefix, const kenyon::labelled_images& images) {
    kenyon::array a;
    a.shape = {images.size(), images.inputs};
    a.data.resize(images.values.size());
    std::memcpy(a.data.data(), images.values.data(), images.values.size());
    const std::string data = scratch("images.npy");
    kenyon::write_npy(data, a);
    const std::string labels = scratch("labels.txt");
    std::string lines;
    for (const std::uint32_t label : images.labels) lines += sets.classes[label] + "\n";
    write_text(labels, lines);
    options.insert(options.end(), {std::string("--") + prefix + "data", data,
                                   std::string("--") + prefix + "labels", labels});
  };
  write("", sets.learned);
  write("test-", sets.held_out);
  return options;
}

std::vector<std::string> command(const std::vector<std::string>& more) {
  std::vector<std::string> words{"capacity",   "--task", "generalise", "--layout", "50/1,1000/10",
                                 "--patterns", "2,50",   "--fan-in",   "6",        "--seeds",
                                 "3"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

json results_of(const finished& run) {
  INFO(run.err);
  REQUIRE(run.code == 0);
  json report = json::parse(run.out);
  report.erase("host");
  return report;
}

}  // namespace

TEST_CASE("generalise: the same results with any threads, level, and as merged shards") {
  const std::vector<std::string> images = image_options();
  const json whole = results_of(run_kenyon(command(images) + std::vector<std::string>{"--json"}));
  REQUIRE(whole["results"].size() == 4);
  const json& last = whole["results"][3];
  CHECK(last["layout"] == "1000/10");
  CHECK(last["patterns"] == 50);
  CHECK(last["classes"] == 2);
  CHECK(last["exact"]["mean"] > 0.75);
  CHECK(last["exact"]["mean"] > whole["results"][1]["exact"]["mean"]);
  CHECK(last["null"]["exact"] < 0.7);
  CHECK(results_of(run_kenyon(command(images) +
                              std::vector<std::string>{"--json", "--threads", "1"})) == whole);
  CHECK(results_of(run_kenyon(command(images) + std::vector<std::string>{"--json"},
                              {{"KENYON_LEVEL", "scalar"}})) == whole);
  const std::string a = scratch("a.jsonl");
  const std::string b = scratch("b.jsonl");
  const auto part = [&](const char* which, const std::string& file) {
    const finished run =
        run_kenyon(command(images) + std::vector<std::string>{"--shard", which, "--resume", file});
    INFO(run.err);
    CHECK(run.code == 0);
  };
  part("1/2", a);
  part("2/2", b);
  CHECK(results_of(run_kenyon({"merge", a, b, "--json"})) == whole);
  // Resumed: nothing is left to do, and other images are another experiment.
  part("1/2", a);
  CHECK(run_kenyon(command(image_options(202)) +
                   std::vector<std::string>{"--shard", "1/2", "--resume", a})
            .code == 2);
}

TEST_CASE("generalise: table, CSV and plot") {
  const std::vector<std::string> images = image_options();
  const std::string csv = scratch("rows.csv");
  const std::string svg = scratch("curves.svg");
  const finished run = run_kenyon(
      command(images) + std::vector<std::string>{"--decay", "0.001", "--csv", csv, "--plot", svg});
  INFO(run.err);
  REQUIRE(run.code == 0);
  for (const char* word : {"held out", "learned", "shuffled labels", "decays by 0.10 %"})
    CHECK(run.out.find(word) != std::string::npos);
  const std::string rows = content_of(csv);
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 5);
  CHECK(rows.find("\n1000/10,1000,10,6,0.005") != std::string::npos);
  CHECK(content_of(svg).find("50 a class, held out") != std::string::npos);
}

TEST_CASE("generalise: merge refuses what no run of the task writes, by file and line") {
  const std::string file = scratch("whole.jsonl");
  const std::string csv = scratch("rows.csv");
  REQUIRE(run_kenyon(command(image_options()) + std::vector<std::string>{"--jsonl", file}).code ==
          0);
  const std::string whole = content_of(file);
  const std::string plain = scratch("plain.jsonl");
  REQUIRE(run_kenyon({"capacity", "--layout", "50/4", "--patterns", "2", "--jsonl", plain}).code ==
          0);
  const auto cells_of = [](const std::string& text) {
    return json::parse(text.substr(0, text.find('\n')))["experiment"]["cells"];
  };
  const auto refused = [&](const std::string& text, const char* told) {
    const std::string spoiled = scratch("spoiled.jsonl");
    write_text(spoiled, text);
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"merge", spoiled, "--csv", csv},
          std::vector<std::string>{"merge", spoiled}}) {
      const finished run = run_kenyon(words);
      INFO(run.err);
      CHECK(run.code == 3);
      CHECK(run.out.empty());
      CHECK(run.err.find(spoiled + ":" + told) != std::string::npos);
      CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    }
  };
  // Each with as many trials as the plan has.
  const std::size_t head = whole.find('\n');
  json mixed = json::parse(whole.substr(0, head));
  mixed["experiment"]["cells"][1] = cells_of(content_of(plain))[0];
  refused(mixed.dump() + whole.substr(head), "1: \"cells\" are of more than one task");
  std::istringstream lines(whole);
  std::string first, trial;
  std::getline(lines, first);
  std::getline(lines, trial);
  const std::string others = whole.substr(first.size() + trial.size() + 2);
  const auto with_trial = [&](auto change) {
    json record = json::parse(trial);
    change(record["measured"][0]);
    return first + "\n" + record.dump() + "\n" + others;
  };
  const std::string number = std::to_string(json::parse(trial)["trial"].get<int>());
  const std::string unasked = "2: trial " + number + ": nothing was asked";
  refused(with_trial([](json& t) { t.erase("learned_cues"), t.erase("learned_exact"); }),
          unasked.c_str());
  refused(with_trial([](json& t) { t["cues"] = 0, t["exact"] = 0; }), unasked.c_str());
  refused(with_trial([](json& t) { t.erase("steps"); }), "2: \"steps\" is missing");
  refused(with_trial([](json& t) { t["colour"] = 1; }), "2: \"colour\" is not known");
}

TEST_CASE("generalise: wrong requests are refused in words") {
  const std::vector<std::string> images = image_options();
  const auto refused = [&](const std::vector<std::string>& words, int code, const char* told) {
    const finished run = run_kenyon(words);
    INFO(run.err);
    CHECK(run.code == code);
    CHECK(run.out.empty());
    CHECK(run.err.find(told) != std::string::npos);
  };
  using words = std::vector<std::string>;
  refused(command(images) + words{"--memory", "hebb"}, 2, "--memory is not for");
  refused(command(images) + words{"--cue", "keep=0.5"}, 2, "--cue is not for");
  refused(command(words(images.begin(), images.begin() + 4)), 2, "together");
  refused({"capacity", "--layout", "10/2", "--fan-in", "3"}, 2, "is for --task generalise");
  const words task{"capacity", "--task", "generalise", "--fan-in", "6"};
  refused(task + images + words{"--layout", "50/1"}, 2, "--patterns");
  refused(task + images + words{"--patterns", "1"}, 2, "--layout");
  refused(task + images + words{"--layout", "50/1", "--patterns", "101"}, 2, "has only 100 images");
  refused(task + images + words{"--layout", "5x10", "--patterns", "1"}, 2, "flat");
  refused(words{"capacity", "--task", "generalise", "--layout", "50/1", "--patterns", "1",
                "--fan-in", "41"} +
              images,
          2, "fan-in");
  words spoiled = images;
  spoiled[1] = scratch("nan.npy");
  kenyon::array rows{kenyon::element::f32, {2, 2}, std::vector<std::byte>(16, std::byte{0xff})};
  kenyon::write_npy(spoiled[1], rows);
  refused(task + spoiled + words{"--layout", "50/1", "--patterns", "1"}, 3, "nan.npy: row 0");
  words swapped = images;
  std::swap(swapped[3], swapped[7]);
  refused(task + swapped + words{"--layout", "50/1", "--patterns", "1"}, 3, "expected 200 labels");
}
