#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/kenyon.hpp>
#include <kenyon/memory/sdm/sdm.hpp>
#include <kenyon/memory/sdm/sequence_memory.hpp>
#include <kenyon/memory/sdm/theory.hpp>

#include "tests/level_guard.hpp"

using namespace kenyon;

namespace {

bit_matrix random_words(std::size_t count, std::uint32_t bits, std::uint64_t seed) {
  bit_matrix words(count, bits);
  for (std::size_t i = 0; i < count; ++i) {
    random_sequence numbers(seed, stream::trial, i);
    for (std::uint32_t b = 0; b < bits; ++b)
      if (numbers.next() & 1) words.set(i, b);
  }
  return words;
}

bit_matrix flipped(const bit_matrix& words, std::uint32_t bits, std::uint64_t seed) {
  bit_matrix cues = words.clone();
  pattern which(bits);
  for (std::size_t i = 0; i < cues.rows(); ++i) {
    random_sequence numbers(seed, stream::noise, i);
    draw_distinct(numbers, static_cast<std::uint32_t>(cues.columns()), which);
    for (const unit u : which) cues.row(i)[u / 64] ^= std::uint64_t{1} << (u % 64);
  }
  return cues;
}

bool same_row(const bit_matrix& a, std::size_t i, const bit_matrix& b, std::size_t k) {
  return std::equal(a.row(i), a.row(i) + a.words(), b.row(k));
}

sdm_shape small(std::uint32_t radius) {
  return {.address_bits = 130, .word_bits = 70, .locations = 3000, .radius = radius};
}

// Counters written one by one, by lists of activated locations.
struct naive_counters {
  int largest;
  std::vector<int> counters;  // location * bits + bit
  naive_counters(const sdm_shape& s)
      : largest(s.counter_bits == 8 ? 127 : 32767),
        counters(std::size_t{s.locations} * s.word_bits) {}
  void write(const sdm_shape& s, const location_lists& lists, const bit_matrix& words, int weight) {
    for (std::size_t i = 0; i < lists.size(); ++i)
      for (const std::uint32_t l : lists[i])
        for (std::uint32_t b = 0; b < s.word_bits; ++b) {
          int& c = counters[std::size_t{l} * s.word_bits + b];
          c = std::clamp(c + (words.test(i, b) ? weight : -weight), -largest, largest);
        }
  }
  std::vector<std::int64_t> sums(const sdm_shape& s, const location_lists& lists,
                                 unsigned z) const {
    std::vector<std::int64_t> all(lists.size() * s.word_bits);
    for (std::size_t i = 0; i < lists.size(); ++i)
      for (const std::uint32_t l : lists[i])
        for (std::uint32_t b = 0; b < s.word_bits; ++b) {
          const std::int64_t c = counters[std::size_t{l} * s.word_bits + b];
          std::int64_t power = c < 0 ? -1 : c > 0;
          for (unsigned k = 0; k < z; ++k) power *= std::abs(c);
          all[i * s.word_bits + b] += power;
        }
    return all;
  }
};

}  // namespace

TEST_CASE("locations are activated within the radius, as expected by the binomial") {
  const sdm memory(
      sdm_shape{.address_bits = 256, .word_bits = 1, .locations = 100000, .radius = 110});
  const bit_matrix addresses = random_words(400, 256, 1);
  const location_lists lists = memory.activated(addresses);
  const mean_and_deviation expected = activated_locations({256, 110, 1e5});
  const double mean = double(lists.locations.size()) / 400;
  // Four deviations of a mean of 400; counts of different addresses share locations, hardly.
  CHECK(std::abs(mean - expected.mean) < 4 * expected.deviation / 20);
  for (std::size_t i = 0; i < lists.size(); ++i)
    REQUIRE(std::is_sorted(lists[i].begin(), lists[i].end()));
  // Two addresses at distance 40 share what the intersection of the balls says.
  const location_lists other = memory.activated(flipped(addresses, 40, 2));
  std::size_t shared = 0;
  for (std::size_t i = 0; i < 400; ++i) shared += overlap(lists[i], other[i]);
  const double per_pair = shared_locations({256, 110, 1e5}, 40);
  CHECK(std::abs(double(shared) / 400 - per_pair) < 4 * std::sqrt(per_pair) / 20);
}

