// Family `sums`: every level against sums made weight by weight.
#include "kernel_data.hpp"

using namespace kernel_tests;
using kenyon::kernels::max_rows;
using kenyon::kernels::max_weight;

namespace {

enum class weights { random, largest, smallest };

struct sums_case {
  static constexpr std::size_t height = 21;
  std::size_t columns, stride, offset;
  std::vector<std::int16_t> matrix;  // what lies around the rows is large, and no part of any sum
  std::vector<std::uint32_t> rows;
  std::vector<std::int32_t> start;

  sums_case(random_words& random, weights kind, std::size_t n_columns, std::size_t n,
            std::size_t first)
      : columns(n_columns),
        stride(n_columns + first % 5),
        offset(first),
        matrix(first + height * stride + 64, std::int16_t{32767}) {
    for (std::size_t r = 0; r < height; ++r)
      for (std::size_t j = 0; j < columns; ++j)
        matrix[offset + r * stride + j] = weight(random, kind);
    for (std::size_t i = 0; i < n; ++i)
      rows.push_back(static_cast<std::uint32_t>(random.below(height)));  // repeats from the start
    for (std::size_t j = 0; j < columns; ++j)
      start.push_back(static_cast<std::int32_t>(random.next() >> 33) - (1 << 30));
  }

  static std::int16_t weight(random_words& random, weights kind) {
    if (kind == weights::largest) return max_weight;
    if (kind == weights::smallest) return -max_weight;
    return static_cast<std::int16_t>(static_cast<int>(random.below(2 * max_weight + 1)) -
                                     max_weight);
  }
};

void check(const sums_case& c) {
  std::vector<std::int32_t> expected(c.columns);
  for (std::size_t j = 0; j < c.columns; ++j) {
    std::int64_t sum = c.start[j];
    for (const std::uint32_t r : c.rows) sum += c.matrix[c.offset + r * c.stride + j];
    expected[j] = static_cast<std::int32_t>(sum);
  }
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), c.columns, c.rows.size(), c.offset);
    guarded<std::int32_t> sums(c.columns, 0, c.offset);
    t->sums.add_rows(c.matrix.data() + c.offset, c.stride, c.rows.data(), c.rows.size(), c.columns,
                     c.start.data(), sums.data());
    REQUIRE(sums.values() == expected);
    REQUIRE(sums.intact());
    std::vector<std::int32_t> in_place = c.start;
    t->sums.add_rows(c.matrix.data() + c.offset, c.stride, c.rows.data(), c.rows.size(), c.columns,
                     in_place.data(), in_place.data());
    REQUIRE(in_place == expected);
  }
}

}  // namespace

TEST_CASE("sums: every tail, offset and number of rows", "[sums]") {
  random_words random(30);
  for (std::size_t columns = 0; columns <= 132; ++columns)
    for (const std::size_t n : sizes{0, 1, 2, 3, 7, 8, 9, 15, 16, 31, 63, 64, 65, 130})
      if (columns < 70 || n < 10)
        check(sums_case(random, weights::random, columns, n, random.below(9)));
  for (const std::size_t columns : sizes{255, 256, 1000, 1024, 4097})
    for (const std::size_t n : sizes{5, 32, 64, 77})
      check(sums_case(random, weights::random, columns, n, n % 9));
}

TEST_CASE("sums: the largest weights do not overflow", "[sums]") {
  random_words random(31);
  for (const weights kind : {weights::largest, weights::smallest})
    for (const std::size_t n : sizes{7, 8, 9, 64, 4096}) {
      static_assert(max_rows == 4096);
      check(sums_case(random, kind, 70, n, n % 9));
    }
}
