#include <kenyon/base/error.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/encoder/brightest.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/encoder/projection.hpp>
#include <kenyon/pattern/random.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "encoder/strongest.hpp"

using namespace kenyon;
using Catch::Contains;

namespace {

array bytes_array(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  array a;
  a.shape = {rows, columns};
  random_sequence numbers(seed, stream::trial, 0);
  for (std::size_t i = 0; i < rows * columns; ++i)
    a.data.push_back(static_cast<std::byte>(numbers.below(256)));
  return a;
}

std::vector<float> row_of(const array& a, std::size_t i) {
  std::vector<float> row(a.row_size());
  a.row(i, row);
  return row;
}

pattern code_of(const encoder& e, const std::vector<float>& input) {
  pattern p;
  e.encode(input, p);
  return p;
}

std::string refused(const std::string& spec) {
  try {
    encoder_spec::parse(spec);
  } catch (const error& e) {
    CHECK(e.which() == fault::usage);
    return e.what();
  }
  FAIL("accepted: " << spec);
  return {};
}

// Projection in doubles, straight from its description; sums of bytes are exact in either.
struct naive_projection {
  std::vector<std::vector<unit>> sources;
  std::vector<double> mean, deviation;

  naive_projection(const projection_encoder& like) {
    for (unit u = 0; u < like.output().units(); ++u) {
      random_sequence numbers(like.seed(), stream::projection, u);
      sources.emplace_back(like.fan_in());
      draw_distinct(numbers, static_cast<std::uint32_t>(like.inputs()), sources.back());
    }
    mean.assign(sources.size(), 0);
    deviation.assign(sources.size(), 1);
  }

  double sum(std::size_t u, const std::vector<float>& input) const {
    const double own = std::accumulate(input.begin(), input.end(), 0.0) / double(input.size());
    double s = 0;
    for (unit i : sources[u]) s += double(input[i]) - own;
    return s;
  }

  void fit(const array& rows) {
    const auto n = double(rows.rows());
    for (std::size_t u = 0; u < sources.size(); ++u) {
      double s = 0, squares = 0;
      for (std::size_t i = 0; i < rows.rows(); ++i) s += sum(u, row_of(rows, i));
      for (std::size_t i = 0; i < rows.rows(); ++i)
        squares += std::pow(sum(u, row_of(rows, i)) - s / n, 2);
      mean[u] = s / n;
      deviation[u] = std::sqrt(squares / n);
    }
  }

  std::vector<double> scores(const std::vector<float>& input) const {
    std::vector<double> z(sources.size());
    for (std::size_t u = 0; u < z.size(); ++u) z[u] = (sum(u, input) - mean[u]) / deviation[u];
    return z;
  }
};

// Every unit of the code must score at least as much as every other one (of its module), within the
// rounding of floats: 1e-4 deviations are far above it and far below typical gaps.
void check_winners(const layout& in, const pattern& code, const std::vector<double>& scores) {
  REQUIRE_NOTHROW(check_pattern(in, code));
  REQUIRE(code.size() == in.active());
  const std::size_t part = in.is_modular() ? in.module_units() : in.units();
  for (std::size_t begin = 0; begin < in.units(); begin += part) {
    double weakest = std::numeric_limits<double>::infinity();
    double rival = -weakest;
    for (std::size_t u = begin; u < begin + part; ++u)
      if (std::binary_search(code.begin(), code.end(), unit(u)))
        weakest = std::min(weakest, scores[u]);
      else
        rival = std::max(rival, scores[u]);
    CHECK(weakest >= rival - 1e-4);
  }
}

}  // namespace

TEST_CASE("encoders are written and read back, what is at its default left out") {
  for (const char* text :
       {"brightest", "threshold:above=128", "threshold:above=-0.25", "threshold:above=0",
        "projection", "projection:density=0.25", "projection:density=0.02,homeostasis=off"})
    CHECK(encoder_spec::parse(text).text() == text);
  CHECK(encoder_spec::parse("projection").get("homeostasis") == 1);
  CHECK(encoder_spec::parse("projection") == encoder_spec{});
  CHECK(encoder_spec::parse("projection:homeostasis=on") == encoder_spec{});
  CHECK(encoder_spec::parse("brightest") != encoder_spec{});
  CHECK(encoder_spec::parse("projection:density=0.2") != encoder_spec{});
}

