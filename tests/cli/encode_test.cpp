#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/run_kenyon.hpp"

using nlohmann::json;

namespace {

// .npy of float32 rows: two clusters, each row with a little of its own.
std::string vectors_file(int rows, int columns, int nan_row = -1) {
  std::string head = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) +
                     ", " + std::to_string(columns) + "), }";
  head.resize(117, ' ');
  std::string bytes = "\x93NUMPY";
  bytes += std::string{1, 0, 118, 0} + head + '\n';
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j) {
      float value = static_cast<float>((j < columns / 2) == (i % 2 == 0) ? 1 : 0) +
                    static_cast<float>((i * 31 + j * 17 + i * j) % 23) / 40;
      if (i == nan_row && j == 3) value = std::nanf("");
      char raw[4];
      std::memcpy(raw, &value, 4);
      bytes.append(raw, 4);
    }
  const std::string path = scratch("vectors.npy");
  write_text(path, bytes);
  return path;
}

std::string lines_file(const std::string& text) {
  const std::string path = scratch("lines.txt");
  write_text(path, text);
  return path;
}

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

json parsed(const finished& run) {
  INFO(run.err);
  REQUIRE(run.code == 0);
  return json::parse(run.out);
}

void check_refused(const std::vector<std::string>& args, int code, const std::string& told) {
  const finished run = run_kenyon(args);
  INFO(run.err);
  CHECK(run.code == code);
  CHECK(run.out.empty());
  CHECK(run.err.find(told) != std::string::npos);
}

}  // namespace

TEST_CASE("encode: codes that learn and recall read") {
  const std::string vectors = vectors_file(40, 12);
  const std::string codes = scratch("codes.jsonl");
  REQUIRE(
      run_kenyon({"encode", vectors, "--encoder", "learned", "--layout", "200/8", "--out", codes})
          .code == 0);
  const auto lines = lines_of(content_of(codes));
  REQUIRE(lines.size() == 40);
  for (const json& line : lines) CHECK(line.size() == 8);
  const std::string file = scratch("m.kyn");
  REQUIRE(run_kenyon({"learn", file, codes, "--layout", "200/8"}).code == 0);
  CHECK(parsed(run_kenyon({"recall", file, codes, "--json"}))["cues"] == 40);
}

TEST_CASE("encode: on standard output, a part of the rows, with labels") {
  const std::string vectors = vectors_file(40, 12);
  const std::string labels = lines_file([] {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "row " + std::to_string(i) + "\n";
    return text;
  }());
  const finished run = run_kenyon(
      {"encode", vectors, "--layout", "8x16", "--skip", "5", "--limit", "3", "--labels", labels});
  REQUIRE(run.code == 0);
  const auto lines = lines_of(run.out);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["label"] == "row 5");
  CHECK(lines[2]["units"].size() == 8);
}

TEST_CASE("encode: lines of text, an empty one without units") {
  const std::string text = lines_file("red shoe\nred shoes\n\nblue hat\n");
  const finished run = run_kenyon({"encode", text, "--encoder", "text", "--layout", "1000/10"});
  REQUIRE(run.code == 0);
  const auto lines = lines_of(run.out);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].size() == 10);
  CHECK(lines[2].empty());
  const std::string dates = lines_file("2024-02-29\r\n2024-02-30\n");
  check_refused({"encode", dates, "--encoder", "date", "--layout", "400/40"}, 3,
                dates + ":2: \"2024-02-30\" is no date");
}

