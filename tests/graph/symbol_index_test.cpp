#include "graph/symbol_index.hpp"

#include <catch2/catch.hpp>

using namespace kenyon;

TEST_CASE("a text stands for the symbol of its name, or of the nearest number") {
  alphabet_description a;
  a.symbols = {"3", "1", "2.5", "-1"};
  const symbol_index names(a);
  CHECK(names.find("1") == 1u);
  CHECK_FALSE(names.find("1.0"));
  CHECK_FALSE(names.find(""));

  a.values = {3, 1, 2.5, -1};
  const symbol_index numbers(a);
  CHECK(numbers.find("1.0") == 1u);
  CHECK(numbers.find("0.1") == 1u);
  CHECK(numbers.find("0") == 3u);  // the lower of two
  CHECK(numbers.find("2.8") == 0u);
  CHECK_FALSE(numbers.find("3.01"));
  CHECK_FALSE(numbers.find("-1.01"));
  CHECK_FALSE(numbers.find("1x"));
  CHECK_FALSE(numbers.find("nan"));
}

TEST_CASE("a symbol that is there twice is found") {
  alphabet_description a;
  a.symbols = {"b", "a", "c", "a"};
  CHECK(symbol_index(a).repeated() == 3u);
  a.symbols[3] = "d";
  CHECK_FALSE(symbol_index(a).repeated());
}

TEST_CASE("numbers are written without a plus") {
  CHECK(text_of_number(0.5) == "0.5");
  CHECK(text_of_number(1e20) == "100000000000000000000");
  CHECK(text_of_number(-1e-7) == "-1e-07");
  CHECK(number_in(text_of_number(1e300)) == 1e300);
}
