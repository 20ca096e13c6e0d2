// Locations with selected coordinates, found by look-up. Locations are numbered in the order of the
// look-up, so that those behind one key are neighbours.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/pattern/random.hpp>

#include "memory/sdm/addressing.hpp"

namespace kenyon {
namespace {

bool is_set(const std::uint64_t* bits, std::uint32_t i) {
  return bits[i / 64] >> (i % 64) & 1;
}

// Counting sort: begin[k] .. begin[k+1] are the places of key k; returns the place of each item.
std::vector<std::uint32_t> place_by_key(std::span<const std::uint32_t> keys,
                                        std::span<std::uint32_t> begin) {
  for (const std::uint32_t k : keys) ++begin[k + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
  std::vector<std::uint32_t> places;
  places.reserve(keys.size());
  for (const std::uint32_t k : keys) places.push_back(next[k]++);
  return places;
}

// Groups of locations share their first key_bits coordinates; the values of these are the key.
class agreeing_words final : public addressing {
 public:
  agreeing_words(std::uint32_t bits, std::uint32_t locations, std::uint32_t coordinates,
                 std::uint64_t seed)
      : locations_(locations) {
    // About 8 locations a key, and not fewer groups than the root of the number of locations.
    const double root = std::sqrt(static_cast<double>(locations));
    while (key_bits_ + 1 <= coordinates && 8U << (key_bits_ + 1) <= root) ++key_bits_;
    groups_ = std::max(1U, locations / (8U << key_bits_));
    own_ = coordinates - key_bits_;
    const std::uint64_t keys = std::uint64_t{groups_} * ((1U << key_bits_) + 1);
    require_memory(4 * (keys + std::uint64_t{locations} * (own_ + 2)), "selected coordinates");
    shared_.resize(std::size_t{groups_} * key_bits_);
    begin_.resize(keys);
    own_coordinates_.resize(std::size_t{locations} * own_);
    for (std::uint32_t g = 0; g < groups_; ++g) draw_group(bits, g, seed);
  }

  std::size_t blocks() const override {
    return (groups_ + groups_a_block() - 1) / groups_a_block();
  }
  std::size_t largest_block() const override {
    return std::size_t{groups_a_block()} * (locations_ / groups_ + 1);
  }
  std::size_t select(const address& asked, std::size_t block, std::uint32_t* out) const override {
    const auto first = static_cast<std::uint32_t>(block * groups_a_block());
    const std::uint32_t last = std::min(groups_, first + groups_a_block());
    std::size_t n = 0;
    for (std::uint32_t g = first; g < last; ++g) {
      const std::uint32_t* begin = begin_of(g) + key_of(asked.bits, g);
      for (std::uint32_t l = begin[0]; l < begin[1]; ++l) {
        out[n] = l;
        n += agrees(asked.bits, l);
      }
    }
    return n;
  }
  std::uint64_t bytes() const override {
    return 4 * (shared_.size() + begin_.size() + own_coordinates_.size());
  }

 private:
  std::uint32_t groups_a_block() const {
    return std::max(1U, 4096 / std::max(1U, locations_ / groups_));
  }
  std::uint32_t first_of(std::uint32_t g) const {
    return static_cast<std::uint32_t>(std::uint64_t{g} * locations_ / groups_);
  }
  const std::uint32_t* begin_of(std::uint32_t g) const {
    return begin_.data() + std::size_t{g} * ((1U << key_bits_) + 1);
  }
  std::uint32_t key_of(const std::uint64_t* bits, std::uint32_t g) const {
    const std::uint32_t* shared = shared_.data() + std::size_t{g} * key_bits_;
    std::uint32_t key = 0;
    for (std::uint32_t i = 0; i < key_bits_; ++i) key = 2 * key + is_set(bits, shared[i]);
    return key;
  }
  bool agrees(const std::uint64_t* bits, std::uint32_t l) const {
    const std::uint32_t* own = own_coordinates_.data() + std::size_t{l} * own_;
    for (std::uint32_t i = 0; i < own_; ++i)
      if (is_set(bits, own[i] / 2) != (own[i] % 2 != 0)) return false;
    return true;
  }

  void draw_group(std::uint32_t bits, std::uint32_t g, std::uint64_t seed) {
    const std::span<std::uint32_t> shared(shared_.data() + std::size_t{g} * key_bits_, key_bits_);
    random_sequence of_group(seed, stream::locations, std::uint64_t{1} << 32 | g);
    draw_distinct(of_group, bits, shared);
    const std::uint32_t first = first_of(g), count = first_of(g + 1) - first;
    std::vector<std::uint32_t> keys(count), own(std::size_t{count} * own_);
    for (std::uint32_t i = 0; i < count; ++i) {
      random_sequence numbers(seed, stream::locations, first + i);
      keys[i] = numbers.next() & ((1U << key_bits_) - 1);
      draw_own(numbers, bits, shared, std::span(own).subspan(std::size_t{i} * own_, own_));
    }
    const std::span<std::uint32_t> begin(begin_.data() + (begin_of(g) - begin_.data()),
                                         (1U << key_bits_) + 1);
    const std::vector<std::uint32_t> places = place_by_key(keys, begin);
    for (std::uint32_t i = 0; i < count; ++i)
      std::copy_n(own.begin() + std::ptrdiff_t{i} * own_, own_,
                  own_coordinates_.begin() + (std::ptrdiff_t{first} + places[i]) * own_);
    for (std::uint32_t& b : begin) b += first;
  }

  // Coordinates that the group does not share, with their values in the lowest bit: distinct ranks
  // among those left, moved up past the shared ones (ascending).
  void draw_own(random_sequence& numbers, std::uint32_t bits, std::span<const std::uint32_t> shared,
                std::span<std::uint32_t> own) const {
    draw_distinct(numbers, bits - key_bits_, own);
    for (std::uint32_t& c : own) {
      for (const std::uint32_t s : shared) c += c >= s;
      c = 2 * c + (numbers.next() & 1);
    }
  }

  std::uint32_t locations_;
  std::uint32_t key_bits_ = 0;
  std::uint32_t groups_ = 1;
  std::uint32_t own_ = 0;                       // coordinates of a location beside those shared
  std::vector<std::uint32_t> shared_;           // key_bits_ a group, ascending
  std::vector<std::uint32_t> begin_;            // 2^key_bits_ + 1 a group
  std::vector<std::uint32_t> own_coordinates_;  // own_ a location: 2*coordinate + value
};

// Each location is listed under one of its units, drawn at random.
class holding_patterns final : public addressing {
 public:
  holding_patterns(const layout& in, std::uint32_t locations, std::uint32_t coordinates,
                   std::uint64_t seed)
      : units_(in.units()), others_(coordinates - 1) {
    require_memory(bytes_of_patterns_holding(in, locations, coordinates) + 12 * locations,
                   "selected coordinates");
    begin_.resize(std::size_t{units_} + 1);
    std::vector<unit> keys(locations), drawn(std::size_t{locations} * others_);
    pattern held(coordinates);
    for (std::uint32_t l = 0; l < locations; ++l) {
      random_sequence numbers(seed, stream::locations, l);
      draw_units(in, numbers, held);
      const std::uint32_t key = numbers.below(coordinates);
      keys[l] = held[key];
      held.erase(held.begin() + key);
      std::copy(held.begin(), held.end(), drawn.begin() + std::ptrdiff_t{l} * others_);
      held.resize(coordinates);
    }
    const std::vector<std::uint32_t> places = place_by_key(keys, begin_);
    other_units_.resize(drawn.size());
    for (std::uint32_t l = 0; l < locations; ++l)
      std::copy_n(drawn.begin() + std::ptrdiff_t{l} * others_, others_,
                  other_units_.begin() + std::ptrdiff_t{places[l]} * others_);
  }

  std::size_t blocks() const override { return std::min<std::size_t>(units_, 64); }
  std::size_t largest_block() const override {
    std::size_t most = 0;
    for (std::size_t b = 0; b < blocks(); ++b)
      most = std::max<std::size_t>(most, begin_[first_unit(b + 1)] - begin_[first_unit(b)]);
    return most;
  }
  std::size_t select(const address& asked, std::size_t block, std::uint32_t* out) const override {
    const unit last = first_unit(block + 1);
    std::size_t n = 0;
    auto u = std::lower_bound(asked.units.begin(), asked.units.end(), first_unit(block));
    for (; u != asked.units.end() && *u < last; ++u) {
      for (std::uint32_t l = begin_[*u]; l < begin_[*u + 1]; ++l) {
        out[n] = l;
        n += holds(asked.bits, l);
      }
    }
    return n;
  }
  std::uint64_t bytes() const override { return 4 * (begin_.size() + other_units_.size()); }

 private:
  unit first_unit(std::size_t block) const {
    return static_cast<unit>(std::uint64_t{block} * units_ / blocks());
  }
  bool holds(const std::uint64_t* bits, std::uint32_t l) const {
    const unit* others = other_units_.data() + std::size_t{l} * others_;
    for (std::uint32_t i = 0; i < others_; ++i)
      if (!is_set(bits, others[i])) return false;
    return true;
  }
  static void draw_units(const layout& in, random_sequence& numbers, std::span<unit> held) {
    draw_distinct(numbers, in.is_modular() ? in.modules() : in.units(), held);
    if (!in.is_modular()) return;
    for (unit& u : held) u = u * in.module_units() + numbers.below(in.module_units());
  }

  std::uint32_t units_;
  std::uint32_t others_;              // units of a location beside the one it is listed under
  std::vector<std::uint32_t> begin_;  // a unit, and the end
  std::vector<unit> other_units_;     // others_ a location
};

}  // namespace

std::unique_ptr<addressing> words_agreeing(std::uint32_t bits, std::uint32_t locations,
                                           std::uint32_t coordinates, std::uint64_t seed) {
  return std::make_unique<agreeing_words>(bits, locations, coordinates, seed);
}

std::unique_ptr<addressing> patterns_holding(const layout& in, std::uint32_t locations,
                                             std::uint32_t coordinates, std::uint64_t seed) {
  return std::make_unique<holding_patterns>(in, locations, coordinates, seed);
}

std::uint64_t bytes_of_patterns_holding(const layout& in, std::uint32_t locations,
                                        std::uint32_t coordinates) {
  return 4 * (std::uint64_t{in.units()} + 1 + std::uint64_t{locations} * (coordinates - 1));
}

}  // namespace kenyon
