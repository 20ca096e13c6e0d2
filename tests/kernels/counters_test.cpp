// Family `counters`: every level against the definition, at every tail and at both ends of the
// range.
#include <algorithm>

#include "kernel_data.hpp"

using namespace kernel_tests;

namespace {

template <class Counter>
const kenyon::kernels::counter_kernels<Counter>& kernels_of(const kernel_table& t) {
  if constexpr (sizeof(Counter) == 1)
    return t.counters.bits8;
  else
    return t.counters.bits16;
}

template <class Counter>
constexpr int largest = (1 << (8 * sizeof(Counter) - 1)) - 1;

// Rows as they come up in use, with counters at and near the ends of the range among them.
template <class Counter>
std::vector<Counter> random_row(random_words& random, std::size_t n) {
  std::vector<Counter> row(n);
  for (Counter& c : row) {
    const std::uint64_t kind = random.below(4);
    const int away = static_cast<int>(random.below(3));
    if (kind == 0) c = static_cast<Counter>(largest<Counter> - away);
    if (kind == 1) c = static_cast<Counter>(away - largest<Counter>);
    if (kind >= 2) c = static_cast<Counter>(static_cast<int>(random.below(201)) - 100);
  }
  return row;
}

template <class Counter>
void check_add(std::size_t columns, int weight, bool quiet, density d, random_words& random) {
  const std::size_t words = (columns + 63) / 64;
  const test_words bits(random, d, words, random.below(4));
  auto before = random_row<Counter>(random, 64 * words);
  if (quiet)
    for (Counter& c : before) c = static_cast<Counter>(c / 2);
  std::vector<Counter> expected = before;
  bool held = false;
  for (std::size_t i = 0; i < columns; ++i) {
    const int sum = before[i] + (bit(bits.data(), i) ? weight : -weight);
    const int kept = std::clamp(sum, -largest<Counter>, largest<Counter>);
    held = held || kept != sum;
    expected[i] = static_cast<Counter>(kept);
  }
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), columns, weight, sizeof(Counter), quiet);
    guarded<Counter> row(64 * words, 0, random.below(5));
    std::copy(before.begin(), before.end(), row.data());
    REQUIRE(kernels_of<Counter>(*t).add_signs(row.data(), bits.data(), columns, weight) == held);
    REQUIRE(row.values() == expected);
    REQUIRE(row.intact());
  }
}

template <class Counter>
void check_sum(std::size_t words, std::size_t n, bool extreme, random_words& random) {
  const std::size_t stride = 64 * words + random.below(70), rows = 40;
  auto matrix = random_row<Counter>(random, rows * stride);
  if (extreme) std::fill(matrix.begin(), matrix.end(), static_cast<Counter>(-largest<Counter>));
  std::vector<std::uint32_t> chosen(n);
  for (std::uint32_t& r : chosen) r = static_cast<std::uint32_t>(random.below(rows));
  std::vector<std::int32_t> expected(64 * words);
  for (std::size_t i = 0; i < expected.size(); ++i)
    for (const std::uint32_t r : chosen) expected[i] += matrix[r * stride + i];
  for (const kernel_table* t : tables()) {
    CAPTURE(name(t->which), words, n, extreme, sizeof(Counter));
    guarded<std::int32_t> out(64 * words);
    kernels_of<Counter>(*t).sum(matrix.data(), stride, chosen.data(), n, words, out.data());
    REQUIRE(out.values() == expected);
    REQUIRE(out.intact());
  }
}

}  // namespace

TEMPLATE_TEST_CASE("counters: a word is added to a row, held at the ends", "[counters]",
                   std::int8_t, std::int16_t) {
  random_words random(31);
  for (std::size_t columns = 0; columns <= 260; ++columns)
    for (const int weight : {1, -1, 3, largest<TestType>, -largest<TestType>})
      check_add<TestType>(columns, weight, columns % 2 == 0, densities[random.below(6)], random);
  check_add<TestType>(1000, 1, false, density::half, random);
  check_add<TestType>(1000, -1, true, density::half, random);
}

TEMPLATE_TEST_CASE("counters: a counter that is held is told wherever it lies", "[counters]",
                   std::int8_t, std::int16_t) {
  const std::vector<std::uint64_t> bits(3, ~std::uint64_t{0});
  for (std::size_t columns : sizes{1, 40, 64, 65, 130, 192})
    for (std::size_t at = 0; at < 192; ++at)
      for (const kernel_table* t : tables()) {
        std::vector<TestType> row(192, 0);
        row[at] = static_cast<TestType>(largest<TestType>);
        CAPTURE(name(t->which), columns, at);
        REQUIRE(kernels_of<TestType>(*t).add_signs(row.data(), bits.data(), columns, 1) ==
                (at < columns));
        REQUIRE(row[at] == largest<TestType>);
      }
}

TEMPLATE_TEST_CASE("counters: selected rows are added up", "[counters]", std::int8_t,
                   std::int16_t) {
  random_words random(32);
  for (std::size_t words = 0; words <= 19; ++words)
    for (const std::size_t n : sizes{0, 1, 2, 7, 40, 255, 256, 257, 600})
      check_sum<TestType>(words, n, false, random);
  check_sum<TestType>(9, 3000, true, random);
  check_sum<TestType>(1, kenyon::kernels::max_summed_rows, true, random);
}
