#include <kenyon/base/error.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/encoder/decoder.hpp>
#include <kenyon/pattern/random.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>

using namespace kenyon;

namespace {

constexpr std::size_t pixels = 25;

array pictures(std::size_t count) {
  array a;
  a.shape = {count, 5, 5};
  random_sequence numbers(1, stream::trial, 0);
  for (std::size_t i = 0; i < count * pixels; ++i)
    a.data.push_back(static_cast<std::byte>(numbers.below(256)));
  return a;
}

double distance(const decoder& d, pattern_view code, const array& rows, std::size_t i) {
  std::vector<float> seen(pixels), right(pixels);
  d.decode(code, seen);
  rows.row(i, right);
  double sum = 0;
  for (std::size_t p = 0; p < pixels; ++p)
    sum += std::abs(double(seen[p]) * 255 - double(right[p]));
  return sum / double(pixels);
}

}  // namespace

TEST_CASE(
    "a picture whose units are its own comes back exactly, from half of them at half strength") {
  const layout in = layout::flat(40, 4);
  const array rows = pictures(3);
  pattern_batch codes;
  codes.push_back(pattern{0, 1, 2, 3});
  codes.push_back(pattern{4, 5, 6, 7});
  codes.push_back(pattern{8, 9, 10, 11});
  decoder d(in, pixels, 0, 255);
  d.learn(codes, rows, 0);
  for (std::size_t i = 0; i < 3; ++i) CHECK(distance(d, codes[i], rows, i) < 0.01);
  std::vector<float> whole(pixels), half(pixels);
  d.decode(codes[1], whole);
  d.decode(codes[1].first(2), half);
  for (std::size_t p = 0; p < pixels; ++p) CHECK(half[p] == Approx(whole[p] / 2).margin(1e-6));
  d.decode({}, half);
  CHECK(half == std::vector<float>(pixels));
  d.decode(pattern{30, 31}, half);  // units that never saw a picture
  CHECK(half == std::vector<float>(pixels));
}

TEST_CASE("pictures share units and stay apart") {
  const layout in = layout::flat(400, 20);
  const array rows = pictures(60);
  pattern_source source(in, ensemble::random, 1, stream::patterns);
  const pattern_batch codes = source.batch(0, 60);  // a unit stands for 3 pictures in the mean
  decoder d(in, pixels, 0, 255);
  d.learn(codes, rows, 0);
  double own = 0, other = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    own += distance(d, codes[i], rows, i) / 60;
    other += distance(d, codes[i], rows, (i + 1) % 60) / 60;
  }
  CHECK(own * 4 < other);
}

TEST_CASE("fields are the same learned at once, in parts, and by one thread") {
  const layout in = layout::flat(100, 10);
  const array rows = pictures(2000);
  pattern_source source(in, ensemble::random, 2, stream::patterns);
  decoder once(in, pixels, 0, 255), parts(in, pixels, 0, 255);
  once.learn(source.batch(0, 2000), rows, 0);
  const thread_limit one(1);
  parts.learn(source.batch(0, 700), rows, 0);
  parts.learn(source.batch(700, 1300), rows, 700);
  CHECK(std::ranges::equal(once.sums(), parts.sums()));
  CHECK(std::ranges::equal(once.uses(), parts.uses()));
}

TEST_CASE("greys of other numbers run from the least to the greatest") {
  array rows;
  rows.type = element::f32;
  rows.shape = {2, 2};
  const std::vector<float> values{-1, 0, 1, 3};
  rows.data.resize(16);
  std::memcpy(rows.data.data(), values.data(), 16);
  const grey_range greys = range_of(rows, 0, 2);
  CHECK(greys.black == -1);
  CHECK(greys.white == 3);
  decoder d(layout::flat(4, 1), 2, greys.black, greys.white);
  pattern_batch codes;
  codes.push_back(pattern{0});
  codes.push_back(pattern{1});
  d.learn(codes, rows, 0);
  CHECK(std::vector<std::uint32_t>(d.sums().begin(), d.sums().begin() + 4) ==
        std::vector<std::uint32_t>{0, 64, 128, 255});
  const grey_range flat = range_of(rows, 0, 0);
  CHECK(flat.white > flat.black);
}

TEST_CASE("fields of the wrong size or beyond white are refused") {
  decoder d(layout::flat(4, 1), 2, 0, 255);
  CHECK_NOTHROW(d.restore({255, 0, 510, 3, 0, 0, 0, 0}, {1, 2, 0, 0}));
  CHECK_THROWS_AS(d.restore({256, 0, 0, 0, 0, 0, 0, 0}, {1, 0, 0, 0}), error);
  CHECK_THROWS_AS(d.restore({0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0}), error);
  CHECK_THROWS_AS(d.restore({0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0}), error);
  CHECK_THROWS_AS(d.learn(pattern_batch{}, pictures(1), 0), error);
}
