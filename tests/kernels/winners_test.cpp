// Family `winners`: every level against sorting, with ties in plenty.
#include <algorithm>
#include <limits>
#include <numeric>

#include "kernel_data.hpp"

using namespace kernel_tests;

namespace {

using supports = std::vector<std::uint16_t>;

// `values` distinct counts: 1 makes all equal, 65536 uses the whole range.
supports random_counts(random_words& random, std::size_t n, std::size_t values) {
  supports counts(n);
  for (std::uint16_t& c : counts) c = static_cast<std::uint16_t>(random.below(values));
  return counts;
}

using sums = std::vector<std::int32_t>;

// `values` distinct sums around zero.
sums random_sums(random_words& random, std::size_t n, std::size_t values) {
  sums all(n);
  for (std::int32_t& s : all)
    s = static_cast<std::int32_t>(static_cast<std::int64_t>(random.below(values)) -
                                  static_cast<std::int64_t>(values / 2));
  return all;
}

template <class Supports>
std::vector<std::uint32_t> naive_top_k(const Supports& counts, std::size_t k) {
  std::vector<std::uint32_t> order(counts.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return counts[a] > counts[b]; });
  order.resize(k);
  std::sort(order.begin(), order.end());
  return order;
}

std::vector<std::uint64_t> planes_of(const supports& counts, unsigned n_planes) {
  const std::size_t words = counts.size() / 64;
  std::vector<std::uint64_t> planes(n_planes * words);
  for (std::size_t u = 0; u < counts.size(); ++u) {
    for (unsigned p = 0; p < n_planes; ++p) {
      planes[p * words + u / 64] |= std::uint64_t{counts[u] >> p & 1U} << (u % 64);
    }
  }
  return planes;
}

std::vector<std::uint32_t> indices_of(const std::vector<std::uint64_t>& bits) {
  std::vector<std::uint32_t> indices;
  for (std::uint32_t u = 0; u < 64 * bits.size(); ++u) {
    if (bit(bits.data(), u)) indices.push_back(u);
  }
  return indices;
}

std::vector<std::size_t> some_k(random_words& random, std::size_t n) {
  return {0, std::min<std::size_t>(1, n), n / 10, n / 2, random.below(n + 1), n ? n - 1 : 0, n};
}

void check_top_k(const supports& counts, std::size_t k) {
  const std::vector<std::uint32_t> expected = naive_top_k(counts, k);
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), counts.size(), k);
    guarded<std::uint32_t> out(k);
    t->winners.top_k(counts.data(), counts.size(), k, out.data());
    REQUIRE(out.values() == expected);
    REQUIRE(out.intact());
  }
}

void check_top_k_sums(const sums& all, std::size_t k) {
  const std::vector<std::uint32_t> expected = naive_top_k(all, k);
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), all.size(), k);
    guarded<std::uint32_t> out(k);
    t->winners.top_k_sums(all.data(), all.size(), k, out.data());
    REQUIRE(out.values() == expected);
    REQUIRE(out.intact());
  }
}

void check_top_k_planes(const supports& counts, unsigned n_planes, std::size_t k) {
  const std::vector<std::uint64_t> planes = planes_of(counts, n_planes);
  const std::vector<std::uint32_t> expected = naive_top_k(counts, k);
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), counts.size(), n_planes, k);
    guarded<std::uint64_t> out(counts.size() / 64, 0, k % 9);
    t->winners.top_k_planes(planes.data(), n_planes, counts.size() / 64, k, out.data());
    REQUIRE(indices_of(out.values()) == expected);
    REQUIRE(out.intact());
  }
}

}  // namespace

TEST_CASE("winners: top k of counts", "[winners]") {
  random_words random(20);
  for (const std::size_t n :
       sizes{0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97, 128, 129, 200, 1000, 4097}) {
    for (const std::size_t values : sizes{1, 2, 5, 64, 3000, 65536}) {
      const supports counts = random_counts(random, n, values);
      for (const std::size_t k : some_k(random, n)) check_top_k(counts, k);
    }
  }
}

TEST_CASE("winners: top k at the edges of the range", "[winners]") {
  supports counts(100, 65535);
  check_top_k(counts, 37);
  counts[3] = 0;
  counts[99] = 0;
  for (const std::size_t k : sizes{1, 97, 98, 99, 100}) check_top_k(counts, k);
  check_top_k(supports(100, 0), 64);
}

TEST_CASE("winners: top k of planes", "[winners]") {
  random_words random(21);
  for (const std::size_t words : sizes{0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 50}) {
    for (const unsigned n_planes : {0U, 1U, 3U, 7U, 13U, 16U}) {
      const supports counts = random_counts(random, 64 * words, std::size_t{1} << n_planes);
      for (const std::size_t k : some_k(random, counts.size())) {
        check_top_k_planes(counts, n_planes, k);
      }
    }
  }
}