TEST_CASE("encoders as older memory files spell them") {
  CHECK(encoder_spec::parse("projection:density=0.1") == encoder_spec{});
  CHECK(encoder_spec::parse("projection:density=0.1,homeostasis=off").text() ==
        "projection:homeostasis=off");
}

TEST_CASE("a list of encoders is divided where a new one begins") {
  const auto list = parse_encoders("projection:density=0.2,homeostasis=off,brightest");
  REQUIRE(list.size() == 2);
  CHECK(list[0].text() == "projection:density=0.2,homeostasis=off");
  CHECK(list[1].text() == "brightest");
}

TEST_CASE("misspelt encoders are refused with the nearest name") {
  CHECK_THAT(refused("projektion"), Contains("did you mean \"projection\"?"));
  CHECK_THAT(refused("gabor"), Contains("brightest, threshold, projection"));
  CHECK_THAT(refused("projection:densty=0.1"), Contains("did you mean \"density\"?"));
  CHECK_THAT(refused("projection:homeostasis=of"), Contains("did you mean \"off\"?"));
  CHECK_THAT(refused("projection:density=2"), Contains("a number from 1e-09 to 1"));
  CHECK_THAT(refused("threshold"), Contains("expected above=VALUE"));
  CHECK_THAT(refused("projection:density=0.1,density=0.1"), Contains("\"density\" is given twice"));
  for (const char* text :
       {"", ":", "brightest:k=3", "threshold:above", "threshold:above=", "threshold:above=x",
        "threshold:above=nan", "threshold:above=inf", "threshold:above=1,", "projection:density=0",
        "projection:density=1.5", "projection:density=0.1,", "projection:homeostasis=maybe"})
    refused(text);
}

TEST_CASE("the strongest are those of a sort, ties to the lower index") {
  random_sequence numbers(5, stream::trial, 0);
  strongest picker;
  for (std::size_t n : {1u, 2u, 63u, 1000u, 5000u}) {
    std::vector<float> values(n);
    for (float& v : values)  // many ties, both signs, both zeros
      v = static_cast<float>(static_cast<int>(numbers.below(41)) - 20) *
          (numbers.below(2) ? 0.25f : -0.0f);
    std::vector<std::uint32_t> keys(n);
    std::transform(values.begin(), values.end(), keys.begin(), order_key);
    for (std::size_t k : {std::size_t{1}, n / 3, n - 1, n, n + 5}) {
      pattern sorted(n);
      std::iota(sorted.begin(), sorted.end(), 0u);
      std::stable_sort(sorted.begin(), sorted.end(),
                       [&](unit a, unit b) { return values[a] > values[b]; });
      sorted.resize(std::min(k, n));
      std::sort(sorted.begin(), sorted.end());
      pattern found;
      picker.pick(keys, k, 0, found);
      CHECK(found == sorted);
    }
  }
  const float inf = std::numeric_limits<float>::infinity();
  CHECK(order_key(std::nanf("")) < order_key(-inf));
  CHECK(order_key(-inf) < order_key(-1));
  CHECK(order_key(-0.0f) == order_key(0.0f));
  CHECK(order_key(std::numeric_limits<float>::max()) < order_key(inf));
}

