// Family `dots`: every level against the stated order of additions, bit for bit, at every tail and
// offset.
#include <cmath>
#include <cstring>

#include "kernel_data.hpp"

using namespace kernel_tests;

namespace {

// Values of very different size and sign, so that another order gives other bits.
class test_floats {
 public:
  test_floats(random_words& random, std::size_t n, std::size_t offset) : offset_(offset) {
    for (std::size_t i = 0; i < offset + n + 16; ++i) {
      const auto mantissa = static_cast<double>(random.next() >> 40) / 16777216.0 - 0.5;
      all_.push_back(static_cast<float>(std::ldexp(mantissa, static_cast<int>(random.below(12)))));
      if (random.below(9) == 0) all_.back() = random.below(2) ? 0.0F : -0.0F;
    }
  }
  const float* data() const { return all_.data() + offset_; }

 private:
  std::size_t offset_;
  std::vector<float> all_;
};

// Terms of 16 partial sums, in the stated order; plus(sum, i) adds term i.
template <class Plus>
float naive_sum(std::size_t n, const Plus& plus) {
  float p[16] = {};
  for (std::size_t k = 0; k < 16; ++k)
    for (std::size_t i = k; i < n; i += 16) p[k] = plus(p[k], i);
  const auto four = [&](std::size_t k) { return (p[k] + p[k + 8]) + (p[k + 4] + p[k + 12]); };
  return ((four(0) + four(2)) + (four(1) + four(3))) + 0.0F;
}

float naive_dot(const float* a, const float* b, std::size_t n) {
  return naive_sum(n, [&](float sum, std::size_t i) { return std::fma(a[i], b[i], sum); });
}

std::vector<std::uint32_t> bits_of(const std::vector<float>& values) {
  std::vector<std::uint32_t> bits(values.size());
  if (!values.empty()) std::memcpy(bits.data(), values.data(), 4 * values.size());
  return bits;
}

// An output with guards that compares by bits.
struct answer {
  explicit answer(std::size_t n) : n_(n), all_(n + 64, -77.25F) {}
  float* data() { return all_.data() + 32; }
  std::vector<std::uint32_t> bits() const {
    return bits_of({all_.begin() + 32, all_.begin() + 32 + static_cast<std::ptrdiff_t>(n_)});
  }
  bool intact() const {
    for (std::size_t i = 0; i < all_.size(); ++i)
      if ((i < 32 || i >= 32 + n_) && all_[i] != -77.25F) return false;
    return true;
  }
  std::size_t n_;
  std::vector<float> all_;
};

}  // namespace

TEST_CASE("dots: cues against rows", "[dots]") {
  random_words random(1);
  for (std::size_t columns = 0; columns <= 70; ++columns)
    for (const std::size_t rows : sizes{0, 1, 3, 4, 5, 8, 9, 17, 70}) {
      const std::size_t cues = random.below(4);
      const std::size_t stride = columns + random.below(20);
      const test_floats matrix(random, rows * stride, random.below(17));
      const test_floats asked(random, cues * (columns + 1), random.below(17));
      std::vector<float> right;
      for (std::size_t c = 0; c < cues; ++c)
        for (std::size_t r = 0; r < rows; ++r)
          right.push_back(
              naive_dot(asked.data() + c * (columns + 1), matrix.data() + r * stride, columns));
      for (const kernel_table* t : tables()) {
        CAPTURE(name(t->which), columns, rows, cues, stride);
        answer out(cues * rows);
        t->dots.dot_matrix(asked.data(), columns + 1, cues, matrix.data(), stride, columns, rows,
                           out.data());
        REQUIRE(out.bits() == bits_of(right));
        REQUIRE(out.intact());
      }
    }
}

