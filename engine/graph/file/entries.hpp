// Private: what a phase says of areas at steps.
#pragma once
#include <string>

#include "graph/file/reading.hpp"

namespace kenyon {

struct entry_options {
  const std::string& whose;  // begins sentences: "run \"x\": clamp"
  bool has_table;            // the phase
  bool clamps;               // keep and random are possible
  std::uint64_t index;       // of the entry among all, for its random symbols
};

// "AREA[COPY]@STEP" or "AREA[COPY]@FIRST-LAST" and its value.
episode_entry read_entry(reading& in, const toml_member& m, const entry_options& options);

}  // namespace kenyon