TEST_CASE("brightest takes the largest inputs above zero, threshold those above T") {
  const auto brightest = make_encoder(encoder_spec::parse("brightest"), 6, layout::flat(6, 3), 1);
  CHECK(code_of(*brightest, {5, 9, 5, 0, 5, 7}) == pattern{0, 1, 5});  // three fives: the lowest
  CHECK(code_of(*brightest, {0, 0, 2, 0, 0, -1}) == pattern{2});
  CHECK(code_of(*brightest, {0, 0, 0, 0, 0, 0}).empty());
  const auto above =
      make_encoder(encoder_spec::parse("threshold:above=5"), 6, layout::flat(6, 3), 1);
  CHECK(code_of(*above, {5, 9, 5, 0, 5.5, 7}) == pattern{1, 4, 5});
  CHECK(code_of(*above, {5, 5, 5, 0, 5, 5}).empty());
  const auto negative =
      make_encoder(encoder_spec::parse("threshold:above=-2"), 4, layout::flat(4, 2), 1);
  CHECK(code_of(*negative, {-3, -1, -2, -1.5}) == pattern{1, 3});
}

TEST_CASE("layouts and inputs that do not fit are refused") {
  const auto brightest = encoder_spec::parse("brightest");
  CHECK_THROWS_WITH(make_encoder(brightest, 784, layout::flat(8192, 64), 1), Contains("784/K"));
  CHECK_THROWS_AS(make_encoder(brightest, 784, layout::modular(28, 28), 1), error);
  CHECK_THROWS_AS(make_encoder({}, 0, layout::flat(8, 2), 1), error);
  CHECK_THROWS_AS(make_encoder({}, max_inputs + 1, layout::flat(8, 2), 1), error);
  const auto e = make_encoder({}, 10, layout::flat(8, 2), 1);
  pattern p;
  CHECK_THROWS_WITH(e->encode(std::vector<float>(9), p), Contains("expected 10 inputs, found 9"));
  CHECK_THROWS_WITH(encode_rows(*e, bytes_array(3, 11, 1), 0, 3),
                    Contains("rows of 10 numbers, found 11"));
}

TEST_CASE("a projection is what its description says") {
  const array rows = bytes_array(200, 60, 3);
  for (const char* shape : {"256/8", "8x32"})
    for (const char* spec : {"projection:density=0.1", "projection:density=0.5,homeostasis=off"}) {
      const layout in = layout::parse(shape);
      projection_encoder e(encoder_spec::parse(spec), 60, in, 7);
      naive_projection naive(e);
      if (e.spec().get("homeostasis") == 1) naive.fit(rows);
      e.fit(rows, 0, 200);
      CHECK(e.dead_units() == 0);
      for (std::size_t i = 0; i < 200; i += 7)
        check_winners(in, code_of(e, row_of(rows, i)), naive.scores(row_of(rows, i)));
    }
}

TEST_CASE("codes do not depend on threads, nor on the rows beside them") {
  const array rows = bytes_array(500, 100, 4);
  for (const char* shape : {"512/16", "16x32"}) {
    const layout in = layout::parse(shape);
    auto e = make_encoder({}, 100, in, 1);
    e->fit(rows, 0, 500);
    const auto state = e->state();
    const pattern_batch codes = encode_rows(*e, rows, 0, 500);
    const pattern_batch some = encode_rows(*e, rows, 37, 19);
    for (std::size_t i = 0; i < 19; ++i) CHECK(std::ranges::equal(some[i], codes[37 + i]));
    for (std::size_t i = 0; i < 500; i += 11)
      CHECK(std::ranges::equal(code_of(*e, row_of(rows, i)), codes[i]));
    const thread_limit one(1);
    auto again = make_encoder({}, 100, in, 1);
    again->fit(rows, 0, 500);
    CHECK(again->state() == state);
    CHECK(encode_rows(*again, rows, 0, 500) == codes);
    auto other = make_encoder({}, 100, in, 2);
    other->fit(rows, 0, 500);
    CHECK(encode_rows(*other, rows, 0, 500) != codes);
  }
}

// Files keep the seed and not the projection: it must come out the same for ever.
TEST_CASE("the projection of a seed does not change") {
  std::vector<float> ramp(64);
  std::iota(ramp.begin(), ramp.end(), 0.0f);
  const auto e =
      make_encoder(encoder_spec::parse("projection:density=0.25"), 64, layout::flat(1024, 8), 1);
  CHECK(code_of(*e, ramp) == pattern{35, 97, 307, 395, 504, 665, 700, 845});
}

