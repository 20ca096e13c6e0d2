#include "graph/activity.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <kenyon/memory/memory.hpp>
#include <kenyon/pattern/noise.hpp>
#include <kenyon/pattern/random.hpp>

#include "kernels/level.hpp"
#include "memory/choose.hpp"

namespace kenyon {
namespace {

// Copies that one worker takes at a time: a small area takes about a microsecond.
constexpr std::size_t copies_at_once = 16;

}  // namespace

void fire(const ready_area& a, std::span<const std::int32_t> supports, pattern& out) {
  if (a.how == firing::winners) {
    choose_winners(a.shape,
                   a.shape.is_modular() ? activation::module_winners : activation::k_winners,
                   supports, out);
    std::erase_if(out, [&](unit u) { return supports[u] < a.least; });
    return;
  }
  out.clear();
  for (unit u = 0; u < supports.size(); ++u)
    if (supports[u] >= a.least) out.push_back(u);
  if (out.size() <= max_cue_units) return;
  out.resize(max_cue_units);
  kernels::active().winners.top_k_sums(supports.data(), supports.size(), out.size(), out.data());
}

activity::activity(const network& net) : net_(net), depth_(net.depth) {
  for (const ready_area& a : net.areas) {
    held_by_area made;
    made.held.assign(depth_, std::vector<pattern>(a.copies));
    made.clamps.resize(a.copies);
    made.clamped.assign(a.copies, 0);
    made.given.assign(a.copies, 0);
    made.driven.assign(a.copies, 0);
    if (a.fatigue > 0) made.tired.assign(std::size_t{a.copies} * a.shape.units(), 0);
    areas_.push_back(std::move(made));
  }
}

void activity::silence(std::uint64_t episode) {
  episode_ = episode;
  steps_ = 0;
  for (held_by_area& a : areas_) {
    for (auto& then : a.held)
      for (pattern& p : then) p.clear();
    std::fill(a.clamped.begin(), a.clamped.end(), std::uint8_t{0});
    std::fill(a.tired.begin(), a.tired.end(), 0);
  }
}

void activity::clamp(std::size_t area, std::uint32_t copy, pattern_view units) {
  areas_[area].clamps[copy].assign(units.begin(), units.end());
  areas_[area].clamped[copy] = 1;
}

void activity::step(bool noise) {
  newest_ = (newest_ + 1) % depth_;
  ++steps_;
  for (const auto& m : net_.memories) m->ready();
  for (const auto& layer : net_.layers) update_layer(layer, noise);
}

void activity::update_layer(const std::vector<std::size_t>& areas, bool noise) {
  tbb::enumerable_thread_specific<worker> workers;
  for (const std::size_t a : areas)
    tbb::parallel_for(tbb::blocked_range<std::uint32_t>(0, net_.areas[a].copies, copies_at_once),
                      [&](const tbb::blocked_range<std::uint32_t>& some) {
                        worker& w = workers.local();
                        for (std::uint32_t c = some.begin(); c != some.end(); ++c)
                          update(a, c, noise, w);
                      });
}

void activity::update(std::size_t area, std::uint32_t copy, bool noise, worker& w) {
  const ready_area& a = net_.areas[area];
  held_by_area& here = areas_[area];
  pattern& now = here.held[newest_][copy];
  now.clear();
  here.given[copy] = std::exchange(here.clamped[copy], std::uint8_t{0});
  if (here.given[copy]) {
    now = here.clamps[copy];
    here.driven[copy] = 1;
  } else if (!a.joins.empty()) {
    join(a, copy, now);
    if (!now.empty()) here.driven[copy] = 1;
  } else if (add_supports(a, copy, w)) {
    here.driven[copy] = 1;
    if (!here.tired.empty()) {
      const std::int32_t* const tired = here.tired.data() + std::size_t{copy} * a.shape.units();
      for (std::size_t u = 0; u < a.shape.units(); ++u) w.supports[u] -= tired[u] >> 8;
    }
    fire(a, {w.supports.data(), a.shape.units()}, now);
  }
  if (noise && a.noise > 0 && !now.empty()) disturb(a, copy, now);
  if (!here.tired.empty()) tire(a, copy, now, here.tired);
}

bool activity::open(const ready_projection& p, std::uint32_t copy) const {
  if (!p.gate) return true;
  const ready_gate& g = *p.gate;
  const pattern_view by = active(g.area, net_.copy_at(g.area, copy, g.shift), 1);
  const bool held = g.held.empty() ? !by.empty() : overlap(by, g.held) >= g.enough;
  return held != g.closes;
}

// False when no excitatory projection reaches the copy.
bool activity::add_supports(const ready_area& a, std::uint32_t copy, worker& w) const {
  w.supports.assign(a.shape.units(), 0);
  bool driven = false;
  for (const std::size_t i : a.incoming) {
    const ready_projection& p = net_.projections[i];
    const pattern_view from = source(p, copy);
    if (from.empty() || !open(p, copy)) continue;
    driven |= p.gain > 0;
    p.memory->add_supports(from, p.gain, w.supports.data(), w.scratch);
  }
  return driven;
}

void activity::join(const ready_area& a, std::uint32_t copy, pattern& out) const {
  for (const auto& j : a.joins)
    for (const unit u : active(j.area, net_.copy_at(j.area, copy, j.shift), 0))
      out.push_back(j.first + u);
  if (out.size() > max_cue_units) out.resize(max_cue_units);
}

// The share of its units, a whole number of them with the right mean, moves to silent units.
void activity::disturb(const ready_area& a, std::uint32_t copy, pattern& p) const {
  const std::uint64_t index = (episode_ << 40) + steps_ * net_.copies + a.first_copy + copy;
  random_sequence numbers(net_.seed, stream::disturbance, index);
  const double share = a.noise * static_cast<double>(p.size());
  auto count = static_cast<std::size_t>(share);
  if (numbers.next() * 0x1p-32 < share - std::floor(share)) ++count;
  count = std::min(count, a.shape.units() - p.size());  // silent units to move to
  flip_units(a.shape, count, numbers, p);
}

void activity::tire(const ready_area& a, std::uint32_t copy, pattern_view fired,
                    std::vector<std::int32_t>& tired) const {
  std::int32_t* const mine = tired.data() + std::size_t{copy} * a.shape.units();
  for (std::size_t u = 0; u < a.shape.units(); ++u)
    mine[u] -= static_cast<std::int32_t>(std::int64_t{mine[u]} * a.recovery / 256);
  for (const unit u : fired) mine[u] = std::min(most_tired, mine[u] + a.fatigue);
}

std::uint64_t activity::driven(std::size_t area) const {
  const auto& d = areas_[area].driven;
  return static_cast<std::uint64_t>(std::count(d.begin(), d.end(), std::uint8_t{1}));
}

bool activity::any_given(std::size_t area) const {
  const auto& g = areas_[area].given;
  return std::find(g.begin(), g.end(), std::uint8_t{1}) != g.end();
}

std::uint64_t activity::bytes() const {
  std::uint64_t sum = 0;
  for (const held_by_area& a : areas_) {
    for (const auto& then : a.held)
      for (const pattern& p : then) sum += sizeof p + p.capacity() * sizeof(unit);
    sum += a.tired.size() * sizeof(std::int32_t) + a.driven.size() * 2;
  }
  return sum;
}

}  // namespace kenyon
