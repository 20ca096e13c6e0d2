#include <kenyon/base/error.hpp>
#include <kenyon/encoder/edges.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/encoder/scalar.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

using namespace kenyon;
using Catch::Contains;

namespace {

pattern code_of(const encoder& e, const std::vector<float>& input) {
  pattern p;
  e.encode(input, p);
  return p;
}

float decoded(const scalar_encoder& e, const pattern& code) {
  std::vector<float> out(e.inputs());
  e.decode(code, out);
  return out[0];
}

}  // namespace

TEST_CASE("scalar: a run of units, clipped at the ends") {
  const scalar_encoder e(encoder_spec("scalar:max=10"), 1, layout::flat(14, 5));
  CHECK(e.buckets() == 10);
  CHECK(code_of(e, {0}) == pattern{0, 1, 2, 3, 4});
  CHECK(code_of(e, {0.999f}) == code_of(e, {0}));  // half-open
  CHECK(code_of(e, {1}) == pattern{1, 2, 3, 4, 5});
  CHECK(code_of(e, {10}) == pattern{9, 10, 11, 12, 13});
  CHECK(code_of(e, {1e30f}) == code_of(e, {10}));
  CHECK(code_of(e, {-1e30f}) == code_of(e, {0}));
}

TEST_CASE("scalar: numbers d buckets apart share w-d units, in flat and modular layouts") {
  for (const char* shape : {"120/8", "8x15"})
    for (const char* spec : {"scalar:min=-3,max=7", "scalar:min=-3,max=7,periodic=on"}) {
      const layout in = layout::parse(shape);
      const scalar_encoder e(encoder_spec(spec), 1, in);
      const auto n = static_cast<int>(e.buckets());
      CHECK(n == (e.spec().get("periodic") == 1 ? 120 : 113));
      const auto middle = [&](int bucket) {
        return static_cast<float>(-3 + (bucket + 0.5) / n * 10);
      };
      for (int a = 0; a < n; a += 7) {
        const pattern code = code_of(e, {middle(a)});
        REQUIRE_NOTHROW(check_pattern(in, code));
        CHECK(code.size() == 8);
        for (int b = 0; b < n; ++b) {
          int apart = std::abs(a - b);
          if (e.spec().get("periodic") == 1) apart = std::min(apart, n - apart);
          REQUIRE(overlap(code, code_of(e, {middle(b)})) ==
                  static_cast<std::size_t>(std::max(0, 8 - apart)));
        }
      }
    }
}

TEST_CASE("scalar: periodic numbers go around") {
  const scalar_encoder e(encoder_spec("scalar:max=24,periodic=on"), 1, layout::flat(48, 4));
  CHECK(code_of(e, {24}) == code_of(e, {0}));
  CHECK(code_of(e, {25}) == code_of(e, {1}));
  CHECK(code_of(e, {-1}) == code_of(e, {23}));
  CHECK(overlap(code_of(e, {23.75f}), code_of(e, {0.25f})) == 3);
  CHECK(code_of(e, {1e18f}) == code_of(e, {16}));  // this float is 16 above a multiple of 24
  const scalar_encoder tiny(encoder_spec("scalar:max=1e-300,periodic=on"), 1, layout::flat(48, 4));
  CHECK(code_of(tiny, {1e30f}).size() == 4);  // more turns than a double can count
  CHECK(code_of(tiny, {-1e30f}).size() == 4);
}

TEST_CASE("scalar: decoding gives the middle of the bucket, noise and all") {
  const scalar_encoder e(encoder_spec("scalar:max=100"), 1, layout::flat(110, 11));
  for (float value : {0.5f, 33.2f, 99.9f})
    CHECK(std::abs(decoded(e, code_of(e, {value})) - value) <= 0.5f);
  pattern half = code_of(e, {50.5f});
  half = {half[0], half[3], half[8], half[10]};  // both ends: one bucket alone has them all
  CHECK(decoded(e, half) == Approx(50.5));
  half.insert(half.begin(), {2, 3, 5});
  CHECK(decoded(e, half) == Approx(50.5));
  CHECK(decoded(e, {55}) == Approx(50.5));  // buckets 45 to 55 have it: the mean of both ends
  CHECK(std::isnan(decoded(e, {})));
  CHECK_THROWS_AS(decoded(e, {200}), error);
  const scalar_encoder hours(encoder_spec("scalar:max=24,periodic=on"), 1, layout::flat(48, 4));
  CHECK(decoded(hours, code_of(hours, {23.6f})) == Approx(23.75));
}

TEST_CASE("scalar: several inputs share the layout evenly") {
  const scalar_encoder e(encoder_spec("scalar"), 3, layout::flat(60, 6));
  const pattern code = code_of(e, {0, 0.5f, 1});
  CHECK(code == pattern{0, 1, 29, 30, 58, 59});
  std::vector<float> back(3);
  e.decode(code, back);
  CHECK(back[1] == Approx(0.5));
  const scalar_encoder modules(encoder_spec("scalar"), 3, layout::modular(6, 10));
  REQUIRE_NOTHROW(check_pattern(modules.output(), code_of(modules, {0, 0.5f, 1})));
  for (const char* shape : {"61/6", "60/7", "60/2", "7x10"})
    CHECK_THROWS_WITH(scalar_encoder(encoder_spec("scalar"), 3, layout::parse(shape)),
                      Contains("evenly"));
}