TEST_CASE("brightness does not change a code, contrast hardly") {
  const array rows = bytes_array(100, 64, 8);
  auto e = make_encoder({}, 64, layout::flat(512, 16), 1);
  e->fit(rows, 0, 100);
  for (std::size_t i = 0; i < 100; ++i) {
    std::vector<float> input = row_of(rows, i);
    const pattern code = code_of(*e, input);
    for (float& v : input) v += 64;  // sums of 64 bytes divided by 64: all exact
    CHECK(code_of(*e, input) == code);
  }
}

TEST_CASE("homeostasis spreads the work over the units") {
  array rows = bytes_array(400, 100, 9);
  for (std::size_t i = 0; i < rows.data.size(); ++i)  // a bright middle, as in pictures
    if (i % 100 < 40 || i % 100 >= 60)
      rows.data[i] = static_cast<std::byte>(std::to_integer<int>(rows.data[i]) / 8);
  const layout in = layout::flat(1024, 16);
  const auto use = [&](const char* spec) {
    auto e = make_encoder(encoder_spec::parse(spec), 100, in, 1);
    e->fit(rows, 0, 400);
    return count_use(in, encode_rows(*e, rows, 0, 400));
  };
  const unit_use with = use("projection");
  const unit_use without = use("projection:homeostasis=off");
  CHECK(with.most * 3 < without.most);
  CHECK(with.unused * 3 < without.unused);
}

TEST_CASE("dead units win only where nothing else is there") {
  array rows = bytes_array(100, 40, 10);
  for (std::size_t i = 0; i < rows.data.size(); ++i)
    if (i % 40 >= 2) rows.data[i] = std::byte{0};
  for (std::size_t i = 0; i < 100; ++i)  // the mean of each row stays the same, too
    rows.data[i * 40 + 1] = static_cast<std::byte>(255 - std::to_integer<int>(rows.data[i * 40]));
  projection_encoder e(encoder_spec::parse("projection:density=0.025"), 40, layout::flat(400, 60),
                       1);
  REQUIRE(e.fan_in() == 1);
  e.fit(rows, 0, 100);
  const std::uint32_t alive = 400 - e.dead_units();
  REQUIRE(alive > 0);
  REQUIRE(alive < 60);
  naive_projection naive(e);
  const pattern code = code_of(e, row_of(rows, 0));
  CHECK(code.size() == 60);
  CHECK(std::count_if(code.begin(), code.end(), [&](unit u) { return naive.sources[u][0] < 2; }) ==
        alive);
}

