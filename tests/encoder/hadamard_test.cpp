// Encoders hadamard and sign.
#include <kenyon/base/error.hpp>
#include <kenyon/base/level.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/encoder/hadamard.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/encoder/sign.hpp>
#include <kenyon/pattern/random.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "tests/level_guard.hpp"

using namespace kenyon;
using Catch::Contains;

namespace {

using vector = std::vector<float>;

// Box and Muller: the tails decide which projection is the strongest.
double normal(random_sequence& numbers) {
  const double u = (numbers.next() + 1.0) * 0x1p-32;
  return std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * numbers.next() * 0x1p-32);
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Two random vectors of length 1 with the given cosine.
std::pair<vector, vector> pair_at(double cosine, std::size_t d, random_sequence& numbers) {
  std::vector<double> a(d), b(d);
  for (std::size_t i = 0; i < d; ++i) {
    a[i] = normal(numbers);
    b[i] = normal(numbers);
  }
  const double along = dot(a, b) / dot(a, a);
  for (std::size_t i = 0; i < d; ++i) b[i] -= along * a[i];
  const double length_a = std::sqrt(dot(a, a)), length_b = std::sqrt(dot(b, b));
  vector x(d), y(d);
  for (std::size_t i = 0; i < d; ++i) {
    x[i] = static_cast<float>(a[i] / length_a);
    y[i] = static_cast<float>(cosine * a[i] / length_a +
                              std::sqrt(1 - cosine * cosine) * b[i] / length_b);
  }
  return {x, y};
}

vector random_vector(std::size_t d, random_sequence& numbers) {
  vector x(d);
  for (float& v : x) v = static_cast<float>(normal(numbers));
  return x;
}

pattern code_of(const encoder& e, const vector& input) {
  pattern p;
  e.encode(input, p);
  return p;
}

hadamard_encoder make(std::size_t inputs, const char* shape, std::uint64_t seed = 1) {
  return {encoder_spec("hadamard"), inputs, layout::parse(shape), seed};
}

array array_of(const std::vector<vector>& rows) {
  array a;
  a.type = element::f32;
  a.shape = {rows.size(), rows.front().size()};
  for (const vector& row : rows) {
    const auto bytes = std::as_bytes(std::span(row));
    a.data.insert(a.data.end(), bytes.begin(), bytes.end());
  }
  return a;
}

// Share of modules in which two codes agree, over pairs of vectors and encoders.
double share_at(double cosine, std::size_t d, const char* shape, int pairs) {
  double shared = 0;
  for (int i = 0; i < pairs; ++i) {
    random_sequence numbers(7, stream::trial, static_cast<std::uint64_t>(i));
    const auto [x, y] = pair_at(cosine, d, numbers);
    const auto e = make(d, shape, static_cast<std::uint64_t>(i / 10));
    shared += double(overlap(code_of(e, x), code_of(e, y))) / double(e.output().modules());
  }
  return shared / pairs;
}

// The same for independent Gaussian projections.
double gaussian_share(double cosine, std::size_t block, int trials) {
  int shared = 0;
  random_sequence numbers(8, stream::trial, 0);
  for (int t = 0; t < trials; ++t) {
    double most_x = 0, most_y = 0;
    std::size_t unit_x = 0, unit_y = 0;
    for (std::size_t i = 0; i < block; ++i) {
      const double x = normal(numbers);
      const double y = cosine * x + std::sqrt(1 - cosine * cosine) * normal(numbers);
      if (std::abs(x) > most_x) most_x = std::abs(x), unit_x = 2 * i + (x < 0);
      if (std::abs(y) > most_y) most_y = std::abs(y), unit_y = 2 * i + (y < 0);
    }
    shared += unit_x == unit_y;
  }
  return double(shared) / trials;
}

}  // namespace

TEST_CASE("hadamard: a unit in each module, at every level and number of threads the same") {
  const level_guard guard;
  random_sequence numbers(1, stream::trial, 0);
  for (const auto& [inputs, shape] : std::vector<std::pair<std::size_t, const char*>>{
           {64, "64x128"}, {64, "64x256"}, {100, "37x50"}, {784, "64x128"}, {3, "5x2"}}) {
    std::vector<vector> rows;
    for (int i = 0; i < 150; ++i) rows.push_back(random_vector(inputs, numbers));
    const array all = array_of(rows);
    auto e = make(inputs, shape);
    for (const bool fitted : {false, true}) {
      if (fitted) e.fit(all, 0, all.rows());
      force_level("scalar");
      std::vector<pattern> right;
      for (const vector& row : rows) right.push_back(code_of(e, row));
      for (const pattern& p : right) REQUIRE_NOTHROW(check_pattern(e.output(), p));
      for (const std::string_view level : available_levels()) {
        force_level(level);
        for (const unsigned threads : {1u, 3u}) {
          const thread_limit limit(threads);
          const pattern_batch codes = encode_rows(e, all, 1, all.rows() - 1);
          for (std::size_t i = 0; i < codes.size(); ++i)
            REQUIRE(std::equal(codes[i].begin(), codes[i].end(), right[i + 1].begin()));
        }
        REQUIRE(code_of(e, rows[0]) == right[0]);
      }
    }
    CHECK(code_of(make(inputs, shape), rows[0]) == code_of(make(inputs, shape), rows[0]));
    if (inputs > 3)
      CHECK(code_of(make(inputs, shape, 2), rows[0]) != code_of(make(inputs, shape), rows[0]));
  }
}

