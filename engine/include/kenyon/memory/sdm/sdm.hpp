// Sparse distributed memory on words of bits (Kanerva 1988): M hard locations at random addresses,
// each with a counter a bit of the stored words. Writing adds the word, +1 for a set bit and -1 for
// a clear one, to the counters of every location that the address activates; reading adds up the
// counters of the activated locations, and a bit is set where the sum is positive (so a bit on
// which nothing was written is clear).
//
// Two designs of locations:
//   radius        an address is a random word; active within a Hamming distance (Kanerva)
//   coordinates   q random bits of the address must have random required values (Jaeckel 1989). An
//                 address activates M/2^q locations; they are found by look-up instead of a scan.
//                 Groups of locations share some of their coordinates, so that a location's own
//                 distribution is Jaeckel's but two locations of a group are not independent: means
//                 are unchanged, deviations grow a little (docs/sdm.md has them measured).
//
// Addresses and words are rows of a bit_matrix. Counters saturate at +-127 or +-32767; words reach
// a location in their order, so contents are the same for any number of threads.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <kenyon/base/bit_matrix.hpp>

namespace kenyon {

class addressing;
class location_counters;

struct sdm_shape {
  std::uint32_t address_bits = 1000;
  std::uint32_t word_bits = 1000;
  std::uint32_t locations = 1000000;  // at most 2^24
  std::uint32_t radius = 451;         // not looked at where coordinates > 0
  std::uint32_t coordinates = 0;      // q > 0: selected coordinates instead of a radius; at most 64
  unsigned counter_bits = 8;          // 8 or 16
  // z of the generalised reading (Brogliato, Chada & Linhares 2014): a counter c adds sign(c)|c|^z.
  // 1 is Kanerva's, 0 lets every counter vote. 0 <= z <= 16. Sums are exact for z = 1 and for other
  // whole z with 127^z (32767^z) <= 2^38, i.e. z <= 5 (2); else |c|^z is rounded to multiples of
  // 127^z / 2^38 (32767^z / 2^38), which are the unit of the sums.
  double exponent = 1;
  std::uint64_t seed = 1;

  static sdm_shape kanerva() { return {}; }
};

// Locations activated by each of several addresses, ascending.
struct location_lists {
  std::vector<std::size_t> begin{0};
  std::vector<std::uint32_t> locations;
  std::size_t size() const { return begin.size() - 1; }
  std::span<const std::uint32_t> operator[](std::size_t i) const {
    return {locations.data() + begin[i], locations.data() + begin[i + 1]};
  }
};

class sdm {
 public:
  // Throws error{usage} for a shape out of range, error{resources} for one that does not fit.
  explicit sdm(const sdm_shape& shape);
  sdm(sdm&&) noexcept;
  sdm& operator=(sdm&&) noexcept;
  ~sdm();

  const sdm_shape& shape() const { return shape_; }
  std::uint64_t footprint_bytes() const;

  // Stores word i at address i, `weight` times; a negative weight takes it back, exactly as long as
  // saturated() is false. Throws error{bad_input} where widths or numbers of rows do not fit.
  void write(const bit_matrix& addresses, const bit_matrix& words, int weight = 1);
  // Whether a counter was ever held at an end of its range.
  bool saturated() const { return saturated_; }

  location_lists activated(const bit_matrix& addresses) const;
  // Row i: the sums at address i, word_bits of them.
  std::vector<std::int64_t> sums(const bit_matrix& addresses) const;
  bit_matrix read(const bit_matrix& addresses) const;

  // Reads at the address, then at what was read, until nothing changes or `most` reads are done.
  struct settled {
    bit_matrix words;
    std::vector<std::uint32_t> reads;   // the one that changed nothing included
    std::vector<std::uint8_t> reached;  // a fixed point?
  };
  // Throws error{usage} unless words are as wide as addresses.
  settled read_until_fixed(const bit_matrix& addresses, std::uint32_t most) const;

 private:
  sdm_shape shape_;
  std::unique_ptr<addressing> where_;
  std::unique_ptr<location_counters> counters_;
  bool saturated_ = false;
};

}  // namespace kenyon