TEST_CASE("dots: rows at their addresses, of floats and of bytes", "[dots]") {
  random_words random(4);
  for (std::size_t columns = 0; columns <= 70; ++columns)
    for (const std::size_t n : sizes{0, 1, 3, 4, 5, 8, 9, 13}) {
      const test_floats matrix(random, 20 * (columns + 3), random.below(17));
      const test_floats cue(random, columns, random.below(17)), scales(random, n, 0);
      std::vector<std::int8_t> bytes(20 * (columns + 3));
      for (auto& b : bytes) b = static_cast<std::int8_t>(random.below(256));
      std::vector<const float*> rows;
      std::vector<const std::int8_t*> byte_rows;
      std::vector<float> right[4];
      for (std::size_t r = 0; r < n; ++r) {
        const std::size_t at = random.below(20) * (columns + 3);
        rows.push_back(matrix.data() + at);
        byte_rows.push_back(bytes.data() + at);
        const float* const q = cue.data();
        const float* const x = rows[r];
        const std::int8_t* const b = byte_rows[r];
        const float scale = scales.data()[r];
        right[0].push_back(naive_dot(q, x, columns));
        right[1].push_back(naive_sum(columns, [&](float sum, std::size_t i) {
          const float apart = q[i] - x[i];
          return std::fma(apart, apart, sum);
        }));
        right[2].push_back(naive_sum(
            columns, [&](float sum, std::size_t i) { return std::fma(q[i], float(b[i]), sum); }));
        right[3].push_back(naive_sum(columns, [&](float sum, std::size_t i) {
          const float apart = std::fma(-scale, float(b[i]), q[i]);
          return std::fma(apart, apart, sum);
        }));
      }
      for (const kernel_table* t : tables()) {
        CAPTURE(name(t->which), columns, n);
        answer out[4] = {answer(n), answer(n), answer(n), answer(n)};
        t->dots.dot_at(cue.data(), rows.data(), n, columns, out[0].data());
        t->dots.square_at(cue.data(), rows.data(), n, columns, out[1].data());
        t->dots.dot8_at(cue.data(), byte_rows.data(), n, columns, out[2].data());
        t->dots.square8_at(cue.data(), byte_rows.data(), scales.data(), n, columns, out[3].data());
        for (int k = 0; k < 4; ++k) {
          REQUIRE(out[k].bits() == bits_of(right[k]));
          REQUIRE(out[k].intact());
        }
      }
    }
}

// Sums that lie half way between two floats, or next to that, and tiny ones: where rounding twice
// gives other bits than rounding once.
TEST_CASE("dots: a product and a sum are rounded once", "[dots]") {
  random_words random(6);
  const auto number = [&](int bits, int least, unsigned range) {
    const auto whole = static_cast<double>(random.next() >> (64 - bits) | 1U);
    const double x = std::ldexp(whole, least + static_cast<int>(random.below(range)));
    return static_cast<float>(random.below(2) ? x : -x);
  };
  const auto near_power = [&](int power) {
    const double tail = std::ldexp(1.0, -1 - static_cast<int>(random.below(23)));
    const double x = std::ldexp(random.below(2) ? 1 + tail : 1 - tail, power);
    return static_cast<float>(random.below(2) ? x : -x);
  };
  unsigned twice = 0;
  for (int again = 0; again < 100000; ++again) {
    const bool is_half = random.below(2) == 0;
    const int least = random.below(4) ? -30 : -148;
    const int bits = 1 + static_cast<int>(random.below(24)),
              split = static_cast<int>(random.below(20));
    // Half a unit in the last place of `start`, and a tail that a double has no place for.
    const float a = is_half ? near_power(-12 - split) : number(bits, least / 2, 14);
    const float b = is_half ? near_power(-12 + split) : number(25 - bits, least / 2, 14);
    const float start = is_half ? number(24, -23, 1) : number(bits, least, 60);
    const float right = std::fma(a, b, start);
    const double in_double = double{a} * double{b} + double{start};
    twice += static_cast<float>(in_double) != right ? 1U : 0U;
    const std::uint32_t row = 0;
    for (const kernel_table* t : tables()) {
      float sum = start;
      t->dots.add_weighted(&b, 1, &row, &a, 1, 1, &sum);
      REQUIRE(bits_of({sum}) == bits_of({right}));
    }
  }
  CHECK(twice > 10);  // the test would see a sum rounded to double first
}

