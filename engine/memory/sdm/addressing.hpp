// Private: which locations an address activates. Four designs, made by the functions below.
//
// Locations lie in blocks of neighbours. Whoever writes takes a block and passes over all words in
// their order, so that a location has one writer, its address and counters stay in a cache while
// the words pass, and saturation comes out the same for any number of threads.
#pragma once
#include <cstdint>
#include <memory>

#include <kenyon/pattern/layout.hpp>
#include <kenyon/pattern/pattern.hpp>

namespace kenyon {

struct address {
  const std::uint64_t* bits = nullptr;
  pattern_view units;       // the same; only designs on patterns of a layout look at them
  std::uint32_t least = 0;  // units shared at least; only patterns_sharing
};

class addressing {
 public:
  virtual ~addressing() = default;
  virtual std::size_t blocks() const = 0;
  virtual std::size_t largest_block() const = 0;  // in locations
  // The locations of the block that are activated, ascending, into `out`, which has room for
  // largest_block(); returns how many. All of block b come before all of block b+1.
  virtual std::size_t select(const address& asked, std::size_t block, std::uint32_t* out) const = 0;
  virtual std::uint64_t bytes() const = 0;
};

// Uniformly random words of `bits` bits; those within Hamming distance `radius` are active
// (Kanerva).
std::unique_ptr<addressing> words_within(std::uint32_t bits, std::uint32_t locations,
                                         std::uint32_t radius, std::uint64_t seed);

// Random patterns of a layout; those that share address::least units or more are active.
std::unique_ptr<addressing> patterns_sharing(const layout& in, std::uint32_t locations,
                                             std::uint64_t seed);
std::uint64_t bytes_of_patterns_sharing(const layout& in, std::uint32_t locations);

// `coordinates` random bits, each with a random required value; a location is active when all agree
// (Jaeckel). Looked up by groups of locations, see docs/sdm.md.
std::unique_ptr<addressing> words_agreeing(std::uint32_t bits, std::uint32_t locations,
                                           std::uint32_t coordinates, std::uint64_t seed);

// `coordinates` random units (of different modules), all of which must be active (Jaeckel's
// hyperplanes). Looked up by one of them.
std::unique_ptr<addressing> patterns_holding(const layout& in, std::uint32_t locations,
                                             std::uint32_t coordinates, std::uint64_t seed);
std::uint64_t bytes_of_patterns_holding(const layout& in, std::uint32_t locations,
                                        std::uint32_t coordinates);

}  // namespace kenyon
