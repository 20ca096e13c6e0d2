#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <kenyon/io/array.hpp>
#include <kenyon/io/file.hpp>
#include <kenyon/memory/pattern_index/plan.hpp>

#include "tests/cli/run_kenyon.hpp"

using nlohmann::json;

namespace {

json report_of(std::vector<std::string> words) {
  words.insert(words.begin(), {"bench", "recall"});
  // Far more than the queries take: on a busy machine too all of them are asked, and counted.
  words.insert(words.end(), {"--json", "--seconds", "20"});
  const finished run = run_kenyon(words);
  INFO(run.err);
  REQUIRE(run.code == 0);
  return json::parse(run.out);
}

const json& result(const json& report, const std::string& competitor, const std::string& queries,
                   std::uint64_t rows, const std::string& setting = "") {
  for (const json& r : report["results"])
    if (r["competitor"] == competitor && r["queries"] == queries && r["rows"] == rows &&
        (setting.empty() || r["setting"] == setting))
      return r;
  FAIL("no result of " << competitor << ", " << queries << ", " << rows);
  return report;
}

void write_vectors(const std::string& path, const std::vector<float>& values, std::size_t columns) {
  kenyon::array rows{kenyon::element::f32,
                     {values.size() / columns, columns},
                     std::vector<std::byte>(values.size() * 4)};
  std::memcpy(rows.data.data(), values.data(), rows.data.size());
  kenyon::write_npy(path, rows);
}

}  // namespace

TEST_CASE("bench recall: patterns are found among others, as predicted, and strangers are not") {
  const json report =
      report_of({"--patterns", "2000,20000", "--cue", "keep=0.5,flip=32", "--queries", "600",
                 "--layout", "64x256", "--against", "kenyon,scan"});
  for (const std::string cue : {"keep=0.5", "flip=32"}) {
    for (const std::uint64_t rows : {2000u, 20000u}) {
      const json& scan = result(report, "scan", cue, rows);
      CHECK(scan["recall1"] == 1.0);
      CHECK(scan["recall10"] == 1.0);
      CHECK(scan["scanned"] == 1.0);
      const json& ours = result(report, "kenyon", cue, rows);
      CHECK(ours["ours"] == true);
      const double predicted = ours["predicted"];
      CHECK(predicted >= 0.99);
      CHECK(ours["recall1"].get<double>() >= 0.98);
      CHECK(ours["known"].get<double>() >= 0.98);
      CHECK(ours["null_known"].get<double>() <= 0.02);
      CHECK(ours["bytes_a_row"].get<double>() >= 64);
      CHECK(ours["median_us"].get<double>() > 0);
      CHECK(ours["p99_us"].get<double>() >= ours["median_us"].get<double>());
    }
  }
  CHECK(report["host"].contains("cpu"));
  CHECK(!report["comparisons"].empty());
  // Two numbers of rows; the scan and two settings of the index, two cues.
  CHECK(report["fits"].size() == 6);
}

TEST_CASE("bench recall: too few lists find fewer, as predicted, unless a scan helps out") {
  const json report = report_of({"--patterns", "5000", "--cue", "keep=0.5", "--queries", "2000",
                                 "--degree", "2", "--lists", "2", "--against", "kenyon"});
  // One of two disjoint pairs of modules is whole, of 64 with 32 right ones, with chance
  // 2 (32 31)/(64 63) - (32 31 30 29)/(64 63 62 61) = .43547.
  const json& never = result(report, "kenyon", "keep=0.5", 5000, "scan=never");
  CHECK(never["predicted"].get<double>() == Approx(0.43547).margin(1e-5));
  CHECK(never["recall1"].get<double>() == Approx(0.4355).margin(0.045));
  CHECK(never["scanned"] == 0.0);
  const json& automatic = result(report, "kenyon", "keep=0.5", 5000, "scan=automatic");
  CHECK(automatic["recall1"] == 1.0);
  CHECK(automatic["scanned"].get<double>() == Approx(0.5645).margin(0.045));
}

TEST_CASE("bench recall: none and one pattern, and fewer than ten") {
  for (const std::string rows : {"0", "1", "5"}) {
    const json report = report_of(
        {"--patterns", rows, "--cue", "keep=0.5", "--queries", "20", "--against", "kenyon,scan"});
    for (const char* competitor : {"kenyon", "scan"}) {
      const json& r = result(report, competitor, "keep=0.5", std::stoull(rows));
      INFO(rows << " " << competitor);
      if (rows == "0") {
        CHECK(r["recall1"].is_null());
        CHECK(r["known"] == 0.0);
      } else {
        CHECK(r["recall1"] == 1.0);
        CHECK(r["null_known"] == 0.0);
      }
    }
  }
}