TEST_CASE("selected coordinates: shares and overlaps of Jaeckel's design") {
  const sdm memory(
      sdm_shape{.address_bits = 256, .word_bits = 1, .locations = 100000, .coordinates = 8});
  const bit_matrix addresses = random_words(400, 256, 1);
  const location_lists lists = memory.activated(addresses);
  const double expected = 1e5 / 256;
  CHECK(std::abs(double(lists.locations.size()) / 400 - expected) < 4 * std::sqrt(expected) / 20);
  for (const std::uint32_t d : {20U, 60U}) {
    const location_lists other = memory.activated(flipped(addresses, d, d));
    std::size_t shared = 0;
    for (std::size_t i = 0; i < 400; ++i) shared += overlap(lists[i], other[i]);
    const double per_pair = shared_by_coordinates(256, 8, 1e5, d);
    INFO(d << " " << double(shared) / 400 << " " << per_pair);
    // Locations of a group come together, so that the deviation is larger than Poisson's: twice.
    CHECK(std::abs(double(shared) / 400 - per_pair) < 8 * std::sqrt(per_pair) / 20);
  }
}

TEST_CASE("every location of selected coordinates is found by some address, whatever q") {
  for (const std::uint32_t q : {1U, 2U, 3U, 5U}) {
    const sdm memory(
        sdm_shape{.address_bits = 5, .word_bits = 1, .locations = 777, .coordinates = q});
    bit_matrix all(32, 5);
    for (std::size_t i = 0; i < 32; ++i) all.row(i)[0] = i;
    const location_lists lists = memory.activated(all);
    std::vector<unsigned> found(777);
    for (const std::uint32_t l : lists.locations) ++found[l];
    for (const unsigned n : found) REQUIRE(n == 32U >> q);  // 2^(5-q) addresses agree with it
  }
}

TEST_CASE("writing and reading agree with the definition, saturation included") {
  const unsigned bits = GENERATE(8U, 16U);
  const unsigned z = GENERATE(0U, 1U, 2U);
  const std::uint32_t coordinates = GENERATE(0U, 3U);
  sdm_shape shape = small(60);
  shape.coordinates = coordinates;
  shape.counter_bits = bits;
  shape.exponent = z;
  sdm memory(shape);
  naive_counters reference(shape);
  const bit_matrix addresses = random_words(90, 130, 3);
  const bit_matrix words = random_words(90, 70, 4);
  for (const int weight : {1, 3, -2, bits == 8 ? 60 : 32000}) {
    memory.write(addresses, words, weight);
    reference.write(shape, memory.activated(addresses), words, weight);
    const bit_matrix cues = flipped(addresses, 10, 5);
    const auto expected = reference.sums(shape, memory.activated(cues), z);
    REQUIRE(memory.sums(cues) == expected);
    const bit_matrix read = memory.read(cues);
    for (std::size_t i = 0; i < 90; ++i)
      for (std::size_t b = 0; b < 70; ++b) REQUIRE(read.test(i, b) == (expected[i * 70 + b] > 0));
  }
  CHECK(memory.saturated());
}

TEST_CASE("a negative weight takes a word back") {
  sdm memory(small(60));
  const bit_matrix kept = random_words(20, 130, 6);
  const bit_matrix data = random_words(20, 70, 7);
  memory.write(kept, data);
  const auto before = memory.sums(kept);
  memory.write(random_words(30, 130, 8), random_words(30, 70, 9), 2);
  CHECK(memory.sums(kept) != before);
  memory.write(random_words(30, 130, 8), random_words(30, 70, 9), -2);
  CHECK(memory.sums(kept) == before);
  CHECK_FALSE(memory.saturated());
}

TEST_CASE("an exponent that is no integer weighs counters by rounded powers") {
  sdm_shape shape = small(60);
  shape.exponent = 0.5;
  sdm memory(shape);
  const bit_matrix at = random_words(1, 130, 10);
  const bit_matrix word = random_words(1, 70, 11);
  memory.write(at, word, 4);
  const auto n = static_cast<double>(memory.activated(at).locations.size());
  const auto sums = memory.sums(at);
  const double unit = std::pow(127, 0.5) / std::pow(2.0, 38);
  for (std::size_t b = 0; b < 70; ++b)
    CHECK(double(sums[b]) * unit == Approx(word.test(0, b) ? 2 * n : -2 * n).epsilon(1e-9));
}

TEST_CASE("words written at themselves are read again from noisy cues") {
  sdm memory(sdm_shape{.address_bits = 256, .word_bits = 256, .locations = 20000, .radius = 108});
  const bit_matrix words = random_words(100, 256, 12);
  memory.write(words, words);
  const sdm::settled near = memory.read_until_fixed(flipped(words, 30, 13), 10);
  for (std::size_t i = 0; i < 100; ++i) {
    REQUIRE(same_row(near.words, i, words, i));
    CHECK(near.reached[i] == 1);
    CHECK(near.reads[i] >= 2);
    CHECK(near.reads[i] <= 10);
  }
  const sdm::settled once = memory.read_until_fixed(flipped(words, 30, 13), 1);
  const bit_matrix read = memory.read(flipped(words, 30, 13));
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(once.reads[i] == 1);
    CHECK(same_row(once.words, i, read, i));
  }
}

