#include "memory/sdm/weights.hpp"
#include <kenyon/base/available_memory.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

#include <kenyon/base/error.hpp>
#include <kenyon/memory/sdm/theory.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/block_arrays.hpp"
#include "base/parallel.hpp"
#include "memory/checks.hpp"
#include "memory/sdm/activated.hpp"
#include "memory/sdm/asked_cues.hpp"

namespace kenyon {
namespace {

void need_setting(bool right, const std::string& sentence) {
  if (!right) throw error(fault::usage, sentence);
}

// The setting with reach filled in.
location_setting completed(location_setting s, const layout& cues) {
  need_setting(s.locations >= 1 && s.locations <= max_units,
               "a memory has from 1 to " + std::to_string(max_units) + " locations");
  need_setting(s.counter_bits == 8 || s.counter_bits == 16, "a counter has 8 or 16 bits");
  need_setting(s.exponent >= 0 && s.exponent <= 16, "the exponent of a reading is from 0 to 16");
  if (s.design == location_design::radius) {
    if (s.reach == 0)
      s.reach = 2 * (cues.active() - natural_overlap(cues, s.locations, cues.active()));
    need_setting(
        s.reach < 2 * cues.active(),
        "radius " + std::to_string(s.reach) + " reaches every pattern of layout " + cues.text());
  } else {
    if (s.reach == 0) s.reach = natural_coordinates(cues, s.locations);
    need_setting(s.reach <= cues.active(), "a location cannot hold " + std::to_string(s.reach) +
                                               " units of patterns of layout " + cues.text());
  }
  return s;
}

std::unique_ptr<addressing> make_addressing(const location_setting& s, const layout& cues) {
  if (s.design == location_design::radius) return patterns_sharing(cues, s.locations, s.seed);
  return patterns_holding(cues, s.locations, s.reach, s.seed);
}

std::uint64_t footprint_of(const location_setting& s, const memory_shape& shape) {
  const std::uint64_t addresses = s.design == location_design::radius
                                      ? bytes_of_patterns_sharing(shape.cues, s.locations)
                                      : bytes_of_patterns_holding(shape.cues, s.locations, s.reach);
  return addresses + s.locations +
         location_counters::bytes_of(s.locations, shape.answers.units(), s.counter_bits);
}

// Before anything is allocated.
const memory_shape& fitting(const location_setting& completed, const memory_shape& shape) {
  require_memory(footprint_of(completed, shape), "a memory of locations");
  return shape;
}

location_setting setting_of(const memory_spec& spec) {
  const bool radius = spec.kind() == "sdm";
  return {.design = radius ? location_design::radius : location_design::coordinates,
          .locations = static_cast<std::uint32_t>(spec.get("locations")),
          .reach = static_cast<std::uint32_t>(spec.get(radius ? "radius" : "q")),
          .counter_bits = static_cast<unsigned>(spec.get("bits")),
          .exponent = spec.get("z"),
          .seed = static_cast<std::uint64_t>(spec.get("seed"))};
}

double counters_of(const location_setting& s, const memory_shape& shape) {
  return static_cast<double>(s.locations) * shape.answers.units();
}

}  // namespace

location_weights::location_weights(const memory_spec& spec, const memory_shape& shape)
    : location_weights(setting_of(spec), shape) {}

location_weights::location_weights(const location_setting& setting, const memory_shape& shape)
    : location_weights(completed(setting, shape.cues), setting.reach == 0, shape) {}

location_weights::location_weights(const location_setting& completed, bool overlap_by_cue,
                                   const memory_shape& shape)
    : weights(fitting(completed, shape)),
      setting_(completed),
      overlap_by_cue_(overlap_by_cue),
      where_(make_addressing(setting_, shape.cues)),
      counters_(setting_.locations, shape.answers.units(), setting_.counter_bits,
                setting_.exponent),
      dead_(setting_.locations) {}

memory_size location_weights::size_of(const memory_spec& spec, const memory_shape& shape) {
  const location_setting s = completed(setting_of(spec), shape.cues);
  return {footprint_of(s, shape), counters_of(s, shape), 0};
}

std::uint64_t location_weights::footprint_bytes() const {
  return where_->bytes() + counters_.bytes() + dead_.size();
}

double location_weights::free_weights() const {
  return counters_of(setting_, shape());
}

std::uint32_t location_weights::least_shared(std::size_t cue_units) const {
  if (setting_.design != location_design::radius) return 0;
  if (overlap_by_cue_)
    return natural_overlap(cues(), setting_.locations, static_cast<std::uint32_t>(cue_units));
  return cues().active() - setting_.reach / 2;
}

std::vector<std::uint32_t> location_weights::activated(pattern_view cue) const {
  pattern_batch one;
  one.push_back(cue);
  check_cues(cues(), one);
  asked_cues asked(this->cues().units());
  asked.push_back(cue, least_shared(cue.size()));
  return activated_by(*where_, asked.addresses(), dead_).locations;
}

bool location_weights::add(const pattern_batch& cues, const pattern_batch& answers, int weight) {
  std::atomic<bool> held = false;
  // Packed a group at a time: the cues of a large batch as bits may be larger than the memory.
  for (std::size_t first = 0; first < cues.size(); first += cues_packed_at_once) {
    const std::size_t last = std::min(cues.size(), first + cues_packed_at_once);
    asked_cues asked(this->cues().units());
    for (std::size_t i = first; i < last; ++i)
      asked.push_back(cues[i], least_shared(cues[i].size()));
    write_to_activated(*where_, asked.addresses(), [&](std::size_t i, std::uint32_t location) {
      if (dead_[location]) return;
      if (counters_.add_units(location, answers[first + i], weight))
        held.store(true, std::memory_order_relaxed);
    });
  }
  return held;
}

void location_weights::store(const pattern_batch& cues, const pattern_batch& answers) {
  if (add(cues, answers, 1)) exact_ = false;
  empty_ = false;
}

void location_weights::forget(const pattern_batch& cues, const pattern_batch& answers) {
  if (!exact_)
    throw error(fault::usage,
                "nothing can be forgotten any more: counters were held at their largest value, "
                "decayed or slept");
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
    throw error(fault::bad_input, "some of these patterns were never stored");
  }
}

