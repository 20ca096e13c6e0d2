// Family `rows`: the scalar kernel against counts made bit by bit, every other level against both.
#include <algorithm>
#include <bit>

#include "kernel_data.hpp"

using namespace kernel_tests;
using kenyon::kernels::intersect_group;
using kenyon::kernels::max_rows;
using kenyon::kernels::planes_for;

namespace {

// A matrix and a selection of its rows.
struct rows_case {
  static constexpr std::size_t height = 24;
  std::size_t words, stride, n;
  test_words matrix;
  std::vector<std::uint32_t> rows;

  rows_case(random_words& random, density d, std::size_t w, std::size_t count, std::size_t offset)
      : words(w), stride(w + offset % 3), n(count), matrix(random, d, height * stride, offset) {
    for (std::size_t i = 0; i < n; ++i) {
      rows.push_back(static_cast<std::uint32_t>(random.below(height)));  // repeats from the start
    }
  }
  const std::uint64_t* row(std::size_t i) const { return matrix.data() + rows[i] * stride; }
};

std::vector<std::uint32_t> naive_counts(const rows_case& c) {
  std::vector<std::uint32_t> counts(64 * c.words);
  for (std::size_t i = 0; i < c.n; ++i) {
    for (std::size_t u = 0; u < counts.size(); ++u) counts[u] += bit(c.row(i), u);
  }
  return counts;
}

std::vector<std::uint64_t> naive_planes(const std::vector<std::uint32_t>& counts,
                                        unsigned n_planes) {
  const std::size_t words = counts.size() / 64;
  std::vector<std::uint64_t> planes(n_planes * words);
  for (std::size_t u = 0; u < counts.size(); ++u) {
    for (unsigned p = 0; p < n_planes; ++p) {
      planes[p * words + u / 64] |= std::uint64_t{counts[u] >> p & 1} << (u % 64);
    }
  }
  return planes;
}

void check_count(const rows_case& c) {
  const std::vector<std::uint64_t> expected = naive_planes(naive_counts(c), planes_for(c.n));
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), c.words, c.n);
    guarded<std::uint64_t> planes(expected.size(), 0, c.n % 9);
    t->rows.count(c.matrix.data(), c.stride, c.rows.data(), c.n, c.words, planes.data());
    REQUIRE(planes.values() == expected);
    REQUIRE(planes.intact());
  }
}

// Of the columns that any row has, the k of the largest counts, the lower of equal ones.
std::vector<std::uint64_t> naive_best(const std::vector<std::uint32_t>& counts, std::size_t k) {
  std::vector<std::size_t> order;
  for (std::size_t u = 0; u < counts.size(); ++u)
    if (counts[u] > 0) order.push_back(u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  order.resize(std::min(k, order.size()));
  std::vector<std::uint64_t> bits(counts.size() / 64);
  for (const std::size_t u : order) bits[u / 64] |= std::uint64_t{1} << (u % 64);
  return bits;
}

// The rows fetched meanwhile change nothing, whether none, fewer or more than those counted.
void check_best(const rows_case& c, std::size_t k) {
  const std::vector<std::uint32_t> counts = naive_counts(c);
  const std::vector<std::uint64_t> expected_planes = naive_planes(counts, planes_for(c.n));
  const std::vector<std::uint64_t> expected = naive_best(counts, k);
  std::size_t marked = 0;
  for (const std::uint64_t w : expected) marked += static_cast<std::size_t>(std::popcount(w));
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), c.words, c.n, k);
    const std::vector<std::uint32_t> ahead(c.n * (c.words % 3) / 2 + k % 2, 1);
    guarded<std::uint64_t> planes(expected_planes.size(), 0, c.n % 9);
    guarded<std::uint64_t> best(c.words, 0, c.n % 9);
    const std::size_t found =
        t->rows.best_ahead(c.matrix.data(), c.stride, c.rows.data(), c.n, c.words, ahead.data(),
                           ahead.size(), k, planes.data(), best.data());
    REQUIRE(found == marked);
    REQUIRE(best.values() == expected);
    REQUIRE(planes.values() == expected_planes);
    REQUIRE(best.intact());
    REQUIRE(planes.intact());
  }
}