TEST_CASE("encode: the report, untrained and trained side by side") {
  const std::string vectors = vectors_file(200, 12);
  const finished run =
      run_kenyon({"encode", vectors, "--encoder", "projection,learned,scalar:max=2", "--layout",
                  "192/12,12x16", "--json"});
  const json report = parsed(run);
  CHECK(report["trained_on"] == 160);
  CHECK(report["measured"] == 40);
  CHECK(report["similarity"] == "cosine");
  REQUIRE(report["encoders"].size() == 10);  // scalar learns nothing
  std::size_t pairs = 0;
  for (const json& bin : report["encoders"][0]["overlap"]) pairs += bin["pairs"].get<std::size_t>();
  CHECK(pairs == 40 * 39 / 2);
  for (const json& e : report["encoders"]) {
    INFO(e.dump());
    CHECK(e["entropy_bits"].get<double>() <= e["most_bits"].get<double>());
    const json& curve = e["overlap"];
    for (const json& bin : curve) {
      CHECK(bin["p10"].get<double>() <= bin["p90"].get<double>());
      CHECK(bin["mean"].get<double>() <= 1);
    }
    // the two clusters: alike within, not between
    CHECK(curve.back()["mean"].get<double>() > curve.front()["mean"].get<double>() + 0.1);
  }
  CHECK(report["encoders"][2]["state"] == "untrained");
  CHECK(report["encoders"][3]["state"] == "trained");
  CHECK(report["encoders"][3]["dead_units"] <= report["encoders"][2]["dead_units"]);
  json again = parsed(run_kenyon({"encode", vectors, "--encoder", "projection,learned,scalar:max=2",
                                  "--layout", "192/12,12x16", "--json", "--threads", "1"}));
  CHECK(again["encoders"] == report["encoders"]);
}

TEST_CASE("encode: collisions are pairs of different inputs with the same code") {
  const std::string text = lines_file("b a\na b\na b\nB, A\nc d\n");
  const json report =
      parsed(run_kenyon({"encode", text, "--encoder", "text", "--layout", "1000/10", "--json"}));
  CHECK(report["similarity"] == "Jaccard index");
  const json& e = report["encoders"][0];
  CHECK(e["collisions"] == 5);  // of the six pairs of the first four lines one is of equal lines
  const json& curve = e["overlap"];
  CHECK(curve.back()["pairs"] == 6);
  CHECK(curve.back()["mean"] == 1);
  CHECK(curve.front()["pairs"] == 4);
}

TEST_CASE("encode: the table and the picture") {
  const std::string vectors = vectors_file(100, 12);
  const std::string picture = scratch("overlap.png");
  const finished run =
      run_kenyon({"encode", vectors, "--layout", "64/4", "--report", "--plot", picture});
  if (run.code == 4) return;  // no gnuplot here
  REQUIRE(run.code == 0);
  CHECK(run.out.find("measured on 20 rows, every fifth; trained on the other 80") !=
        std::string::npos);
  CHECK(run.out.find("0.9 to 1.0") != std::string::npos);
  CHECK(content_of(picture).substr(1, 3) == "PNG");
}

TEST_CASE("encode: what makes no sense is refused") {
  const std::string vectors = vectors_file(20, 12);
  const std::string text = lines_file("a\nb\n");
  check_refused({"encode", vectors, "--encoder", "lerned"}, 2, "did you mean \"learned\"?");
  check_refused({"encode", vectors, "--encoder", "projection,learned"}, 2, "--report");
  check_refused({"encode", vectors, "--encoder", "projection,text", "--report"}, 2,
                "takes numbers");
  check_refused({"encode", text, "--encoder", "text", "--labels", text}, 2, "--labels");
  check_refused({"encode", vectors, "--plot", "x.gif"}, 2, ".svg or .png");
  check_refused({"encode", vectors, "--report", "--limit", "6"}, 2, "at least 10 rows");
  check_refused({"encode", lines_file(""), "--encoder", "text"}, 3, "expected lines, found none");
  const std::string both = scratch("codes.svg");
  check_refused({"encode", vectors, "--out", both, "--plot", both}, 2,
                "already a file of this command");
  check_refused({"encode", vectors, "--out", "/nowhere/codes.jsonl"}, 4, "/nowhere");
  check_refused({"encode", vectors, "--encoder", "edges"}, 2, "12 inputs");
  check_refused({"encode", vectors_file(20, 12, 17), "--report"}, 3, "row 17, column 3");
  check_refused({"encode", vectors_file(20, 12, 17), "--skip", "11"}, 3, "row 17, column 3");
  check_refused({"encode", lines_file("ok\nbad \xff\n"), "--encoder", "text"}, 3, ":2: byte 5");
}