TEST_CASE("bench recall: none and one vector, and many that are equal") {
  for (const std::string rows : {"0", "1"}) {
    const json report = report_of({"--task", "vectors", "--patterns", rows, "--cosine", "0.8",
                                   "--queries", "20", "--against", "kenyon-ivf,scan"});
    for (const char* competitor : {"kenyon-ivf", "scan"}) {
      const json& r = result(report, competitor, "cosine=0.8", std::stoull(rows));
      INFO(rows << " " << competitor);
      if (rows == "0")
        CHECK(r["recall1"].is_null());
      else
        CHECK(r["recall1"] == 1.0);
    }
  }
  std::vector<float> values(300 * 5, 2);
  for (std::size_t i = 0; i < 100; ++i) values[i * 15] = static_cast<float>(i % 4);
  const std::string path = scratch("rows.npy");
  write_vectors(path, values, 5);
  for (const char* metric : {"cosine", "euclidean", "dot"}) {
    const json report =
        report_of({"--data", path, "--metric", metric, "--against", "kenyon-ivf,scan"});
    INFO(metric);
    CHECK(result(report, "scan", "held out", 270)["recall10"] == 1.0);
    CHECK(result(report, "kenyon-ivf", "held out", 270, "effort=2048")["recall10"] == 1.0);
  }
}

TEST_CASE("bench recall: outputs") {
  const std::string csv = scratch("rows.csv");
  const std::string svg = scratch("plot.svg");
  const finished run =
      run_kenyon({"bench", "recall", "--patterns", "500", "--queries", "50", "--cue", "keep=0.5",
                  "--against", "kenyon,scan", "--seconds", "0.05", "--csv", csv, "--plot", svg});
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(run.out.find("recall@1") != std::string::npos);
  CHECK(run.out.find("times ours") != std::string::npos);
  const std::string rows = content_of(csv);
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 4);
  CHECK(rows.starts_with("competitor,setting,"));
  CHECK(content_of(svg).find("<svg") != std::string::npos);
}

TEST_CASE("bench recall: a number that is not finite is refused with its place") {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    std::vector<float> values(40 * 8, 1);
    values[17 * 8 + 5] = bad;
    const std::string path = scratch("rows.npy");
    write_vectors(path, values, 8);
    const finished run = run_kenyon({"bench", "recall", "--data", path});
    CHECK(run.code == 3);
    CHECK(run.err.starts_with("kenyon: " + path + ": row 17, column 5: expected a finite number"));
  }
}

TEST_CASE("bench recall: vectors near stored ones, and rows held out of a file") {
  const json near =
      report_of({"--task", "vectors", "--patterns", "3000", "--cosine", "0.9,0.8", "--dimensions",
                 "32", "--queries", "200", "--against", "kenyon,kenyon-ivf,scan"});
  for (const char* queries : {"cosine=0.9", "cosine=0.8"}) {
    CHECK(result(near, "scan", queries, 3000)["recall1"] == 1.0);
    CHECK(result(near, "scan", queries, 3000)["recall10"] == 1.0);
    CHECK(result(near, "kenyon", queries, 3000, "recall=0.99")["recall1"].get<double>() > 0.95);
    CHECK(result(near, "kenyon-ivf", queries, 3000, "effort=2048")["recall10"] == 1.0);
  }
  std::vector<float> values(500 * 6);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = std::sin(static_cast<float>(i * i % 1009));
  const std::string path = scratch("rows.npy");
  write_vectors(path, values, 6);
  for (const char* metric : {"cosine", "euclidean", "dot"}) {
    const json report = report_of({"--data", path, "--metric", metric, "--against", "scan"});
    INFO(metric);
    const json& scan = result(report, "scan", "held out", 450);  // a tenth asks
    CHECK(scan["recall1"] == 1.0);
    CHECK(scan["recall10"] == 1.0);
    CHECK(scan["queries_timed"] == 45);  // the other five warmed up
  }
}

TEST_CASE("bench recall: wrong requests are told in one line") {
  const struct {
    std::vector<std::string> args;
    int code;
    const char* told;
  } wrong[] = {
      {{"bench"}, 2, ""},
      {{"bench", "recal"}, 2, "did you mean \"recall\""},
      {{"bench", "recall", "--task", "vector"}, 2, "did you mean \"vectors\""},
      {{"bench", "recall", "--against", "kenion"}, 2, "did you mean \"kenyon\""},
      {{"bench", "recall", "--patterns", "1.5"}, 2, "whole number"},
      {{"bench", "recall", "--patterns", "4e9"}, 4, "the patterns needs"},
      {{"bench", "recall", "--cue", "keep=2"}, 2, "keep"},
      {{"bench", "recall", "--plot", "a.gif"}, 2, ".svg or .png"},
      {{"bench", "recall", "--data", "/nowhere.npy"}, 4, "/nowhere.npy"},
      {{"bench", "recall", "--data", "/nowhere.npy", "--patterns", "5"}, 2, "not for --data"},
      {{"bench", "recall", "--data", "/nowhere.npy", "--task", "vectors"}, 2, "two tasks"},
      {{"bench", "recall", "--asked", "a.npy"}, 2, "--asked is not for --task patterns"},
      {{"bench", "recall", "--task", "vectors", "--cue", "keep=0.5"}, 2, "--cue is not for"},
      {{"bench", "recall", "--cue", "keep=0", "--patterns", "9"}, 2, "leaves no unit of a pattern"},
      {{"bench", "recall", "--queries", "100000000", "--patterns", "9"}, 4, "the cues needs"},
  };
  for (const auto& w : wrong) {
    const finished run = run_kenyon(w.args);
    INFO(w.told << " -> " << run.err);
    CHECK(run.code == w.code);
    CHECK(run.err.find(w.told) != std::string::npos);
  }
}
