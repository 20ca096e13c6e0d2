// Family `bits`: every level against a bit loop, at every tail and word offset.
#include "kernel_data.hpp"

using namespace kernel_tests;

namespace {

struct sums {
  std::uint64_t count = 0, overlap = 0, hamming = 0;
};

sums naive(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
  sums s;
  for (std::size_t i = 0; i < 64 * words; ++i) {
    s.count += bit(a, i);
    s.overlap += bit(a, i) && bit(b, i);
    s.hamming += bit(a, i) != bit(b, i);
  }
  return s;
}

void check_pair(const test_words& a, const test_words& b, std::size_t words) {
  const sums expected = naive(a.data(), b.data(), words);
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), words);
    REQUIRE(t->bits.count(a.data(), words) == expected.count);
    REQUIRE(t->bits.overlap(a.data(), b.data(), words) == expected.overlap);
    REQUIRE(t->bits.hamming(a.data(), b.data(), words) == expected.hamming);
  }
}

}  // namespace

TEST_CASE("bits: one vector and pairs of vectors", "[bits]") {
  random_words random(1);
  for (const std::size_t words : word_counts()) {
    for (const density d : densities) {
      for (std::size_t offset = 0; offset <= 8; ++offset) {
        const test_words a(random, d, words, offset);
        const test_words b(random, offset % 2 ? density::half : d, words, offset * 3 % 9);
        check_pair(a, b, words);
      }
    }
  }
}

TEST_CASE("bits: a long vector", "[bits]") {
  random_words random(2);
  for (const density d : densities) {
    const test_words a(random, d, 40003, 1);
    const test_words b(random, density::half, 40003, 2);
    check_pair(a, b, 40003);
  }
}

namespace {

struct matrix_case {
  std::size_t words, rows, cues, stride, cue_stride, offset;
};

std::vector<std::uint32_t> first(const std::vector<std::uint32_t>& v, std::size_t n) {
  return {v.begin(), v.begin() + static_cast<std::ptrdiff_t>(n)};
}

void check_matrix(const matrix_case& m, density d, random_words& random) {
  const test_words matrix(random, d, m.rows * m.stride, m.offset);
  const test_words cues(random, density::half, m.cues * m.cue_stride, 8 - m.offset);
  std::vector<std::uint32_t> overlap, hamming;
  for (std::size_t c = 0; c < m.cues; ++c) {
    for (std::size_t r = 0; r < m.rows; ++r) {
      const sums s = naive(cues.data() + c * m.cue_stride, matrix.data() + r * m.stride, m.words);
      overlap.push_back(static_cast<std::uint32_t>(s.overlap));
      hamming.push_back(static_cast<std::uint32_t>(s.hamming));
    }
  }
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), m.words, m.rows, m.cues, m.stride, m.offset);
    guarded<std::uint32_t> out(m.cues * m.rows);
    t->bits.overlap_matrix(cues.data(), m.cue_stride, m.cues, matrix.data(), m.stride, m.words,
                           m.rows, out.data());
    REQUIRE(out.values() == overlap);
    t->bits.hamming_matrix(cues.data(), m.cue_stride, m.cues, matrix.data(), m.stride, m.words,
                           m.rows, out.data());
    REQUIRE(out.values() == hamming);
    REQUIRE(out.intact());
    if (m.cues == 0) continue;
    guarded<std::uint32_t> many(m.rows);
    t->bits.overlap_many(cues.data(), matrix.data(), m.stride, m.words, m.rows, many.data());
    REQUIRE(many.values() == first(overlap, m.rows));
    t->bits.hamming_many(cues.data(), matrix.data(), m.stride, m.words, m.rows, many.data());
    REQUIRE(many.values() == first(hamming, m.rows));
    REQUIRE(many.intact());
  }
}

}  // namespace

TEST_CASE("bits: one to many and many to many", "[bits]") {
  random_words random(3);
  for (const std::size_t words : sizes{0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 24, 31, 64, 65, 130, 300}) {
    for (const std::size_t rows : sizes{0, 1, 2, 7, 8, 9, 15, 17, 24}) {
      for (const std::size_t cues : sizes{0, 1, 3, 5}) {
        const std::size_t offset = random.below(9);
        const std::size_t pad = random.below(3);
        const density d = densities[random.below(densities.size())];
        check_matrix({words, rows, cues, words + pad, words + 2 * pad, offset}, d, random);
      }
    }
  }
}

TEST_CASE("bits: many to many over several cache blocks", "[bits]") {
  random_words random(4);
  check_matrix({16, 300, 7, 16, 17, 1}, density::half, random);
  check_matrix({1, 5000, 2, 1, 1, 0}, density::sparse, random);
  check_matrix({700, 19, 4, 701, 700, 3}, density::dense, random);
}

namespace {

void check_passing(std::size_t words, std::size_t rows, random_words& random) {
  const std::size_t stride = words + random.below(3);
  const test_words matrix(random, density::half, rows * stride, random.below(9));
  const test_words cue(random, density::half, words, random.below(9));
  const auto bits = static_cast<std::uint32_t>(64 * words);
  for (const std::uint32_t bound : {0U, bits / 4, bits / 2, bits, ~0U}) {
    std::vector<std::uint32_t> near, sharing;
    for (std::uint32_t r = 0; r < rows; ++r) {
      const sums s = naive(cue.data(), matrix.data() + r * stride, words);
      if (s.hamming <= bound) near.push_back(r);
      if (s.overlap >= bound) sharing.push_back(r);
    }
    for (const kernel_table* t : tables()) {
      CAPTURE(name(t->which), words, rows, bound);
      guarded<std::uint32_t> out(rows);
      const auto check = [&](auto kernel, const std::vector<std::uint32_t>& expected) {
        REQUIRE(kernel(cue.data(), matrix.data(), stride, words, rows, bound, out.data()) ==
                expected.size());
        REQUIRE(first(out.values(), expected.size()) == expected);
        REQUIRE(out.intact());
      };
      check(t->bits.hamming_at_most, near);
      check(t->bits.overlap_at_least, sharing);
    }
  }
}

}  // namespace

TEST_CASE("bits: rows within a distance, rows that share enough", "[bits]") {
  random_words random(5);
  for (const std::size_t words : sizes{0, 1, 4, 8, 9, 16, 17})
    for (const std::size_t rows : sizes{0, 1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 130, 200})
      check_passing(words, rows, random);
}
