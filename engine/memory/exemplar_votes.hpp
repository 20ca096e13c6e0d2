// Private: from the overlaps of one cue with every exemplar to supports of the units.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include <kenyon/memory/separation.hpp>

#include "memory/exemplar_rows.hpp"

namespace kenyon {

struct vote {
  std::vector<std::int32_t> supports;  // of `units` units: sums of shares in units of 2^-30
  std::uint32_t best_overlap = 0;
};

// voters.row(e) has the units that exemplar e votes for; overlaps[e] is its fit, <= max_cue_units.
vote votes_of(const separation& how, const exemplar_rows& voters, std::size_t units,
              std::span<const std::uint16_t> overlaps);

}  // namespace kenyon
