#include <kenyon/base/available_memory.hpp>
#include <kenyon/memory/sdm/location_memory.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

#include <kenyon/base/error.hpp>
#include <kenyon/memory/sdm/theory.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/lost_synapses.hpp"
#include "memory/recall_each.hpp"
#include "memory/sdm/activated.hpp"
#include "memory/sdm/asked_cues.hpp"
#include "memory/sdm/counters.hpp"

namespace kenyon {
namespace {

void need(bool right, const std::string& sentence) {
  if (!right) throw error(fault::usage, sentence);
}

// The setting with reach filled in.
location_setting completed(location_setting s, const layout& cues) {
  need(s.locations >= 1 && s.locations <= max_units,
       "a memory has from 1 to " + std::to_string(max_units) + " locations");
  need(s.counter_bits == 8 || s.counter_bits == 16, "a counter has 8 or 16 bits");
  need(s.exponent >= 0 && s.exponent <= 16, "the exponent of a reading is from 0 to 16");
  if (s.design == location_design::radius) {
    if (s.reach == 0)
      s.reach = 2 * (cues.active() - natural_overlap(cues, s.locations, cues.active()));
    need(s.reach < 2 * cues.active(),
         "radius " + std::to_string(s.reach) + " reaches every pattern of layout " + cues.text());
  } else {
    if (s.reach == 0) s.reach = natural_coordinates(cues, s.locations);
    need(s.reach <= cues.active(), "a location cannot hold " + std::to_string(s.reach) +
                                       " units of patterns of layout " + cues.text());
  }
  return s;
}

std::unique_ptr<addressing> make_addressing(const location_setting& s, const layout& cues) {
  if (s.design == location_design::radius) return patterns_sharing(cues, s.locations, s.seed);
  return patterns_holding(cues, s.locations, s.reach, s.seed);
}

}  // namespace

location_memory::location_memory(const location_setting& setting, const layout& cues,
                                 const layout& answers, bool is_auto)
    : cues_(cues),
      answers_(answers),
      auto_(is_auto),
      overlap_by_cue_(setting.reach == 0),
      setting_(completed(setting, cues)) {
  require_memory(footprint_of(setting_, cues, answers), "a memory of locations");
  where_ = make_addressing(setting_, cues);
  counters_ = std::make_unique<location_counters>(setting_.locations, answers.units(),
                                                  setting_.counter_bits, setting_.exponent);
  dead_.resize(setting_.locations);
}

location_memory::location_memory(const location_setting& setting, const layout& both)
    : location_memory(setting, both, both, true) {}
location_memory::location_memory(const location_setting& setting, const layout& cues,
                                 const layout& answers)
    : location_memory(setting, cues, answers, false) {}
location_memory::location_memory(location_memory&&) noexcept = default;
location_memory& location_memory::operator=(location_memory&&) noexcept = default;
location_memory::~location_memory() = default;

std::string_view location_memory::kind() const {
  return setting_.design == location_design::radius ? "sdm" : "jaeckel";
}

std::uint64_t location_memory::footprint_bytes() const {
  return where_->bytes() + counters_->bytes() + dead_.size();
}

std::uint64_t location_memory::footprint_of(const location_setting& setting, const layout& cues,
                                            const layout& answers) {
  const location_setting s = completed(setting, cues);
  const std::uint64_t addresses = s.design == location_design::radius
                                      ? bytes_of_patterns_sharing(cues, s.locations)
                                      : bytes_of_patterns_holding(cues, s.locations, s.reach);
  return addresses + s.locations +
         location_counters::bytes_of(s.locations, answers.units(), s.counter_bits);
}

double location_memory::free_weights() const {
  return double(setting_.locations) * answers_.units();
}

std::uint32_t location_memory::least_shared(std::size_t cue_units) const {
  if (setting_.design != location_design::radius) return 0;
  if (overlap_by_cue_)
    return natural_overlap(cues_, setting_.locations, static_cast<std::uint32_t>(cue_units));
  return cues_.active() - setting_.reach / 2;
}

std::vector<std::uint32_t> location_memory::activated(pattern_view cue) const {
  pattern_batch one;
  one.push_back(cue);
  check_cues(cues_, one);
  asked_cues asked(cues_.units());
  asked.push_back(cue, least_shared(cue.size()));
  return activated_by(*where_, asked.addresses(), dead_).locations;
}

bool location_memory::add(const pattern_batch& cues, const pattern_batch& answers, int weight) {
  std::atomic<bool> held = false;
  // Packed a group at a time: the cues of a large batch as bits may be larger than the memory.
  for (std::size_t first = 0; first < cues.size(); first += cues_packed_at_once) {
    const std::size_t last = std::min(cues.size(), first + cues_packed_at_once);
    asked_cues asked(cues_.units());
    for (std::size_t i = first; i < last; ++i)
      asked.push_back(cues[i], least_shared(cues[i].size()));
    write_to_activated(*where_, asked.addresses(), [&](std::size_t i, std::uint32_t location) {
      if (dead_[location]) return;
      if (counters_->add_units(location, answers[first + i], weight))
        held.store(true, std::memory_order_relaxed);
    });
  }
  return held;
}

void location_memory::store(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(*this, cues, answers);
  if (add(cues, answers, 1)) exact_ = false;
  stored_ += cues.size();
}

void location_memory::forget(const pattern_batch& cues, const pattern_batch& answers) {
  check_pairs(*this, cues, answers);
  if (!exact_)
    throw error(fault::usage,
                "nothing can be forgotten any more: counters were held at their largest value, "
                "decayed or slept");
  const auto refuse = [] {
    throw error(fault::bad_input, "some of these patterns were never stored");
  };
  if (cues.size() > stored_) refuse();
  // Few enough at a time that a counter of 0 is not held at the lower end: taking back is exact.
  constexpr std::size_t at_once = 64;
  pattern_batch done_cues, done_answers;
  for (std::size_t first = 0; first < cues.size(); first += at_once) {
    pattern_batch some_cues, some_answers;
    for (std::size_t i = first; i < std::min(cues.size(), first + at_once); ++i) {
      some_cues.push_back(cues[i]);
      some_answers.push_back(answers[i]);
      done_cues.push_back(cues[i]);
      done_answers.push_back(answers[i]);
    }
    add(some_cues, some_answers, -1);
    if (!any_negative(some_cues, some_answers)) continue;
    add(done_cues, done_answers, 1);
    refuse();
  }
  stored_ -= cues.size();
}

bool location_memory::any_negative(const pattern_batch& cues, const pattern_batch& answers) const {
  asked_cues asked(cues_.units());
  for (std::size_t i = 0; i < cues.size(); ++i)
    asked.push_back(cues[i], least_shared(cues[i].size()));
  std::atomic<bool> found = false;
  write_to_activated(*where_, asked.addresses(), [&](std::size_t i, std::uint32_t location) {
    if (counters_->negative(location, answers[i])) found.store(true, std::memory_order_relaxed);
  });
  return found;
}

// change_of_location(l) makes the callable that replaces counters of location l.
template <class Change>
void location_memory::change_counters(const Change& change_of_location) {
  tbb::parallel_for(std::uint32_t{0}, setting_.locations, [&](std::uint32_t l) {
    counters_->change_each(l, l + 1, change_of_location(l));
  });
}

void location_memory::decay(double share, std::uint64_t seed) {
  check_share(share);
  if (share == 0) return;
  change_counters([&](std::uint32_t l) {
    return [share, numbers = random_sequence(seed, stream::counters, l)](int c) mutable {
      const double left = c * (1 - share);
      const int whole = static_cast<int>(left);
      return whole + (numbers.next() < (left - whole) * 4294967296.0);
    };
  });
  exact_ = exact_ && stored_ == 0;
}

void location_memory::sleep(double patterns) {
  need(patterns >= 0, "sleep takes off 0 patterns or more");
  need(patterns == std::round(patterns), "counters of a location lose whole patterns in sleep");
  const int loss = static_cast<int>(std::min(std::round(patterns), 65536.0));
  if (loss == 0) return;
  change_counters([&](std::uint32_t) { return [loss](int c) { return std::max(0, c - loss); }; });
  exact_ = exact_ && stored_ == 0;
}

void location_memory::prune(double share, std::uint64_t seed) {
  check_share(share);
  for (std::uint32_t l = 0; l < setting_.locations; ++l) {
    if (dead_[l] || random_sequence(seed, stream::synapses, l).next() >= share * 4294967296.0)
      continue;
    dead_[l] = 1;
    counters_->clear(l);
  }
}

}  // namespace kenyon
