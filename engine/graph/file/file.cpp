#include <kenyon/graph/file.hpp>

#include <limits>
#include <type_traits>
#include <utility>

#include <kenyon/base/error.hpp>
#include <kenyon/io/file.hpp>

#include "graph/check.hpp"
#include "graph/file/field_reader.hpp"

namespace kenyon {

// symbol_index relies on it.
static_assert(std::is_nothrow_move_constructible_v<alphabet_description>);

graph_description parse_graph(std::string_view text, const std::string& name,
                              std::span<const std::string> settings, const graph_limits& limits) {
  if (text.size() > limits.max_bytes)
    throw error(fault::bad_input, name + ": at most " + std::to_string(limits.max_bytes) +
                                      " bytes expected, " + std::to_string(text.size()) + " given");
  toml_value root = parse_toml(text, name);
  for (const std::string& setting : settings) apply_setting(root, setting);
  reading in;
  in.out.file = name;
  in.limits = limits;
  in.folder = name.substr(0, name.rfind('/') + 1);
  const toml_fields f(in, root, "", keys_of<graph_description>());
  constexpr whole_range seeds{0, std::numeric_limits<std::int64_t>::max()};
  in.out.seed = static_cast<std::uint64_t>(f.whole("seed", seeds, 1));
  read_alphabets(in, root);
  read_memories(in, root);
  read_areas(in, root);
  read_projections(in, root);
  read_tables(in, root);
  read_phases(in, root);
  check(in.out);
  return std::move(in.out);
}

graph_description read_graph(const std::string& path, std::span<const std::string> settings,
                             const graph_limits& limits) {
  const auto bytes = read_file(path, limits.max_bytes);
  return parse_graph({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path, settings,
                     limits);
}

}  // namespace kenyon
