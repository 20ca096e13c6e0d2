// Private: the rules that a description must keep, for files and programs alike, and what it means
// once it keeps them. What takes memory to find out is told by network.hpp.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <kenyon/graph/description.hpp>

namespace kenyon {

// The description must stay where it is, as it is.
struct graph_outline {
  using numbers = std::map<std::string_view, std::size_t>;  // of things, by name
  numbers alphabets, memories, areas, projections, tables;
  std::vector<layout> shapes;                    // of the areas, conjunctive ones included
  std::vector<std::vector<std::size_t>> layers;  // areas that update together
};

// Throws error{bad_input}: the place of what is wrong, and a sentence.
graph_outline check(const graph_description& description);

// The memories that projections may have, by the names of their kinds.
bool is_memory_kind(std::string_view spec);
std::vector<std::string_view> supporting_kinds();

}  // namespace kenyon