// Selected rows get the bits of the first one, all others stay as they are.
void check_set(const rows_case& c) {
  const std::vector<std::uint64_t> bits(c.matrix.data(), c.matrix.data() + c.words);
  const std::vector<std::uint64_t> before(c.matrix.data(),
                                          c.matrix.data() + rows_case::height * c.stride);
  std::vector<std::uint64_t> expected = before;
  for (const std::uint32_t r : c.rows)
    for (std::size_t w = 0; w < c.words; ++w) expected[r * c.stride + w] |= bits[w];
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), c.words, c.n);
    guarded<std::uint64_t> matrix(before.size(), 0, c.n % 9);
    std::copy(before.begin(), before.end(), matrix.data());
    const std::size_t n_ahead = c.n / 2 * (c.words % 4);
    const std::vector<std::uint32_t> ahead(n_ahead, 1);
    t->rows.set_ahead(matrix.data(), c.stride, c.rows.data(), c.n, c.words, ahead.data(), n_ahead,
                      bits.data());
    REQUIRE(matrix.values() == expected);
    REQUIRE(matrix.intact());
  }
}

struct intersection {
  std::vector<std::uint64_t> bits;
  std::size_t survivors, used;
};

// One group after the other, whole vectors of bools.
intersection naive_intersect(const rows_case& c, std::size_t enough) {
  std::vector<bool> alive(64 * c.words, true);
  intersection result{std::vector<std::uint64_t>(c.words), alive.size(), 0};
  while (result.used < c.n) {
    for (std::size_t u = 0; u < alive.size(); ++u) {
      alive[u] = alive[u] && bit(c.row(result.used), u);
    }
    ++result.used;
    if (result.used % intersect_group != 0 && result.used != c.n) continue;
    result.survivors = static_cast<std::size_t>(std::count(alive.begin(), alive.end(), true));
    if (result.survivors <= enough) break;
  }
  for (std::size_t u = 0; u < alive.size(); ++u) {
    result.bits[u / 64] |= std::uint64_t{alive[u]} << (u % 64);
  }
  return result;
}

void check_intersect(const rows_case& c, std::size_t enough) {
  const intersection expected = naive_intersect(c, enough);
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), c.words, c.n, enough);
    guarded<std::uint64_t> out(c.words, 0, c.n % 9);
    std::size_t used = 12345;
    const std::size_t survivors = t->rows.intersect(c.matrix.data(), c.stride, c.rows.data(), c.n,
                                                    c.words, enough, out.data(), &used);
    REQUIRE(survivors == expected.survivors);
    REQUIRE(used == expected.used);
    REQUIRE(out.values() == expected.bits);
    REQUIRE(out.intact());
  }
}

// Selections of every length 0 .. n in one call.
void check_intersect_many(const rows_case& c) {
  std::vector<std::size_t> begin{0};
  std::vector<std::uint32_t> rows;
  std::vector<std::uint64_t> expected;
  for (std::size_t length = 0; length <= std::min<std::size_t>(c.n, 17); ++length) {
    rows.insert(rows.end(), c.rows.begin(), c.rows.begin() + static_cast<std::ptrdiff_t>(length));
    begin.push_back(rows.size());
    std::vector<std::uint64_t> all(c.words, ~std::uint64_t{0});
    for (std::size_t i = 0; i < length; ++i)
      for (std::size_t w = 0; w < c.words; ++w) all[w] &= c.row(i)[w];
    expected.insert(expected.end(), all.begin(), all.end());
  }
  const std::size_t selections = begin.size() - 1;
  for (const std::size_t gap : sizes{0, 3}) {
    std::vector<std::uint64_t> spread;  // results `gap` words apart, which stay as they were
    for (std::size_t i = 0; i < expected.size(); ++i) {
      spread.push_back(expected[i]);
      if ((i + 1) % c.words == 0) spread.insert(spread.end(), gap, 0xa5a5a5a5a5a5a5a5);
    }
    for (const kernel_table* t : tables()) {
      CAPTURE(name(t->which), c.words, c.n, gap);
      guarded<std::uint64_t> out(spread.size(), 0, c.n % 9);
      t->rows.intersect_many(c.matrix.data(), c.stride, rows.data(), begin.data(), selections,
                             c.words, out.data(), c.words + gap);
      REQUIRE(out.values() == spread);
      REQUIRE(out.intact());
    }
  }
}

void check_unite(const rows_case& c) {
  const std::vector<std::uint32_t> counts = naive_counts(c);
  std::vector<std::uint64_t> expected(c.words);
  for (std::size_t u = 0; u < counts.size(); ++u) {
    expected[u / 64] |= std::uint64_t{counts[u] > 0} << (u % 64);
  }
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), c.words, c.n);
    guarded<std::uint64_t> out(c.words, 0, c.n % 9);
    t->rows.unite(c.matrix.data(), c.stride, c.rows.data(), c.n, c.words, out.data());
    REQUIRE(out.values() == expected);
    REQUIRE(out.intact());
  }
}