TEST_CASE("winners: top k of planes in few different counts", "[winners]") {
  random_words random(22);
  for (const std::size_t values : sizes{1, 2, 3}) {
    const supports counts = random_counts(random, 640, values);
    for (const std::size_t k : some_k(random, counts.size())) check_top_k_planes(counts, 6, k);
  }
}

TEST_CASE("winners: largest of each module", "[winners]") {
  random_words random(23);
  for (const std::size_t units : sizes{1,  2,  3,  7,  8,  15, 16, 17,  31,  32,  33,
                                       47, 48, 49, 63, 64, 65, 96, 128, 200, 256, 1000}) {
    for (const std::size_t values : sizes{1, 2, 40, 65536}) {
      for (const std::size_t modules : sizes{0, 1, 2, 9}) {
        const supports counts = random_counts(random, modules * units, values);
        std::vector<std::uint32_t> expected;
        for (std::size_t h = 0; h < modules; ++h) {
          const auto first = counts.begin() + static_cast<std::ptrdiff_t>(h * units);
          const auto best = std::max_element(first, first + static_cast<std::ptrdiff_t>(units));
          expected.push_back(static_cast<std::uint32_t>(best - counts.begin()));
        }
        for (const kernel_table* t : tables()) {
          CAPTURE(name(t->which), modules, units, values);
          guarded<std::uint32_t> out(modules);
          t->winners.argmax_modules(counts.data(), modules, units, out.data());
          REQUIRE(out.values() == expected);
          REQUIRE(out.intact());
        }
      }
    }
  }
}

TEST_CASE("winners: top k of sums", "[winners]") {
  random_words random(25);
  for (const std::size_t n :
       sizes{0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1000, 4097}) {
    for (const std::size_t values : sizes{1, 2, 5, 3000, std::size_t{1} << 32}) {
      const sums all = random_sums(random, n, values);
      for (const std::size_t k : some_k(random, n)) check_top_k_sums(all, k);
    }
  }
}

TEST_CASE("winners: top k of sums at the edges of the range", "[winners]") {
  constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
  constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
  for (const std::int32_t all_are : {most, least}) {
    sums all(100, all_are);
    check_top_k_sums(all, 37);
    all[3] = 0;
    all[99] = 0;
    for (const std::size_t k : sizes{1, 2, 3, 97, 98, 99, 100}) check_top_k_sums(all, k);
    all[50] = most;
    all[51] = least;
    for (const std::size_t k : sizes{1, 2, 3, 97, 98, 99, 100}) check_top_k_sums(all, k);
  }
}

TEST_CASE("winners: largest sum of each module", "[winners]") {
  random_words random(26);
  for (const std::size_t units : sizes{1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 65, 200}) {
    for (const std::size_t values : sizes{1, 2, 40, std::size_t{1} << 32}) {
      for (const std::size_t modules : sizes{0, 1, 2, 9}) {
        const sums all = random_sums(random, modules * units, values);
        std::vector<std::uint32_t> expected;
        for (std::size_t h = 0; h < modules; ++h) {
          const auto first = all.begin() + static_cast<std::ptrdiff_t>(h * units);
          const auto best = std::max_element(first, first + static_cast<std::ptrdiff_t>(units));
          expected.push_back(static_cast<std::uint32_t>(best - all.begin()));
        }
        for (const kernel_table* t : tables()) {
          CAPTURE(name(t->which), modules, units, values);
          guarded<std::uint32_t> out(modules);
          t->winners.argmax_modules_sums(all.data(), modules, units, out.data());
          REQUIRE(out.values() == expected);
          REQUIRE(out.intact());
        }
      }
    }
  }
}

TEST_CASE("winners: bits to indices and back", "[winners]") {
  random_words random(24);
  for (const std::size_t words : word_counts()) {
    for (const density d : densities) {
      for (std::size_t offset = 0; offset <= 8; offset += words > 30 ? 3 : 1) {
        const test_words bits(random, d, words, offset);
        const std::vector<std::uint64_t> wanted(bits.data(), bits.data() + words);
        const std::vector<std::uint32_t> expected = indices_of(wanted);
        std::vector<std::uint32_t> shuffled = expected;
        for (std::size_t i = 0; i < expected.size(); ++i) {
          std::swap(shuffled[i], shuffled[random.below(expected.size())]);
          if (i % 7 == 0) shuffled.push_back(expected[i]);
        }
        for (const kernel_table* t : tables()) {
          CAPTURE(name(t->which), words, offset);
          guarded<std::uint32_t> indices(expected.size(), 16);
          REQUIRE(t->winners.bits_to_indices(bits.data(), words, indices.data()) ==
                  expected.size());
          REQUIRE(indices.values() == expected);
          REQUIRE(indices.intact());
          guarded<std::uint64_t> back(words, 0, offset);
          t->winners.indices_to_bits(shuffled.data(), shuffled.size(), back.data(), words);
          REQUIRE(back.values() == wanted);
          REQUIRE(back.intact());
        }
      }
    }
  }
}
