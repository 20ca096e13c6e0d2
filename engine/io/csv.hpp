// Private: comma-separated values with a header line (RFC 4180): fields in quotes may hold commas,
// line ends and doubled quotes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kenyon {

struct csv_column {
  std::string name;
  std::vector<std::string> fields;  // one a line
};

// Throws error{bad_input} "NAME:LINE: " and a sentence: no header, a name that is there twice, a
// line with more or fewer fields, a quote that does not end, more than `max_fields` fields.
std::vector<csv_column> parse_csv(std::string_view text, const std::string& name,
                                  std::uint64_t max_fields);

}  // namespace kenyon