TEST_CASE("scalar: what makes no sense is refused") {
  const layout in = layout::flat(20, 4);
  CHECK_THROWS_WITH(scalar_encoder(encoder_spec("scalar:min=1"), 1, in), Contains("below max"));
  CHECK_THROWS_WITH(scalar_encoder(encoder_spec("scalar"), 1, layout::flat(4, 4)),
                    Contains("one bucket"));
  const scalar_encoder e(encoder_spec("scalar"), 2, in);
  pattern p;
  CHECK_THROWS_WITH(e.encode(std::vector<float>{0, std::nanf("")}, p), Contains("input 1"));
  CHECK_THROWS_WITH(e.encode(std::vector<float>{std::numeric_limits<float>::infinity(), 0}, p),
                    Contains("input 0"));
}

namespace {

// 8 x 8 pixels, bright from column `from` on, turned by 90 degrees if wanted.
std::vector<float> step_picture(std::size_t from, bool turned, float dark, float bright) {
  std::vector<float> picture(64);
  for (std::size_t y = 0; y < 8; ++y)
    for (std::size_t x = 0; x < 8; ++x)
      picture[y * 8 + x] = (turned ? y : x) >= from ? bright : dark;
  return picture;
}

}  // namespace

TEST_CASE("edges: the direction of a step in its cells, nothing elsewhere") {
  // four cells of 4 x 4, four directions: right, down, left, up
  const edges_encoder flat(encoder_spec("edges:cell=4"), 64, layout::flat(16, 2));
  CHECK(code_of(flat, step_picture(2, false, 0, 9)) == pattern{0, 8});   // cells 0 and 2
  CHECK(code_of(flat, step_picture(6, false, 0, 9)) == pattern{4, 12});  // cells 1 and 3
  CHECK(code_of(flat, step_picture(2, true, 0, 9)) == pattern{1, 5});    // downwards
  CHECK(code_of(flat, step_picture(2, false, 9, 0)) == pattern{2, 10});  // leftwards
  CHECK(code_of(flat, step_picture(2, true, 9, 0)) == pattern{3, 7});    // upwards
  CHECK(code_of(flat, std::vector<float>(64, 5)).empty());
  const edges_encoder modular(encoder_spec("edges:cell=4"), 64, layout::modular(4, 5));
  CHECK(code_of(modular, step_picture(2, true, 0, 9)) == pattern{2, 7, 10, 15});
  CHECK(code_of(modular, std::vector<float>(64, 5)) == pattern{0, 5, 10, 15});
}

TEST_CASE("edges: brightness and contrast change nothing, with sign=off neither does inversion") {
  const edges_encoder e(encoder_spec("edges:cell=4"), 64, layout::flat(32, 6));
  const edges_encoder unsigned_(encoder_spec("edges:cell=4,sign=off"), 64, layout::flat(32, 6));
  std::vector<float> picture(64), other(64), inverse(64);
  for (std::size_t i = 0; i < 64; ++i) {
    picture[i] = static_cast<float>(i * i * 7 % 61);
    other[i] = picture[i] * 4 + 32;
    inverse[i] = -picture[i];
  }
  CHECK(code_of(e, other) == code_of(e, picture));
  CHECK(code_of(e, inverse) != code_of(e, picture));
  CHECK(code_of(unsigned_, inverse) == code_of(unsigned_, picture));
}

TEST_CASE("edges: pictures and layouts that do not fit are refused") {
  const layout in = layout::flat(16, 2);
  CHECK_THROWS_WITH(edges_encoder(encoder_spec("edges:cell=4"), 60, in), Contains("give width"));
  CHECK_THROWS_WITH(edges_encoder(encoder_spec("edges:cell=4"), 56, in), Contains("give width"));
  CHECK_THROWS_WITH(edges_encoder(encoder_spec("edges:cell=4,width=7"), 60, in),
                    Contains("picture 7 wide"));
  CHECK_NOTHROW(edges_encoder(encoder_spec("edges:cell=4,width=16"), 64, in));  // 16 x 4
  CHECK_THROWS_WITH(edges_encoder(encoder_spec("edges:cell=4"), 64, layout::flat(18, 2)),
                    Contains("multiple of 4"));
  CHECK_THROWS_WITH(edges_encoder(encoder_spec("edges:cell=4"), 64, layout::modular(5, 4)),
                    Contains("4xM"));
  const edges_encoder e(encoder_spec("edges:cell=4"), 64, in);
  std::vector<float> bad(64);
  bad[9] = std::nanf("");
  pattern p;
  CHECK_THROWS_WITH(e.encode(bad, p), Contains("not a finite number"));
}

TEST_CASE("scalar: 64-bit numbers are not rounded to floats before they are encoded") {
  // Seconds since 1970, a float of which is a multiple of 128.
  constexpr double first = 1.7e9;
  constexpr std::size_t count = 1000;
  const scalar_encoder e(encoder_spec("scalar:min=1700000000,max=1700001000"), 1,
                         layout::parse("1020/21"));
  array integers{element::i64, {count}, std::vector<std::byte>(8 * count)};
  array doubles{element::f64, {count}, std::vector<std::byte>(8 * count)};
  for (std::size_t i = 0; i < count; ++i) {
    const double d = first + static_cast<double>(i);
    const auto n = static_cast<std::int64_t>(d);
    std::memcpy(&integers.data[8 * i], &n, 8);
    std::memcpy(&doubles.data[8 * i], &d, 8);
  }
  std::vector<pattern> codes(count), same(count);
  e.encode(integers, 0, codes);
  e.encode(doubles, 0, same);
  CHECK(codes == same);
  pattern one;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) REQUIRE(codes[i] != codes[i - 1]);
    const double d = first + static_cast<double>(i);
    e.encode(std::span<const double>(&d, 1), one);
    REQUIRE(one == codes[i]);
  }
}
