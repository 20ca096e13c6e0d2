// kenyon graph run --search, on small state machines.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/cli/run_kenyon.hpp"

namespace {

const std::string machine = KENYON_GRAPHS "/machine.toml";

std::vector<std::string> small_machine(std::uint64_t states) {
  const std::string n = std::to_string(states);
  return {"graph",
          "run",
          machine,
          "--lines",
          "0",
          "--set",
          "alphabet.state.layout=128/8",
          "--set",
          "run.0.steps=500",
          "--set",
          "run.0.clamp={\"state@0\" = \"0\", \"input@0-499\" = { random = true }}",
          "--set",
          "table.machine.rows=" + std::to_string(4 * states),
          "--set",
          "table.machine.state.count=" + n,
          "--set",
          "table.machine.next.random=" + n};
}

std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

const std::string keys = "table.machine.rows*4,table.machine.state.count,table.machine.next.random";

}  // namespace

TEST_CASE("graph search: the largest that is borne is borne, a tenth more is not") {
  const finished run =
      run_kenyon(with(small_machine(5), {"--search", keys + "=5..1000", "--json"}));
  INFO(run.err);
  REQUIRE(run.code == 0);
  const auto found = nlohmann::json::parse(run.out)["results"][0];
  const auto n = found["largest"].get<std::uint64_t>();
  CHECK_FALSE(found["reached_high"].get<bool>());
  REQUIRE(n > 5);
  CHECK(run_kenyon(small_machine(n)).code == 0);
  CHECK(run_kenyon(small_machine(n + n / 10)).code == 1);
}

TEST_CASE("graph search: with a sweep it grows, and the exponent is told") {
  const finished run =
      run_kenyon(with(small_machine(5), {"--search", keys + "=5..1000", "--sweep",
                                         "alphabet.state.layout=64/8,128/8,256/8", "--json"}));
  INFO(run.err);
  REQUIRE(run.code == 0);
  const auto all = nlohmann::json::parse(run.out);
  REQUIRE(all["results"].size() == 3);
  CHECK(all["swept"] == nlohmann::json({"alphabet.state.layout"}));
  CHECK(all["search"]["low"] == 5);
  CHECK(all["search"]["keys"][0] == nlohmann::json({{"key", "table.machine.rows"}, {"factor", 4}}));
  CHECK(all["null"] == "none");
  CHECK(all["complete"] == true);
  CHECK(all["results"][0]["largest"] < all["results"][1]["largest"]);
  CHECK(all["results"][1]["largest"] < all["results"][2]["largest"]);
  CHECK(all["exponent"].get<double>() > 1);
  CHECK(all["exponent"].get<double>() < 3);
}

TEST_CASE("graph search: bounds that cannot be, and loads out of reach") {
  const auto asked = [&](const std::string& search) {
    return run_kenyon(with(small_machine(5), {"--search", search}));
  };
  CHECK(asked(keys + "=20..10").code == 2);
  CHECK(asked(keys).code == 2);
  CHECK(asked("table.machine.rows*0=5..10").code == 2);
  CHECK(asked(keys + "=500..1000").out.find("below 500") != std::string::npos);
  CHECK(asked(keys + "=5..6").out.find("at least 6") != std::string::npos);
}
