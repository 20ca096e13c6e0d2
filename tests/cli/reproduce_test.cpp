#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/run_kenyon.hpp"

using nlohmann::json;

TEST_CASE("reproduce: every figure has its parts, and its verdict follows from them") {
  const finished run = run_kenyon({"reproduce", "willshaw-finite", "mqar", "--json"});
  INFO(run.err);
  CHECK(run.code == 0);
  const json report = json::parse(run.out);
  REQUIRE(report["results"].size() == 14);
  for (const json& row : report["results"]) {
    const auto cell = row["cell"].get<std::string>();
    const bool is_mqar = cell.find("pair") != std::string::npos;
    CHECK(row["id"] == (is_mqar ? "mqar" : "willshaw-finite"));
    CHECK(row["kind"] == (cell.ends_with("attention") ? "printed" : "derived"));
    CHECK_FALSE(row["cell"].get<std::string>().empty());
    const double off = std::abs(row["measured"].get<double>() - row["published"].get<double>());
    CHECK(row["agrees"].get<bool>() == (off <= row["tolerance"].get<double>()));
    CHECK(row["agrees"].get<bool>());
    if (row["cell"].get<std::string>().find("noise at") != std::string::npos)
      CHECK(row["ci95"][0].get<double>() < row["measured"].get<double>());
  }
  CHECK(report["counts"]["derived"]["figures"] == 13);
  CHECK(report["counts"]["derived"]["agree"] == 13);
  CHECK(report["counts"]["printed"]["figures"] == 1);
  CHECK(report["entries"].size() == 2);
}

TEST_CASE("reproduce: list and wrong requests") {
  const finished list = run_kenyon({"reproduce", "list"});
  CHECK(list.code == 0);
  CHECK(list.out.find("willshaw-finite") != std::string::npos);
  CHECK(json::parse(run_kenyon({"reproduce", "list", "--json"}).out)["entries"].size() >= 4);
  const auto refused = [](const std::vector<std::string>& words, const char* part) {
    const finished run = run_kenyon(words);
    INFO(run.err);
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(run.err.find(part) != std::string::npos);
  };
  refused({"reproduce"}, "missing ID");
  refused({"reproduce", "wilshaw-finite"}, "did you mean \"willshaw-finite\"?");
  refused({"reproduce", "all", "--threads", "0"}, "--threads");
  const finished plots = run_kenyon({"reproduce", "mqar", "--plots", "/proc/nowhere"});
  CHECK(plots.code == 4);
}