void check_all(const rows_case& c) {
  check_count(c);
  for (const std::size_t k : sizes{0, 1, 10, 32 * c.words + 1, 64 * c.words})
    if (k <= 64 * c.words) check_best(c, k);
  check_set(c);
  check_unite(c);
  check_intersect_many(c);
  for (const std::size_t enough : sizes{0, 1, 40, 64 * c.words}) {
    check_intersect(c, enough);
  }
}

constexpr std::size_t selected[] = {0,  1,  2,  3,  4,  5,  7,  8,  9, 12,
                                    15, 16, 17, 31, 32, 33, 63, 64, 65};
constexpr std::size_t many_selected[] = {127, 128, 255, 256, 1000, 4095, 4096};

}  // namespace

TEST_CASE("rows: every tail and offset", "[rows]") {
  random_words random(10);
  for (const std::size_t words : word_counts()) {
    if (words > 300) continue;
    const std::size_t offset = random.below(9);
    for (const std::size_t n : selected) {
      if (words > 40 && n > 17) continue;
      check_all(rows_case(random, densities[random.below(densities.size())], words, n, offset));
    }
  }
}

TEST_CASE("rows: every density and offset", "[rows]") {
  random_words random(11);
  for (const density d : densities) {
    for (std::size_t offset = 0; offset <= 8; ++offset) {
      for (const std::size_t n : sizes{3, 16, 37}) {
        for (const std::size_t words : sizes{8, 21})
          check_all(rows_case(random, d, words, n, offset));
      }
    }
  }
}

TEST_CASE("rows: as many as may be selected", "[rows]") {
  static_assert(max_rows == 4096);
  random_words random(12);
  for (const std::size_t n : many_selected) {
    for (const density d : {density::full, density::half, density::thin}) {
      check_all(rows_case(random, d, n > 300 ? 3 : 19, n, n % 9));
    }
  }
}

TEST_CASE("rows: long rows, several tiles", "[rows]") {
  random_words random(13);
  for (const std::size_t n : sizes{1, 6, 35}) {
    for (const std::size_t words : sizes{512, 1000, 1027}) {
      check_all(rows_case(random, density::dense, words, n, n % 9));
    }
  }
}

namespace {

void check_planes(random_words& random, unsigned n_planes, std::size_t words, density d) {
  const std::size_t offset = random.below(9);
  const test_words planes(random, d, n_planes * words, offset);
  std::vector<std::uint16_t> counts(64 * words);
  for (std::size_t u = 0; u < counts.size(); ++u) {
    unsigned sum = 0;
    for (unsigned p = 0; p < n_planes; ++p) sum += unsigned{bit(planes.data() + p * words, u)} << p;
    counts[u] = static_cast<std::uint16_t>(sum);
  }
  const std::uint32_t top = 1U << n_planes;
  const auto inside = static_cast<std::uint32_t>(random.below(top));
  const std::uint32_t thresholds[] = {0, 1, inside, inside + 1, top - 1, top, ~0U};
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), n_planes, words);
    guarded<std::uint16_t> unpacked(counts.size(), 0, offset);
    t->rows.unpack(planes.data(), n_planes, words, unpacked.data());
    REQUIRE(unpacked.values() == counts);
    REQUIRE(unpacked.intact());
    for (const std::uint32_t threshold : thresholds) {
      CAPTURE(threshold);
      guarded<std::uint64_t> out(words, 0, offset);
      const std::size_t total =
          t->rows.at_least(planes.data(), n_planes, words, threshold, out.data());
      std::size_t wrong = 0, expected = 0;
      for (std::size_t u = 0; u < counts.size(); ++u) {
        wrong += bit(out.data(), u) != (counts[u] >= threshold);
        expected += counts[u] >= threshold;
      }
      REQUIRE(wrong == 0);
      REQUIRE(total == expected);
      REQUIRE(out.intact());
    }
  }
}

}  // namespace

TEST_CASE("rows: thresholds and unpacked counts", "[rows]") {
  random_words random(14);
  for (unsigned n_planes = 0; n_planes <= 16; ++n_planes) {
    for (const std::size_t words : sizes{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 100}) {
      check_planes(random, n_planes, words, densities[random.below(densities.size())]);
      check_planes(random, n_planes, words, density::half);
    }
  }
}