TEST_CASE("location memories hold the same bits at every level and thread count") {
  const auto run = [](std::uint32_t coordinates) {
    sdm memory(sdm_shape{.address_bits = 200,
                         .word_bits = 130,
                         .locations = 9000,
                         .radius = 90,
                         .coordinates = coordinates});
    const bit_matrix addresses = random_words(300, 200, 14);
    for (int k = 0; k < 3; ++k) memory.write(addresses, random_words(300, 130, 15), 50);
    return memory.sums(addresses);
  };
  for (const std::uint32_t coordinates : {0U, 6U}) {
    const level_guard guard;
    force_level("scalar");
    std::vector<std::int64_t> reference;
    {
      const thread_limit one(1);
      reference = run(coordinates);
    }
    for (const std::string_view level : available_levels())
      for (const unsigned threads : {1U, 3U}) {
        force_level(level);
        const thread_limit limit(threads);
        INFO(level << " " << threads);
        CHECK(run(coordinates) == reference);
      }
  }
}

TEST_CASE("what no memory of locations can be is refused") {
  const auto refused = [](const sdm_shape& shape, fault why) {
    try {
      sdm memory(shape);
    } catch (const error& e) {
      return e.which() == why;
    }
    return false;
  };
  CHECK(refused({.locations = 0}, fault::usage));
  CHECK(refused({.counter_bits = 12}, fault::usage));
  CHECK(refused({.coordinates = 65}, fault::usage));
  CHECK(refused({.address_bits = 5, .coordinates = 6}, fault::usage));
  CHECK(refused({.exponent = -1}, fault::usage));
  CHECK(refused({.exponent = std::nan("")}, fault::usage));
  CHECK(refused({.word_bits = 1 << 24, .locations = 1 << 24}, fault::resources));
  sdm memory(small(60));
  CHECK_THROWS_AS(memory.write(bit_matrix(1, 130), bit_matrix(1, 71)), error);
  CHECK_THROWS_AS(memory.write(bit_matrix(1, 131), bit_matrix(1, 70)), error);
  CHECK_THROWS_AS(memory.write(bit_matrix(2, 130), bit_matrix(1, 70)), error);
  CHECK_THROWS_AS(memory.write(bit_matrix(1, 130), bit_matrix(1, 70), 0), error);
  CHECK_THROWS_AS(memory.write(bit_matrix(1, 130), bit_matrix(1, 70), 128), error);
  CHECK_THROWS_AS(memory.read(bit_matrix(1, 70)), error);
  CHECK_THROWS_AS(memory.read_until_fixed(bit_matrix(1, 130), 2), error);
}

TEST_CASE("folds tell songs apart that share a middle part") {
  // Two songs of 12 words whose words 4, 5 and 6 are the same.
  const sdm_shape shape{.address_bits = 256, .word_bits = 256, .locations = 10000, .radius = 108};
  bit_matrix first = random_words(12, 256, 16);
  bit_matrix second = random_words(12, 256, 17);
  for (std::size_t t = 4; t < 7; ++t) std::copy_n(first.row(t), 4, second.row(t));
  const auto continued = [&](std::uint32_t folds, const bit_matrix& song, std::uint64_t seed) {
    sequence_memory memory(shape, folds);
    memory.store(first);
    memory.store(second);
    bit_matrix begin(1, 256);
    std::copy_n(song.row(0), 4, begin.row(0));
    const bit_matrix told = memory.following(flipped(begin, 25, seed), 11);
    std::size_t right = 0;
    while (right < 11 && same_row(told, right, song, right + 1)) ++right;
    return right;
  };
  CHECK(continued(5, first, 18) == 11);
  CHECK(continued(5, second, 19) == 11);
  // One fold sings up to the end of the shared part, word 6, and then a mixture of both.
  CHECK(continued(1, first, 18) == 6);
  CHECK(continued(1, second, 19) == 6);
  // Three folds reach back over three words: still only the shared part.
  CHECK(continued(3, first, 18) == 6);
}

TEST_CASE("sequences are checked") {
  CHECK_THROWS_AS(sequence_memory(small(60), 2), error);
  sequence_memory memory({.address_bits = 64, .word_bits = 64, .locations = 100, .radius = 28}, 2);
  CHECK_THROWS_AS(memory.store(bit_matrix(3, 65)), error);
  CHECK_THROWS_AS(memory.following(bit_matrix(0, 64), 2), error);
  memory.store(bit_matrix(1, 64));
  CHECK(memory.following(bit_matrix(1, 64), 0).rows() == 0);
}
