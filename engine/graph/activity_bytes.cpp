// Activity as bytes. Little-endian 64-bit numbers: episode, steps, then a copy at a time what it held,
// newest first, whether it was ever driven, and how tired its units are.
#include <algorithm>
#include <cstring>

#include <kenyon/error.hpp>
#include <kenyon/memory/memory.hpp>

#include "graph/activity.hpp"

namespace kenyon {
namespace {

class writer {
 public:
  void number(std::uint64_t n) {
    for (unsigned i = 0; i < 8; ++i) bytes_.push_back(static_cast<std::byte>(n >> (8 * i) & 255));
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

[[noreturn]] void refuse() {
  throw error(fault::bad_input, "the saved state is not one of this graph");
}

class reader {
 public:
  explicit reader(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::uint64_t number() {
    if (bytes_.size() < 8) refuse();
    std::uint64_t n = 0;
    for (unsigned i = 0; i < 8; ++i) n |= std::to_integer<std::uint64_t>(bytes_[i]) << (8 * i);
    bytes_ = bytes_.subspan(8);
    return n;
  }
  // At most `limit`.
  std::uint64_t number_to(std::uint64_t limit) {
    const std::uint64_t n = number();
    if (n > limit) refuse();
    return n;
  }
  bool done() const { return bytes_.empty(); }

 private:
  std::span<const std::byte> bytes_;
};

pattern read_pattern(reader& in, const layout& shape) {
  pattern p(in.number_to(max_cue_units));
  for (std::size_t i = 0; i < p.size(); ++i) {
    p[i] = static_cast<unit>(in.number_to(shape.units() - 1));
    if (i > 0 && p[i] <= p[i - 1]) refuse();
  }
  return p;
}

}  // namespace

std::vector<std::byte> activity::save() const {
  writer out;
  out.number(episode_);
  out.number(steps_);
  for (std::size_t a = 0; a < areas_.size(); ++a) {
    const held_by_area& here = areas_[a];
    for (std::uint32_t c = 0; c < net_.areas[a].copies; ++c) {
      for (std::uint32_t ago = 0; ago < depth_; ++ago) {
        const pattern_view p = active(a, c, ago);
        out.number(p.size());
        for (const unit u : p) out.number(u);
      }
      out.number(here.driven[c]);
    }
    for (const std::int32_t t : here.tired) out.number(static_cast<std::uint64_t>(t));
  }
  return out.take();
}

void activity::load(std::span<const std::byte> bytes) {
  reader in(bytes);
  const std::uint64_t episode = in.number();
  const std::uint64_t steps = in.number();
  std::vector<held_by_area> areas = areas_;
  for (std::size_t a = 0; a < areas.size(); ++a) {
    held_by_area& here = areas[a];
    for (std::uint32_t c = 0; c < net_.areas[a].copies; ++c) {
      for (std::uint32_t ago = 0; ago < depth_; ++ago)
        here.held[depth_ - 1 - ago][c] = read_pattern(in, net_.areas[a].shape);
      here.driven[c] = static_cast<std::uint8_t>(in.number_to(1));
      here.clamped[c] = 0;
    }
    for (std::int32_t& t : here.tired) t = static_cast<std::int32_t>(in.number_to(most_tired));
  }
  if (!in.done()) refuse();
  areas_ = std::move(areas);
  episode_ = episode;
  steps_ = steps;
  newest_ = depth_ - 1;
}

}  // namespace kenyon