TEST_CASE("dots: products that vanish give +0 at every level and length", "[dots]") {
  for (std::size_t columns = 0; columns <= 70; ++columns)
    for (const float sign : {1.0F, -1.0F}) {
      const std::vector<float> cue(columns + 1, 1e-30F), row(9 * columns + 1, sign * 1e-30F);
      std::vector<const float*> rows(9, row.data());
      for (const kernel_table* t : tables()) {
        CAPTURE(name(t->which), columns, sign);
        std::vector<float> out(9, 1), at(9, 1);
        t->dots.dot_matrix(cue.data(), columns, 1, row.data(), columns, columns, 9, out.data());
        t->dots.dot_at(cue.data(), rows.data(), 9, columns, at.data());
        REQUIRE(bits_of(out) == std::vector<std::uint32_t>(9, 0));
        REQUIRE(bits_of(at) == std::vector<std::uint32_t>(9, 0));
      }
    }
}

TEST_CASE("dots: several blocks of long rows", "[dots]") {
  random_words random(2);
  for (const std::size_t columns : sizes{1000, 5000}) {
    const test_floats matrix(random, 40 * columns, 1);
    const test_floats asked(random, 3 * columns, 2);
    std::vector<float> right;
    for (std::size_t c = 0; c < 3; ++c)
      for (std::size_t r = 0; r < 40; ++r)
        right.push_back(
            naive_dot(asked.data() + c * columns, matrix.data() + r * columns, columns));
    for (const kernel_table* t : tables()) {
      answer out(120);
      t->dots.dot_matrix(asked.data(), columns, 3, matrix.data(), columns, columns, 40, out.data());
      REQUIRE(out.bits() == bits_of(right));
    }
  }
}

TEST_CASE("dots: cues against columns, added in the order of the rows", "[dots]") {
  random_words random(5);
  for (std::size_t columns = 0; columns <= 150; columns += columns < 70 ? 1 : 13)
    for (const std::size_t n : sizes{0, 1, 2, 30}) {
      const std::size_t cues = random.below(11), stride = columns + random.below(5);
      const test_floats matrix(random, n * stride, random.below(17));
      const test_floats asked(random, cues * (n + 2), random.below(17));
      std::vector<float> right;
      for (std::size_t c = 0; c < cues; ++c)
        for (std::size_t j = 0; j < columns; ++j) {
          float sum = 0;
          for (std::size_t i = 0; i < n; ++i)
            sum = std::fma(asked.data()[c * (n + 2) + i], matrix.data()[i * stride + j], sum);
          right.push_back(sum);
        }
      for (const kernel_table* t : tables()) {
        CAPTURE(name(t->which), columns, n, cues, stride);
        answer out(cues * columns);
        t->dots.dot_columns(asked.data(), n + 2, cues, matrix.data(), stride, n, columns,
                            out.data());
        REQUIRE(out.bits() == bits_of(right));
        REQUIRE(out.intact());
      }
    }
}

TEST_CASE("dots: weighted sums of selected rows", "[dots]") {
  random_words random(3);
  for (std::size_t columns = 0; columns <= 150; columns += columns < 70 ? 1 : 13)
    for (const std::size_t n : sizes{0, 1, 2, 30}) {
      const std::size_t stride = columns + random.below(5);
      const test_floats matrix(random, 20 * stride, random.below(17));
      const test_floats weights(random, n, 0);
      const test_floats start(random, columns, 3);
      std::vector<std::uint32_t> rows;
      for (std::size_t i = 0; i < n; ++i)
        rows.push_back(static_cast<std::uint32_t>(random.below(20)));
      std::vector<float> right(start.data(), start.data() + columns);
      for (std::size_t j = 0; j < columns; ++j)
        for (std::size_t i = 0; i < n; ++i)
          right[j] = std::fma(weights.data()[i], matrix.data()[rows[i] * stride + j], right[j]);
      for (const kernel_table* t : tables()) {
        CAPTURE(name(t->which), columns, n, stride);
        answer out(columns);
        if (columns) std::memcpy(out.data(), start.data(), 4 * columns);
        t->dots.add_weighted(matrix.data(), stride, rows.data(), weights.data(), n, columns,
                             out.data());
        REQUIRE(out.bits() == bits_of(right));
        REQUIRE(out.intact());
      }
    }
}
