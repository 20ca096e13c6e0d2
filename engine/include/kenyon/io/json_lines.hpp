// JSON Lines of patterns, one a line: [3,17,40] or {"units":[3,17,40],"label":"boot"}. Blank lines
// are skipped; indices may be in any order and come out sorted. Plain or gzip.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/io/array.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

struct labelled_patterns {
  pattern_batch patterns;
  std::vector<std::string> labels;  // empty, or one a pattern ("" where a line has none)
};

// Throws error{io}, or error{bad_input} that names path, line and column or key: not JSON, not
// indices, a repeated index, an index >= in.units(), an unknown key.
labelled_patterns read_json_lines(const std::string& path, const layout& in,
                                  const read_limits& limits = {});
labelled_patterns parse_json_lines(std::string_view text, const layout& in,
                                   const std::string& name);

}  // namespace kenyon
