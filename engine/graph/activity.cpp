#include "graph/activity.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <kenyon/memory/memory.hpp>
#include <kenyon/pattern/noise.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/active_kernels.hpp"
#include "memory/winners.hpp"

namespace kenyon {
namespace {

constexpr std::uint64_t units_at_once = 1u << 15;  // that a worker updates: some 20 microseconds
constexpr std::size_t fetched_words = 64;  // of a row, ahead; the machine follows from there

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
  active_kernels().winners.top_k_sums(supports.data(), supports.size(), out.size(), out.data());
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
  std::vector<std::size_t> ends;  // of the areas' copies, one area after another
  std::uint64_t units = 0;
  std::size_t copies = 0;
  for (const std::size_t a : areas) {
    copies += net_.areas[a].copies;
    units += std::uint64_t{net_.areas[a].copies} * net_.areas[a].shape.units();
    ends.push_back(copies);
  }
  const std::size_t at_once =
      std::clamp<std::uint64_t>(units_at_once * copies / (units + 1), 1, 256);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, copies, at_once), [&](const auto& some) {
    worker& w = workers_.local();
    auto area = std::upper_bound(ends.begin(), ends.end(), some.begin());
    const auto copy_of = [&](std::size_t i) {
      while (i >= *area) ++area;
      const auto which = areas[static_cast<std::size_t>(area - ends.begin())];
      return one_copy{which, static_cast<std::uint32_t>(i - (*area - net_.areas[which].copies))};
    };
    one_copy now = copy_of(some.begin());
    ask(now, w.rows[0]);
    for (std::size_t i = some.begin(), turn = 0; i != some.end(); ++i, turn ^= 1) {
      one_copy next = now;
      if (i + 1 != some.end()) {  // its rows are fetched while this one's are counted
        next = copy_of(i + 1);
        ask(next, w.rows[turn ^ 1]);
      }
      update(now, w.rows[turn], noise, w);
      now = next;
    }
  });
}

void activity::ask(const one_copy& at, std::vector<std::uint32_t>& rows) const {
  const ready_area& a = net_.areas[at.area];
  rows.clear();
  if (!a.counts || areas_[at.area].clamped[at.copy]) return;
  for (const std::size_t i : a.incoming) {
    const ready_projection& p = net_.projections[i];
    const pattern_view from = source(p, at.copy);
    if (from.empty() || !open(p, at.copy)) continue;
    if (rows.size() + from.size() > kernels::max_rows) return rows.clear();
    for (const unit u : from) rows.push_back(p.first_line + u * p.lines_per_row);
  }
  if (!net_.many_bytes) return;
  const std::size_t words = (a.shape.units() + 63) / 64;
  for (const std::uint32_t r : rows)
    for (std::size_t w = 0; w < std::min(words, fetched_words); w += 8)
      __builtin_prefetch(net_.lines.get() + std::size_t{r} * 8 + w);
}

void activity::update(const one_copy& at, std::span<const std::uint32_t> rows, bool noise,
                      worker& w) {
  const auto [area, copy] = at;
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
  } else if (!rows.empty()) {
    here.driven[copy] = 1;
    fire_counted(a, rows, w, now);
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

// As add_supports() and fire() do it, in one count of all the rows.
void activity::fire_counted(const ready_area& a, std::span<const std::uint32_t> rows, worker& w,
                            pattern& out) const {
  const auto& kernel = active_kernels();
  const std::size_t words = (a.shape.units() + 63) / 64;
  const unsigned planes = kernels::planes_for(rows.size());
  auto& counted = w.scratch.planes;
  counted.resize(std::max(counted.size(), planes * words));
  kernel.rows.count(net_.lines.get(), 8, rows.data(), rows.size(), words, counted.data());
  const std::int32_t gain = net_.projections[a.incoming[0]].gain;
  const auto least = static_cast<std::uint32_t>((std::int64_t{a.least} + gain - 1) / gain);
  if (least > rows.size()) return;
  if (a.how == firing::winners && a.shape.is_modular()) {
    auto& counts = w.scratch.counts;
    counts.resize(std::max(counts.size(), 64 * words));
    kernel.rows.unpack(counted.data(), planes, words, counts.data());
    out.resize(a.shape.modules());
    kernel.winners.argmax_modules(counts.data(), a.shape.modules(), a.shape.module_units(),
                                  out.data());
    std::erase_if(out, [&](unit u) { return counts[u] < least; });
    return;
  }
  w.fits.resize(std::max(w.fits.size(), words));
  std::size_t fit = kernel.rows.at_least(counted.data(), planes, words, least, w.fits.data());
  const std::size_t most = a.how == firing::winners ? a.shape.active() : max_cue_units;
  if (fit > most) {
    w.bits.resize(std::max(w.bits.size(), words));
    kernel.winners.top_k_planes(counted.data(), planes, words, most, w.bits.data());
    std::swap(w.bits, w.fits);
    fit = most;
  }
  out.resize(fit + 16);  // the kernel stores whole vectors
  out.resize(kernel.winners.bits_to_indices(w.fits.data(), words, out.data()));
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
