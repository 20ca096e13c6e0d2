// Private: what a phase says of areas at steps.
#pragma once
#include <string>

#include "graph/file/reading.hpp"

namespace kenyon {

// A copy of an area, or all of them: "AREA", "AREA[COPY]", "AREA[*]".
struct area_copy {
  std::size_t area = 0;
  std::int64_t copy = 0;  // below the copies of the area, also where the file counts from the end
  bool all = false;
};
area_copy copy_of(const reading& in, std::string_view text, const std::string& whose, place at);

// The column of a table, whose symbols must be the area's.
void check_column(const reading& in, std::size_t table, const std::string& column, std::size_t area,
                  const std::string& whose, place at);

struct entry_options {
  const std::string& whose;  // begins sentences: "run \"x\": clamp"
  const std::string& table;  // of the phase, or ""
  bool clamps;               // keep and random are possible
  std::uint64_t index;       // of the entry among all, for its random symbols
};

// "AREA[COPY]@STEP" or "AREA[COPY]@FIRST-LAST" and its value.
episode_entry read_entry(reading& in, const toml_member& m, const entry_options& options);

}  // namespace kenyon
