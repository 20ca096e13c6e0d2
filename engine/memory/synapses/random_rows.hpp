// Private: the synapses of each cue unit, drawn when they are first asked for.
#pragma once
#include <atomic>
#include <mutex>
#include <vector>

#include <kenyon/memory/synapses/random_synapses.hpp>

#include "base/pages.hpp"

namespace kenyon {

class random_synapses::rows {
 public:
  struct row {
    std::span<const unit> targets;                // ascending
    std::span<std::uint16_t> times_strengthened;  // of the synapse to each
  };

  // Throws error{resources} when the directory does not fit.
  rows(const layout& cues, const layout& answers, bool is_auto, const synapse_rule& rule);

  // Draws those that are not there; safe from many threads. Throws error{resources}.
  void need(pattern_view active);
  // Of a unit that was needed before.
  row operator[](unit from) const;
  bool drawn(unit from) const { return directory_[from].load(std::memory_order_acquire); }
  // Without keeping them: as they are drawn.
  pattern draw(unit from) const;

  std::uint64_t bytes() const;
  static std::uint64_t directory_bytes(std::uint64_t cue_units) { return cue_units * 8; }
  static constexpr std::uint64_t bytes_per_synapse = sizeof(unit) + sizeof(std::uint16_t);

 private:
  std::uint32_t* room_for(std::size_t synapses);

  std::uint32_t answer_units_;
  bool auto_;
  synapse_rule rule_;
  std::uint64_t slab_bytes_;

  // How many synapses, their targets, how often each was strengthened.
  std::vector<std::atomic<std::uint32_t*>> directory_;
  mutable std::mutex guard_;  // of what follows, and of entries that are being made
  std::vector<pages> slabs_;
  std::uint64_t left_words_ = 0;  // behind what is used of the last slab, in 64-bit words
  std::uint64_t* free_ = nullptr;
  std::uint64_t used_words_ = 0;
};

}  // namespace kenyon