TEST_CASE("hadamard: the code is of the direction, and partners of the opposite one") {
  random_sequence numbers(2, stream::trial, 0);
  const auto e = make(64, "64x128");
  for (int i = 0; i < 50; ++i) {
    const vector x = random_vector(64, numbers);
    const pattern code = code_of(e, x);
    for (const float factor : {2.0F, 0x1p100F, 0x1p-60F}) {
      vector scaled = x;
      for (float& v : scaled) v *= factor;
      CHECK(code_of(e, scaled) == code);
    }
    vector opposite = x;
    for (float& v : opposite) v = -v;
    pattern partners = code;
    for (unit& u : partners) u ^= 1;
    CHECK(code_of(e, opposite) == partners);
  }
}

// 400 pairs of 64 modules: the standard error is below .004 (measured between pairs: .06 /
// sqrt(400)), that of 20,000 Gaussian trials below .0036; .015 is almost three of both together.
TEST_CASE("hadamard: codes overlap like those of independent projections") {
  for (const double cosine : {0.9, 0.8, 0.7, 0.6}) {
    CAPTURE(cosine);
    CHECK(share_at(cosine, 64, "64x128", 400) ==
          Approx(gaussian_share(cosine, 64, 20'000)).margin(0.015));
    CHECK(share_at(cosine, 64, "64x256", 400) ==
          Approx(gaussian_share(cosine, 128, 20'000)).margin(0.015));
  }
  // Random pairs: 1/128 of 400 * 64 modules is 200; 60 is four standard deviations.
  double shared = 0;
  const auto e = make(64, "64x128");
  random_sequence numbers(3, stream::trial, 0);
  for (int i = 0; i < 400; ++i)
    shared += double(
        overlap(code_of(e, random_vector(64, numbers)), code_of(e, random_vector(64, numbers))));
  CHECK(shared == Approx(200).margin(60));
}

TEST_CASE("hadamard: inputs of a single number have codes of their own") {
  for (const auto& [inputs, shape] :
       std::vector<std::pair<std::size_t, const char*>>{{64, "64x128"}, {64, "64x256"}}) {
    const auto e = make(inputs, shape);
    std::vector<pattern> codes;
    for (std::size_t i = 0; i < inputs; ++i) {
      vector x(inputs);
      x[i] = 1;
      codes.push_back(code_of(e, x));
    }
    double shared = 0;
    std::size_t most = 0;
    for (std::size_t i = 0; i < inputs; ++i)
      for (std::size_t j = 0; j < i; ++j) {
        most = std::max(most, overlap(codes[i], codes[j]));
        shared += double(overlap(codes[i], codes[j]));
      }
    CHECK(most <= 8);  // one stage only: half of them
    CHECK(shared / double(inputs * (inputs - 1) / 2 * 64) < 0.01);
  }
}

TEST_CASE("hadamard: zeros, and numbers that are none") {
  const auto e = make(5, "6x8");
  const pattern firsts = {0, 8, 16, 24, 32, 40};
  CHECK(code_of(e, vector(5, 0.0F)) == firsts);
  CHECK(code_of(e, vector(5, -0.0F)) == firsts);
  const float most = std::numeric_limits<float>::max();
  CHECK(code_of(e, {most, -most, most, 0, 1}) == code_of(e, {1, -1, 1, 0, 0}));
  for (const float wrong : {std::nanf(""), INFINITY, -INFINITY}) {
    CHECK_THROWS_WITH(code_of(e, {1, 2, wrong, 4, 5}), Contains("input 2 is not a finite number"));
    CHECK_THROWS_WITH(encode_rows(e, array_of({vector(5), {1, 2, 3, wrong, 5}}), 0, 2),
                      Contains("row 1") && Contains("column 3"));
  }
  CHECK_THROWS_AS(code_of(e, {1, 2}), error);
}

TEST_CASE("hadamard: the mean of what was fitted is taken away, and kept in a file") {
  random_sequence numbers(4, stream::trial, 0);
  std::vector<vector> rows;
  for (int i = 0; i < 64; ++i) {
    rows.push_back(vector(16));
    for (float& v : rows.back()) v = static_cast<float>(1000 + numbers.below(8));
  }
  const array all = array_of(rows);
  auto e = make(16, "32x32");
  const std::size_t raw = overlap(code_of(e, rows[0]), code_of(e, rows[1]));
  e.fit(all, 0, all.rows());
  const pattern code = code_of(e, rows[0]);
  CHECK(raw >= 16);  // all look the same way; near-ties tell them apart all the same
  CHECK(overlap(code, code_of(e, rows[1])) < 10);
  auto loaded = make(16, "32x32");
  loaded.load_state(e.state());
  CHECK(code_of(loaded, rows[0]) == code);
  CHECK_THROWS_WITH(loaded.load_state(std::vector<std::byte>(7)), Contains("expected 64 bytes"));
  hadamard_encoder off(encoder_spec("hadamard:centre=off"), 16, layout::parse("32x32"), 1);
  off.fit(all, 0, all.rows());
  CHECK(off.state().empty());
  CHECK(code_of(off, rows[0]) == code_of(make(16, "32x32"), rows[0]));
}

TEST_CASE("hadamard: layouts that it cannot serve are refused") {
  for (const char* shape : {"128/16", "8x9", "1x262144"}) {
    CAPTURE(shape);
    CHECK_THROWS_WITH(make(16, shape), Contains("encoder hadamard: ") && Contains(shape));
  }
  CHECK_THROWS_AS(make(65'537, "8x8"), error);
  CHECK_NOTHROW(make(65'536, "1x2"));
}

TEST_CASE("sign: a module an input") {
  sign_encoder e(encoder_spec("sign"), 4, layout::parse("4x2"));
  CHECK(code_of(e, {1, -1, 0, -0.0F}) == pattern{0, 3, 4, 6});
  e.fit(array_of({{1, 0, -4, 0}, {3, 0, -8, 1}}), 0, 2);  // means 2, 0, -6, 0.5
  CHECK(code_of(e, {1, -1, -5, 0.5F}) == pattern{1, 3, 4, 6});
  sign_encoder loaded(encoder_spec("sign"), 4, layout::parse("4x2"));
  loaded.load_state(e.state());
  CHECK(code_of(loaded, {1, -1, -5, 0}) == pattern{1, 3, 4, 7});
  CHECK_THROWS_WITH(code_of(e, {1, std::nanf(""), 0, 0}), Contains("input 1"));
  for (const char* shape : {"4x4", "5x2", "8/4"})
    CHECK_THROWS_WITH(sign_encoder(encoder_spec("sign"), 4, layout::parse(shape)),
                      Contains("need a layout 4x2, found " + std::string(shape)));
}

TEST_CASE("hadamard and sign are made by name") {
  CHECK(make_encoder(encoder_spec("hadamard"), 64, layout::parse("64x128"), 5)->seed() == 5);
  CHECK(encoder_bytes(encoder_spec("hadamard"), 64, layout::parse("64x128")) == 4 * 2 * 64 * 2);
  CHECK(encoder_spec("hadamard:centre=off").text() == "hadamard:centre=off");
  CHECK(make_encoder(encoder_spec("sign"), 3, layout::parse("3x2"), 0)->inputs() == 3);
}

TEST_CASE("hadamard: rivals are the strongest units, the active one first", "[hadamard]") {
  const auto draw = [](std::size_t d, std::uint64_t index) {
    std::vector<float> x(d);
    random_sequence numbers(4, stream::trial, index);
    for (float& v : x) v = static_cast<float>(numbers.below(2001)) / 1000 - 1;
    return x;
  };
  for (const char* const text : {"64x128", "50x256", "40x6", "9x2"}) {
    const layout out = layout::parse(text);
    const hadamard_encoder encode(encoder_spec("hadamard"), 50, out, 3);
    hadamard_encoder::workspace room;
    std::vector<hadamard_encoder::rival> rivals;
    pattern code;
    double squares = 0;
    for (std::uint64_t i = 0; i < 50; ++i) {
      auto x = draw(50, i);
      double length = 0;
      for (const float v : x) length += double{v} * v;
      encode.find_rivals(x, room, rivals);
      encode.encode(x, code);
      REQUIRE(rivals.size() == out.modules() * hadamard_encoder::rivals);
      const std::size_t there = std::min<std::size_t>(4, out.module_units() / 2);
      for (std::size_t m = 0; m < out.modules(); ++m) {
        const auto* const of = rivals.data() + m * hadamard_encoder::rivals;
        CAPTURE(text, i, m);
        // Numbers at random: no two outputs are as near to each other as 1/2^15.
        CHECK(of[0].unit + m * out.module_units() == code[m]);
        for (std::size_t k = 1; k < there; ++k) {
          CHECK(of[k].magnitude <= of[k - 1].magnitude);
          CHECK(of[k].unit / 2 != of[k - 1].unit / 2);
          CHECK(of[k].unit < out.module_units());
        }
        if (out.module_units() == 2) {
          squares += double{of[0].magnitude} * of[0].magnitude / length / 450;
          CHECK(of[1].magnitude == 0);
        }
      }
    }
    if (out.module_units() == 2) CHECK(squares == Approx(1).margin(0.25));
  }
  const hadamard_encoder wide(encoder_spec("hadamard"), 8, layout::modular(4, 258), 1);
  hadamard_encoder::workspace room;
  std::vector<hadamard_encoder::rival> rivals;
  CHECK_THROWS_AS(wide.find_rivals(std::vector<float>(8), room, rivals), error);
  const hadamard_encoder encode(encoder_spec("hadamard"), 8, layout::modular(4, 8), 1);
  CHECK_THROWS_AS(encode.find_rivals(std::vector<float>(7), room, rivals), error);
}
