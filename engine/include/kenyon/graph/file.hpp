// Graphs as TOML text (docs/graphs.md is the reference) and as drawings.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <kenyon/graph/description.hpp>

namespace kenyon {

// What a graph file may ask for, so that a few lines cannot ask for more than the caller allows.
struct graph_limits {
  std::uint64_t max_bytes = std::uint64_t{64} << 20;   // of text, after gunzip
  std::uint64_t max_symbols = std::uint64_t{1} << 24;  // of alphabets, tables and phases together
  // Active in all patterns of all alphabets; encoded ones count with all units of their layout.
  std::uint64_t max_units = std::uint64_t{1} << 28;
};

// Throws error{io}, error{resources}, and error{bad_input} "FILE:LINE:COLUMN: " and a sentence for
// what is no graph: all rules are judged but those that take its memories to find out (graph.hpp).
//
// A setting is "KEY.PATH=VALUE" and changes one value before the file is understood:
// "table.rule.next=00011110", "run.0.steps=50", "train.cases.steps=2". Members of an array go by
// number, from 0, or by their `name`; VALUE is TOML, or else a text. The last part of the path may
// be a key that the file leaves out; for any other part that is not there, and for what is no
// setting, error{usage} is thrown.
graph_description read_graph(const std::string& path, std::span<const std::string> settings = {},
                             const graph_limits& limits = {});

// `name` begins every error sentence, and the files that the text names lie in its folder.
graph_description parse_graph(std::string_view text, const std::string& name,
                              std::span<const std::string> settings = {},
                              const graph_limits& limits = {});

// As a text for graphviz (DOT): an area is a box with its layout and copies, an excitatory
// projection an arrow, an inhibitory one an edge that ends in a bar; what an area joins leads to it
// dashed.
std::string draw_graph(const graph_description& description);

}  // namespace kenyon
