// Private: what the areas of a network hold, now and some steps ago, and how they got there.
#pragma once
#include <oneapi/tbb/enumerable_thread_specific.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "graph/network.hpp"

namespace kenyon {

class activity {
 public:
  explicit activity(const network& net);

  void silence(std::uint64_t episode);
  void clamp(std::size_t area, std::uint32_t copy, pattern_view units);
  void step(bool noise);

  std::uint64_t steps() const { return steps_; }
  pattern_view active(std::size_t area, std::uint32_t copy, std::uint32_t ago) const {
    return areas_[area].held[(newest_ + depth_ - ago) % depth_][copy];
  }
  bool open(const ready_projection& p, std::uint32_t copy) const;
  pattern_view source(const ready_projection& p, std::uint32_t copy) const {
    return active(p.from, net_.copy_at(p.from, copy, p.shift), p.delay);
  }
  // In the last step.
  bool given(std::size_t area, std::uint32_t copy) const { return areas_[area].given[copy] != 0; }
  bool any_given(std::size_t area) const;
  std::uint64_t driven(std::size_t area) const;
  std::uint64_t bytes() const;

  std::vector<std::byte> save() const;
  void load(std::span<const std::byte> bytes);

 private:
  struct held_by_area {
    std::vector<std::vector<pattern>> held;  // a ring of steps, a pattern a copy
    std::vector<pattern> clamps;             // for the next step
    std::vector<std::uint8_t> clamped;
    std::vector<std::uint8_t> given;   // clamped in the last step
    std::vector<std::uint8_t> driven;  // ever
    std::vector<std::int32_t> tired;   // of every unit of every copy; empty without fatigue
  };
  struct one_copy {
    std::size_t area;
    std::uint32_t copy;
  };
  // What one worker needs, kept from step to step.
  struct worker {
    synapse_scratch scratch;
    std::vector<std::int32_t> supports;
    std::vector<std::uint64_t> bits, fits;
    std::array<std::vector<std::uint32_t>, 2> rows;  // of this copy and of the next
  };

  void update_layer(const std::vector<std::size_t>& areas, bool noise);
  void update(const one_copy& at, std::span<const std::uint32_t> rows, bool noise, worker& w);
  // The rows of bits whose counts are the copy's supports; none where it does not count, is given
  // what to hold, or has too many.
  void ask(const one_copy& at, std::vector<std::uint32_t>& rows) const;
  void fire_counted(const ready_area& a, std::span<const std::uint32_t> rows, worker& w,
                    pattern& out) const;
  bool add_supports(const ready_area& a, std::uint32_t copy, worker& w) const;
  void join(const ready_area& a, std::uint32_t copy, pattern& out) const;
  void disturb(const ready_area& a, std::uint32_t copy, pattern& p) const;
  void tire(const ready_area& a, std::uint32_t copy, pattern_view fired,
            std::vector<std::int32_t>& tired) const;

  const network& net_;
  std::uint32_t depth_;
  std::uint32_t newest_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t episode_ = 0;
  std::vector<held_by_area> areas_;
  tbb::enumerable_thread_specific<worker> workers_;
};

// The units that fire, by their supports: sorted. `supports` has shape.units() numbers.
void fire(const ready_area& a, std::span<const std::int32_t> supports, pattern& out);

}  // namespace kenyon
