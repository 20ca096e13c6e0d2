// Private: why a copy of an area holds what it holds.
#pragma once
#include <kenyon/graph/graph.hpp>

#include "graph/activity.hpp"

namespace kenyon {

graph::reason explain(const network& net, const activity& now, std::size_t area,
                      std::uint32_t copy);

}  // namespace kenyon