bool location_weights::any_negative(const pattern_batch& cues, const pattern_batch& answers) const {
  asked_cues asked(this->cues().units());
  for (std::size_t i = 0; i < cues.size(); ++i)
    asked.push_back(cues[i], least_shared(cues[i].size()));
  std::atomic<bool> found = false;
  write_to_activated(*where_, asked.addresses(), [&](std::size_t i, std::uint32_t location) {
    if (counters_.negative(location, answers[i])) found.store(true, std::memory_order_relaxed);
  });
  return found;
}

// change_of_location(l) makes the callable that replaces counters of location l.
template <class Change>
void location_weights::change_counters(const Change& change_of_location) {
  parallel_each(setting_.locations, [&](std::size_t i) {
    const auto l = static_cast<std::uint32_t>(i);
    counters_.change_each(l, l + 1, change_of_location(l));
  });
}

std::uint64_t location_weights::decay(double share, std::uint64_t seed) {
  if (share == 0) return 0;
  change_counters([&](std::uint32_t l) {
    return [share, numbers = random_sequence(seed, stream::counters, l)](int c) mutable {
      const double left = c * (1 - share);
      const int whole = static_cast<int>(left);
      return whole + (numbers.next() < (left - whole) * 4294967296.0);
    };
  });
  exact_ = exact_ && empty_;
  return 0;
}

void location_weights::sleep(double patterns) {
  need_setting(patterns == std::round(patterns),
               "counters of a location lose whole patterns in sleep");
  const int loss = static_cast<int>(std::min(std::round(patterns), 65536.0));
  if (loss == 0) return;
  change_counters([&](std::uint32_t) { return [loss](int c) { return std::max(0, c - loss); }; });
  exact_ = exact_ && empty_;
}

void location_weights::prune(double share, std::uint64_t seed) {
  for (std::uint32_t l = 0; l < setting_.locations; ++l) {
    if (dead_[l] || random_sequence(seed, stream::synapses, l).next() >= share * 4294967296.0)
      continue;
    dead_[l] = 1;
    counters_.clear(l);
  }
}

// Blocks: "locations/flags" (u8: exact, empty), "locations/dead", and the counters. The addresses
// are a function of the seed.
void location_weights::save(block_sink& to) const {
  const std::vector<std::uint8_t> flags{exact_, empty_};
  write_array(to, "locations/flags", flags);
  write_array(to, "locations/dead", dead_);
  counters_.save(to, "counters");
}

void location_weights::load(const block_source& from) {
  const auto flags = read_array<std::uint8_t>(from, "locations/flags", 2);
  const auto dead = read_array<std::uint8_t>(from, "locations/dead", dead_.size());
  const auto is_flag = [](std::uint8_t f) { return f <= 1; };
  if (!std::all_of(flags.begin(), flags.end(), is_flag) ||
      !std::all_of(dead.begin(), dead.end(), is_flag))
    throw error(fault::bad_input, "block locations/flags or locations/dead: 0 or 1 expected");
  exact_ = flags[0];
  empty_ = flags[1];
  dead_ = dead;
  counters_.load(from, "counters");
}

}  // namespace kenyon
