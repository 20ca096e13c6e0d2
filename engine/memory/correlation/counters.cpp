#include "memory/correlation/counters.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>

#include "pattern/users_of_units.hpp"

namespace kenyon {
namespace {

constexpr std::size_t chunk_patterns = std::size_t{1} << 16;  // bounds the scratch of a large batch
constexpr std::size_t few_patterns = 64;                      // not worth sorting by row
constexpr int fixed_point_bits = 12;
constexpr double largest_one = 1 << 20;

// As large as a row of weights, twice as many bytes: whole lines, an odd number of them.
std::size_t counters_stride(std::size_t columns) {
  std::size_t lines = (columns + 15) / 16;
  if (lines >= 16 && lines % 2 == 0) ++lines;
  return lines * 16;
}

void raise(std::atomic<std::uint32_t>& most, std::uint32_t to) {
  std::uint32_t seen = most.load();
  while (to > seen && !most.compare_exchange_weak(seen, to)) {
  }
}

template <class Body>
void each_row(std::size_t rows, const Body& body) {
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, rows, 16), [&](const auto& range) {
    for (std::size_t r = range.begin(); r != range.end(); ++r) body(r);
  });
}

std::uint32_t halved(std::uint32_t count, unsigned times) {
  return (count + (std::uint32_t{1} << (times - 1))) >> times;
}

}  // namespace

correlation_counters::correlation_counters(const layout& cues, const layout& answers, bool is_auto)
    : auto_(is_auto),
      module_units_(is_auto && cues.is_modular() ? cues.module_units() : 1),
      stride_(counters_stride(answers.units())),
      data_(zeroed_pages(std::uint64_t{cues.units()} * stride_ * sizeof(std::uint32_t),
                         "the counters")),
      cue_counts_(cues.units()),
      answer_counts_(is_auto ? 0 : answers.units()) {}

std::uint64_t correlation_counters::footprint_of(const layout& cues, const layout& answers) {
  return (std::uint64_t{cues.units()} * (counters_stride(answers.units()) + 1) + answers.units()) *
         sizeof(std::uint32_t);
}

std::uint32_t correlation_counters::one() const {
  return static_cast<std::uint32_t>(std::max(1.0, std::floor(one_ + 0.5)));
}

correlation_counters::span_of_units correlation_counters::own(std::size_t i) const {
  if (!auto_) return {0, 0};
  const std::size_t begin = i / module_units_ * module_units_;
  return {begin, begin + module_units_};
}

void correlation_counters::add(const pattern_batch& cues, const pattern_batch& answers) {
  const auto room = std::max<std::size_t>(1, limit / 2 / one());
  const std::size_t chunk = std::min(chunk_patterns, room);
  for (std::size_t first = 0; first < cues.size(); first += chunk) {
    const std::size_t last = std::min(cues.size(), first + chunk);
    while (total_ + std::uint64_t{one()} * (last - first) > limit) halve(1);
    add_some(cues, answers, first, last);
  }
}

void correlation_counters::add_some(const pattern_batch& cues, const pattern_batch& answers,
                                    std::size_t first, std::size_t last) {
  const std::uint32_t amount = one();
  // Returns the largest counter that was raised, of pairs of different units.
  const auto raise_row = [&](std::size_t r, pattern_view answer, std::uint32_t largest) {
    std::uint32_t* const counts = edit(r);
    const std::size_t self = auto_ ? r : std::size_t{max_units};
    for (unit u : answer) {
      const std::uint32_t count = counts[u] += amount;
      if (count > largest && u != self) largest = count;
    }
    return largest;
  };
  if (last - first < few_patterns) {
    for (std::size_t i = first; i < last; ++i)
      for (unit u : cues[i]) most_ = raise_row(u, answers[i], most_);
  } else {
    const users_of_units users(cues, first, last, rows());
    std::atomic<std::uint32_t> most = most_;
    each_row(rows(), [&](std::size_t r) {
      std::uint32_t largest = 0;
      for (std::size_t i = users.begin[r]; i < users.begin[r + 1]; ++i)
        largest = raise_row(r, answers[first + users.pattern[i]], largest);
      raise(most, largest);
    });
    most_ = most;
  }
  for (std::size_t i = first; i < last; ++i) {
    for (unit u : cues[i]) cue_counts_[u] += amount;
    if (!auto_)
      for (unit u : answers[i]) answer_counts_[u] += amount;
  }
  total_ += amount * static_cast<std::uint32_t>(last - first);
}

