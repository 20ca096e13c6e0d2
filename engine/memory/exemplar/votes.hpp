// Private: from the overlaps of one cue with every exemplar to supports of the units.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include <kenyon/memory/exemplar/separation.hpp>

#include "memory/exemplar/rows.hpp"

namespace kenyon {

struct vote {
  std::vector<std::int32_t> supports;  // of `units` units: sums of shares in units of 2^-30
  std::uint32_t best_overlap = 0;
};

// The overlaps of several cues with all exemplars, as a scan leaves them: block by block, in a
// block cue by cue.
struct scanned {
  const exemplar_rows* rows;
  std::size_t cues;
  std::vector<std::uint32_t> overlaps;

  std::size_t begin(std::size_t block, std::size_t cue) const {
    return rows->first_of(block) * cues + cue * rows->rows_of(block);
  }
  std::span<const std::uint32_t> of(std::size_t block, std::size_t cue) const {
    return std::span(overlaps).subspan(begin(block, cue), rows->rows_of(block));
  }
};

// What cue number `cue`, of `cue_units` units, makes of the answer: voters.row(e) has the units
// that exemplar e votes for.
vote votes_of(const separation& how, const exemplar_rows& voters, std::size_t units,
              const scanned& scan, std::size_t cue, std::size_t cue_units);

}  // namespace kenyon
