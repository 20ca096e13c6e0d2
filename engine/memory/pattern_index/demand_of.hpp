// Private: what the specification of an indexed memory declares.
#pragma once
#include <kenyon/memory/kinds.hpp>
#include <kenyon/memory/pattern_index/plan.hpp>

namespace kenyon {

inline index_demand demand_of(const memory_spec& spec) {
  return {.patterns = static_cast<std::uint64_t>(spec.get("patterns")),
          .share = spec.get("share"),
          .recall = spec.get("recall"),
          .degree = static_cast<std::uint32_t>(spec.get("t")),
          .lists = static_cast<std::uint32_t>(spec.get("lists"))};
}

}  // namespace kenyon