bool correlation_counters::take(const pattern_batch& cues, const pattern_batch& answers) {
  for (std::size_t i = 0; i < cues.size(); ++i) {
    if (take_one(cues[i], answers[i])) continue;
    while (i-- > 0) put_back(cues[i], answers[i]);
    return false;
  }
  find_most();
  return true;
}

bool correlation_counters::take_one(pattern_view cue, pattern_view answer) {
  const std::uint32_t amount = one();
  const auto covers = [&](const std::uint32_t* counts, pattern_view units) {
    return std::all_of(units.begin(), units.end(), [&](unit u) { return counts[u] >= amount; });
  };
  if (total_ < amount || !covers(cue_counts_.data(), cue) ||
      !covers(answer_counts().data(), answer) ||
      !std::all_of(cue.begin(), cue.end(), [&](unit u) { return covers(row(u), answer); }))
    return false;
  for (unit u : cue) {
    cue_counts_[u] -= amount;
    for (unit v : answer) edit(u)[v] -= amount;
  }
  if (!auto_)
    for (unit v : answer) answer_counts_[v] -= amount;
  total_ -= amount;
  return true;
}

void correlation_counters::put_back(pattern_view cue, pattern_view answer) {
  const std::uint32_t amount = one();
  for (unit u : cue) {
    cue_counts_[u] += amount;
    for (unit v : answer) edit(u)[v] += amount;
  }
  if (!auto_)
    for (unit v : answer) answer_counts_[v] += amount;
  total_ += amount;
}

template <class Change>
void correlation_counters::each_counter_of_pairs(const Change& change) {
  each_row(rows(), [&](std::size_t r) {
    std::uint32_t* const counts = edit(r);
    for (std::size_t j = 0; j < columns(); ++j) counts[j] = change(counts[j]);
  });
  most_ = change(most_);  // every change keeps the order
}

template <class Change>
void correlation_counters::each_counter(const Change& change) {
  each_counter_of_pairs(change);
  for (std::uint32_t& c : cue_counts_) c = change(c);
  for (std::uint32_t& c : answer_counts_) c = change(c);
  total_ = change(total_);
}

void correlation_counters::make_fixed_point() {
  const auto width = [](std::uint32_t c) { return static_cast<int>(std::bit_width(c)); };
  const int room = width(limit) - 1 - width(total_);
  const int bits = std::clamp(room, 0, fixed_point_bits);
  each_counter([&](std::uint32_t c) { return c << bits; });
  one_ = std::ldexp(1.0, bits);
}

void correlation_counters::halve(unsigned times) {
  each_counter([&](std::uint32_t c) { return halved(c, times); });
  one_ = std::max(1.0, std::ldexp(one_, -static_cast<int>(times)));
}

void correlation_counters::decay(double share) {
  if (share == 0) return;
  if (one_ == 1) make_fixed_point();
  one_ /= 1 - share;
  if (one_ <= largest_one) return;
  const int times = std::ilogb(one_) - fixed_point_bits;
  for (int left = times; left > 0; left -= 16) halve(static_cast<unsigned>(std::min(left, 16)));
}

bool correlation_counters::sleep(double patterns) {
  if (patterns == 0) return true;
  if (one_ == 1 && patterns != std::floor(patterns)) make_fixed_point();
  const auto lost =
      static_cast<std::uint32_t>(std::min(patterns * one_ + 0.5, static_cast<double>(limit)));
  if (lost == 0) return false;
  each_counter_of_pairs([&](std::uint32_t c) { return c > lost ? c - lost : 0; });
  return true;
}

std::uint32_t correlation_counters::least() const {
  std::uint32_t least = limit;
  for (std::size_t i = 0; i < rows() && least > 0; ++i) {
    const std::uint32_t* const counts = row(i);
    const auto [begin, end] = own(i);
    for (std::size_t j = 0; j < begin; ++j) least = std::min(least, counts[j]);
    for (std::size_t j = end; j < columns(); ++j) least = std::min(least, counts[j]);
  }
  return least == limit ? 0 : least;
}

void correlation_counters::find_most() {
  std::atomic<std::uint32_t> most = 0;
  each_row(rows(), [&](std::size_t r) {
    const std::uint32_t* const counts = row(r);
    std::uint32_t largest = 0;
    for (std::size_t j = 0; j < columns(); ++j)
      if (!auto_ || j != r) largest = std::max(largest, counts[j]);
    raise(most, largest);
  });
  most_ = most;
}

}  // namespace kenyon
