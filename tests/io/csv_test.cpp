#include "io/csv.hpp"

#include <catch2/catch.hpp>

#include "temporary_folder.hpp"

using namespace kenyon;

namespace {

using texts = std::vector<std::string>;

std::string bad(std::string_view text) {
  return refused(fault::bad_input, [&] { parse_csv(text, "c", 100); });
}

}  // namespace

TEST_CASE("comma-separated values are columns") {
  const auto columns =
      parse_csv("\xef\xbb\xbfwho,what,\r\nup,\"a \"\"b\"\",\r\nc\",\n\n,\"\",z", "c", 100);
  REQUIRE(columns.size() == 3);
  CHECK(columns[0].name == "who");
  CHECK(columns[2].name.empty());
  CHECK(columns[0].fields == texts{"up", ""});
  CHECK(columns[1].fields == texts{"a \"b\",\r\nc", ""});
  CHECK(columns[2].fields == texts{"", "z"});
  CHECK(parse_csv("a,b\n1,", "c", 100)[1].fields == texts{""});
  CHECK(parse_csv("a\n", "c", 100)[0].fields.empty());
}

TEST_CASE("what is wrong in comma-separated values is told with its line") {
  CHECK(bad("") == "c:1: a line with the names of the columns expected");
  CHECK(bad("a,b,a\n") == "c:1: column \"a\" is there twice");
  CHECK(bad("a,b\n1,2\n\n1\n") == "c:4: 2 fields expected, as in the first line, 1 found");
  CHECK(bad("a,b\n\"1\n2\",3,4\n") == "c:2: 2 fields expected, as in the first line, 3 found");
  CHECK(bad("a\n\"1\"2\n") == "c:2: a comma or the end of the line expected behind a quote");
  CHECK(bad("a\n\"1\n") == "c:2: a quote that does not end");
  CHECK(refused(fault::bad_input, [] { parse_csv("a,b\n1,2\n3,4\n", "c", 3); }) ==
        "c:3: at most 3 fields expected");
}
