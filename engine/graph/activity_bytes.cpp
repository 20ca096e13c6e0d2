// Activity as bytes. Little-endian 64-bit numbers: episode, steps, then a copy at a time what it
// held, newest first, whether it was ever driven, and how tired its units are.
#include "graph/activity.hpp"
#include "graph/bytes.hpp"

namespace kenyon {

std::vector<std::byte> activity::save() const {
  byte_writer out;
  out.number(episode_);
  out.number(steps_);
  for (std::size_t a = 0; a < areas_.size(); ++a) {
    const held_by_area& here = areas_[a];
    for (std::uint32_t c = 0; c < net_.areas[a].copies; ++c) {
      for (std::uint32_t ago = 0; ago < depth_; ++ago) out.units(active(a, c, ago));
      out.number(here.driven[c]);
    }
    for (const std::int32_t t : here.tired) out.number(static_cast<std::uint64_t>(t));
  }
  return out.bytes();
}

void activity::load(std::span<const std::byte> bytes) {
  byte_reader in(bytes);
  const std::uint64_t episode = in.number();
  const std::uint64_t steps = in.number();
  std::vector<held_by_area> areas = areas_;
  for (std::size_t a = 0; a < areas.size(); ++a) {
    held_by_area& here = areas[a];
    for (std::uint32_t c = 0; c < net_.areas[a].copies; ++c) {
      for (std::uint32_t ago = 0; ago < depth_; ++ago)
        here.held[depth_ - 1 - ago][c] = in.units(net_.areas[a].shape);
      here.driven[c] = static_cast<std::uint8_t>(in.number(1));
      here.clamped[c] = 0;
    }
    for (std::int32_t& t : here.tired) t = static_cast<std::int32_t>(in.number(most_tired));
  }
  in.done();
  areas_ = std::move(areas);
  episode_ = episode;
  steps_ = steps;
  newest_ = depth_ - 1;
}

}  // namespace kenyon