TEST_CASE("numbers as large as are taken, beside tiny ones, lose no units") {
  array rows;
  rows.type = element::f32;
  rows.shape = {4, 8};
  const float huge = 1e30F;
  std::vector<float> values(32);
  for (std::size_t i = 0; i < 32; ++i) values[i] = i % 3 == 0 ? huge : i % 3 == 1 ? -huge : 1e-38f;
  rows.data.resize(32 * sizeof(float));
  std::memcpy(rows.data.data(), values.data(), rows.data.size());
  auto e = make_encoder(encoder_spec::parse("projection:density=0.5"), 8, layout::flat(32, 4), 1);
  e->fit(rows, 0, 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(code_of(*e, row_of(rows, i)).size() == 4);
  auto same =
      make_encoder(encoder_spec::parse("projection:density=0.5"), 8, layout::flat(32, 4), 1);
  CHECK_NOTHROW(same->load_state(e->state()));
}

TEST_CASE("what an encoder learned is restored, damage refused") {
  const array rows = bytes_array(100, 30, 11);
  const layout in = layout::flat(128, 8);
  auto e = make_encoder({}, 30, in, 3);
  e->fit(rows, 0, 100);
  auto restored = make_encoder({}, 30, in, 3);
  restored->load_state(e->state());
  CHECK(encode_rows(*restored, rows, 0, 100) == encode_rows(*e, rows, 0, 100));
  auto state = e->state();
  state.pop_back();
  CHECK_THROWS_WITH(restored->load_state(state), Contains("expected 1024 bytes, found 1023"));
  state = e->state();
  std::fill_n(state.begin() + 8 * 5, 4, std::byte{0xff});  // NaN
  CHECK_THROWS_WITH(restored->load_state(state), Contains("number 10 is not finite"));
  CHECK(restored->state() == e->state());
  const auto brightest = make_encoder(encoder_spec::parse("brightest"), 30, layout::flat(30, 3), 1);
  CHECK(brightest->state().empty());
  CHECK_THROWS_AS(brightest->load_state(state), error);
}

TEST_CASE("every encoder of numbers refuses what is not finite, and names the input") {
  for (const auto& [spec, shape] :
       std::vector<std::pair<const char*, const char*>>{{"brightest", "16/4"},
                                                        {"threshold:above=1", "16/4"},
                                                        {"projection", "64/4"},
                                                        {"hadamard", "8x16"},
                                                        {"sign", "16x2"},
                                                        {"learned", "64/4"},
                                                        {"edges:cell=2", "16/4"},
                                                        {"scalar", "64/16"}}) {
    const auto e = make_encoder(encoder_spec(spec), 16, layout::parse(shape), 1);
    for (const float wrong : {std::nanf(""), -std::numeric_limits<float>::infinity()}) {
      std::vector<float> input(16, 2.0F);
      input[9] = wrong;
      pattern p;
      INFO(spec);
      CHECK_THROWS_WITH(e->encode(input, p), Contains("input 9 is not a finite number"));
    }
  }
}

TEST_CASE("projection: numbers whose sums would overflow are refused by their row") {
  array rows;
  rows.type = element::f32;
  rows.shape = {3, 6};
  std::vector<float> numbers(18, 1);
  numbers[4] = -1e30F;
  numbers[9] = 3e38F;
  rows.data.resize(18 * sizeof(float));
  std::memcpy(rows.data.data(), numbers.data(), rows.data.size());
  const auto code = make_encoder(encoder_spec{}, 6, layout::flat(32, 4), 1);
  const auto told = [&](const auto& action) {
    try {
      action();
    } catch (const error& e) {
      CHECK(e.which() == fault::bad_input);
      return std::string(e.what());
    }
    return std::string("nothing");
  };
  CHECK_THAT(told([&] { code->fit(rows, 0, 3); }), Contains("row 1: a number above 1e30"));
  std::vector<pattern> codes(3);
  CHECK_THAT(told([&] { code->encode(rows, 0, codes); }), Contains("row 1: a number above 1e30"));
  CHECK_THAT(told([&] { code->encode(std::span(numbers).subspan(6, 6), codes[0]); }),
             Contains("a number above 1e30"));
}

TEST_CASE("encoders refuse to learn from what does not differ, and are as before") {
  const auto constant_rows = [](std::size_t rows, float value) {
    array a{element::f32, {rows, 8}, std::vector<std::byte>(rows * 8 * 4)};
    for (std::size_t i = 0; i < rows * 8; ++i) std::memcpy(&a.data[4 * i], &value, 4);
    return a;
  };
  for (const auto& [spec, shape] :
       {std::pair("projection:density=0.4", "200/10"), std::pair("hadamard", "8x16"),
        std::pair("sign", "8x2"), std::pair("learned", "64/4")}) {
    INFO(spec);
    const auto e = make_encoder(encoder_spec(spec), 8, layout::parse(shape), 1);
    const std::vector<std::byte> before = e->state();
    for (const std::size_t rows : {std::size_t{1}, std::size_t{50}}) {
      try {
        e->fit(constant_rows(rows, 0.25F), 0, rows);
        FAIL_CHECK("fitted to " << rows << " rows that are alike");
      } catch (const error& refusal) {
        CHECK(refusal.which() == fault::bad_input);
        CHECK_THAT(refusal.what(), Catch::Contains("at least 100 to learn from"));
      }
      CHECK(e->state() == before);
    }
    e->fit(constant_rows(1, 0), 0, 0);
    CHECK(e->state() == before);
  }
}
