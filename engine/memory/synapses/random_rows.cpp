#include "memory/synapses/random_rows.hpp"

#include <algorithm>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/lost_synapses.hpp"

namespace kenyon {
namespace {

// Rows are packed into slabs, which the system fills with pages as they are written.
constexpr std::uint64_t largest_slab_bytes = std::uint64_t{16} << 20;

std::uint64_t words_of_row(std::uint64_t synapses) {
  return (4 + synapses * (sizeof(unit) + sizeof(std::uint16_t)) + 7) / 8;
}

std::size_t checked_directory(std::uint32_t cue_units) {
  require_memory(std::uint64_t{cue_units} * 8, "the directory of random synapses");
  return cue_units;
}

}  // namespace

random_synapses::rows::rows(const layout& cues, const layout& answers, bool is_auto,
                            const synapse_rule& rule)
    : answer_units_(answers.units()),
      auto_(is_auto),
      rule_(rule),
      slab_bytes_(std::min(largest_slab_bytes, footprint_of(cues, answers, rule.p))),
      directory_(checked_directory(cues.units())) {}

pattern random_synapses::rows::draw(unit from) const {
  pattern targets;
  const auto add = [&](std::uint64_t to) {
    if (!auto_ || to != from) targets.push_back(static_cast<unit>(to));
  };
  if (rule_.p == 1) {
    for (unit to = 0; to < answer_units_; ++to) add(to);
  } else {
    random_sequence numbers(rule_.seed, stream::connections, from);
    lose_share(numbers, rule_.p, answer_units_, add);  // picks, each with probability p
  }
  return targets;
}

std::uint32_t* random_synapses::rows::room_for(std::size_t synapses) {
  const std::uint64_t words = words_of_row(synapses);
  if (words > left_words_) {
    const std::uint64_t bytes = std::max(slab_bytes_, words * 8);
    slabs_.push_back(zeroed_pages(bytes, "random synapses"));
    free_ = slabs_.back().get();
    left_words_ = bytes / 8;
  }
  auto* const room = reinterpret_cast<std::uint32_t*>(free_);
  free_ += words;
  left_words_ -= words;
  used_words_ += words;
  return room;
}

void random_synapses::rows::need(pattern_view active) {
  for (const unit from : active) {
    if (drawn(from)) continue;
    const pattern targets = draw(from);  // outside the lock: two may draw the same
    const std::scoped_lock lock(guard_);
    if (drawn(from)) continue;
    std::uint32_t* const entry = room_for(targets.size());
    entry[0] = static_cast<std::uint32_t>(targets.size());
    std::copy(targets.begin(), targets.end(), entry + 1);
    directory_[from].store(entry, std::memory_order_release);
  }
}

random_synapses::rows::row random_synapses::rows::operator[](unit from) const {
  std::uint32_t* const entry = directory_[from].load(std::memory_order_acquire);
  const std::size_t n = entry[0];
  return {{entry + 1, n}, {reinterpret_cast<std::uint16_t*>(entry + 1 + n), n}};
}

std::uint64_t random_synapses::rows::bytes() const {
  const std::scoped_lock lock(guard_);
  return directory_bytes(directory_.size()) + used_words_ * 8;
}

}  // namespace kenyon
