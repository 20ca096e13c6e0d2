#include <kenyon/base/error.hpp>
#include <kenyon/base/level.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/encoder/learned.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/pattern/random.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "tests/level_guard.hpp"

using namespace kenyon;
using Catch::Contains;

namespace {

// Rows around `clusters` centres: a coordinate is the centre's, 0 or 200, and a little of its own.
array clustered(std::size_t rows, std::size_t columns, std::size_t clusters, std::uint64_t seed) {
  array a;
  a.shape = {rows, columns};
  for (std::size_t i = 0; i < rows; ++i) {
    random_sequence centre(1, stream::trial, i % clusters);
    random_sequence own(seed, stream::trial, 1000 + i);
    for (std::size_t j = 0; j < columns; ++j)
      a.data.push_back(static_cast<std::byte>(centre.below(2) * 200 + own.below(56)));
  }
  return a;
}

double length_of(std::span<const float> v) {
  double squares = 0;
  for (float x : v) squares += double{x} * double{x};
  return std::sqrt(squares);
}

double mean_overlap(const pattern_batch& codes, std::size_t apart) {
  double sum = 0;
  for (std::size_t i = 0; i + apart < codes.size(); ++i)
    sum += static_cast<double>(overlap(codes[i], codes[i + apart]));
  return sum / static_cast<double>(codes.size() - apart);
}

}  // namespace

// Each unit must come to stand for rows of one cluster, its synapses in the direction of the
// cluster's centre less the mean of all.
TEST_CASE("learned: units move to where the inputs are") {
  const array rows = clustered(2000, 60, 10, 2);
  learned_encoder e(encoder_spec("learned:passes=4,homeostasis=off"), 60, layout::flat(40, 1), 5);
  e.fit(rows, 0, 2000);
  const pattern_batch codes = encode_rows(e, rows, 0, 2000);
  std::vector<std::size_t> cluster(40, 10);
  for (std::size_t i = 0; i < 2000; ++i) {
    std::size_t& stands_for = cluster[codes[i][0]];
    if (stands_for == 10) stands_for = i % 10;
    REQUIRE(stands_for == i % 10);
  }
  for (unit u = 0; u < 40; ++u) CHECK(length_of(e.synapses(u)) == Approx(1).epsilon(1e-5));
  std::vector<double> mean(60), of_cluster(60);
  std::vector<float> row(60);
  for (std::size_t i = 0; i < 2000; ++i) {
    rows.row(i, row);
    for (std::size_t j = 0; j < 60; ++j) {
      mean[j] += double{row[j]} / 2000;
      if (i % 10 == 3) of_cluster[j] += double{row[j]} / 200;
    }
  }
  double dot = 0, squares = 0;
  for (std::size_t j = 0; j < 60; ++j) {
    const double d = of_cluster[j] - mean[j];
    dot += d * double{e.synapses(codes[3][0])[j]};
    squares += d * d;
  }
  CHECK(dot / std::sqrt(squares) > 0.98);
}

TEST_CASE("learned: rows of a cluster share units, rows of different ones do not") {
  const array rows = clustered(3000, 60, 20, 3);
  for (const char* shape : {"400/16", "16x25"}) {
    const layout in = layout::parse(shape);
    learned_encoder e(encoder_spec("learned"), 60, in, 5);
    e.fit(rows, 0, 2000);
    const pattern_batch codes = encode_rows(e, rows, 2000, 1000);
    for (std::size_t i = 0; i < codes.size(); ++i) REQUIRE_NOTHROW(check_pattern(in, codes[i]));
    CHECK(mean_overlap(codes, 20) > 8);
    CHECK(mean_overlap(codes, 7) < 2);
  }
}

TEST_CASE("learned: homeostasis lets every unit win, and no unit too often") {
  array rows = clustered(6000, 40, 6, 4);
  for (std::size_t i = 0; i < 6000; ++i)  // a common brightness, large in one row of six
    for (std::size_t j = 0; j < 10; ++j)
      if (i % 6 != 0) rows.data[i * 40 + j] = std::byte{9};
  const layout in = layout::flat(256, 8);
  const auto use = [&](const char* spec) {
    learned_encoder e{encoder_spec(spec), 40, in, 1};
    e.fit(rows, 0, 4000);
    return count_use(in, encode_rows(e, rows, 4000, 2000));
  };
  const unit_use with = use("learned");
  const unit_use without = use("learned:homeostasis=off");
  INFO(with.most << " and " << without.most << " most, unused " << with.unused << " and "
                 << without.unused);
  CHECK(with.most * 3 < without.most * 2);
  CHECK(with.unused * 4 < without.unused);
}

TEST_CASE("learned: the same codes on every level and any number of threads") {
  const array rows = clustered(700, 33, 9, 6);
  for (const char* shape : {"130/7", "5x26"}) {
    const layout in = layout::parse(shape);
    const auto made = [&] {
      learned_encoder e(encoder_spec("learned:passes=2"), 33, in, 5);
      e.fit(rows, 0, 700);
      return std::pair(e.state(), encode_rows(e, rows, 0, 700));
    };
    const auto first = made();
    const level_guard guard;
    for (std::string_view level : available_levels()) {
      force_level(level);
      CHECK(made() == first);
    }
    const thread_limit one(1);
    CHECK(made() == first);
    learned_encoder e(encoder_spec("learned:passes=2"), 33, in, 5);
    e.fit(rows, 0, 700);
    std::vector<float> row(33);
    for (std::size_t i = 0; i < 700; i += 13) {
      rows.row(i, row);
      pattern alone;
      e.encode(row, alone);
      CHECK(std::ranges::equal(alone, first.second[i]));
    }
  }
}

TEST_CASE("learned: passes and rate do what they say") {
  const array rows = clustered(300, 20, 5, 7);
  const auto state = [&](const char* spec, std::uint64_t seed) {
    learned_encoder e(encoder_spec(spec), 20, layout::flat(40, 4), seed);
    e.fit(rows, 0, 300);
    return e.state();
  };
  CHECK(state("learned:passes=0", 1) != state("learned", 1));
  CHECK(state("learned:rate=0.1", 1) != state("learned", 1));
  CHECK(state("learned", 2) != state("learned", 1));
  // A rate of 0 moves nothing: only handicaps may differ from passes=0, and these are off.
  CHECK(state("learned:passes=0,homeostasis=off", 1) == state("learned:rate=0,homeostasis=off", 1));
  learned_encoder e(encoder_spec("learned"), 20, layout::flat(40, 4), 1);
  e.fit(rows, 0, 300);
  e.fit(rows, 0, 300);  // starts anew
  CHECK(e.state() == state("learned", 1));
}

TEST_CASE("learned: nearly equal rows, more units than rows and no rows are no trouble") {
  array rows;
  rows.shape = {50, 12};
  rows.data.assign(600, std::byte{7});
  rows.data[0] = std::byte{8};  // rows that are all alike are refused
  const layout in = layout::flat(64, 5);
  learned_encoder e(encoder_spec("learned"), 12, in, 1);
  e.fit(rows, 0, 0);
  CHECK(encode_rows(e, rows, 0, 1)[0].size() == 5);  // untrained
  e.fit(rows, 0, 50);
  const pattern_batch codes = encode_rows(e, rows, 0, 50);
  for (std::size_t i = 2; i < 50; ++i) CHECK(std::ranges::equal(codes[i], codes[1]));
  CHECK(codes[0].size() == 5);
}

TEST_CASE("learned: numbers that are not finite are refused, with row and column in arrays") {
  learned_encoder e(encoder_spec("learned"), 4, layout::flat(16, 2), 1);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  pattern p;
  CHECK_THROWS_WITH(e.encode(std::vector<float>{1, 2, nan, 4}, p), Contains("not a finite number"));
  array rows;
  rows.type = element::f32;
  rows.shape = {3, 4};
  std::vector<float> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, nan, 12};
  rows.data.resize(48);
  std::memcpy(rows.data.data(), values.data(), 48);
  e.fit(rows, 0, 2);
  const auto before = e.state();
  CHECK_THROWS_WITH(e.fit(rows, 0, 3), Contains("row 2") && Contains("column 2"));
  CHECK(e.state() == before);
  CHECK_THROWS_WITH(encode_rows(e, rows, 0, 3), Contains("row 2") && Contains("column 2"));
  const float huge = std::numeric_limits<float>::max();
  CHECK_NOTHROW(e.encode(std::vector<float>{huge, -huge, huge, huge}, p));
  CHECK(p.size() == 2);
}

TEST_CASE("learned: what was learned is restored, damage refused") {
  const array rows = clustered(200, 10, 4, 8);
  const layout in = layout::modular(4, 8);
  learned_encoder e(encoder_spec("learned"), 10, in, 1);
  e.fit(rows, 0, 200);
  learned_encoder restored(encoder_spec("learned"), 10, in, 1);
  restored.load_state(e.state());
  CHECK(encode_rows(restored, rows, 0, 200) == encode_rows(e, rows, 0, 200));
  auto state = e.state();
  std::fill_n(state.begin() + 4 * 11, 4, std::byte{0xff});
  CHECK_THROWS_WITH(restored.load_state(state), Contains("number 11"));
  state.pop_back();
  CHECK_THROWS_WITH(restored.load_state(state), Contains("expected 1448 bytes, found 1447"));
  CHECK(restored.state() == e.state());
  CHECK_THROWS_WITH(make_encoder(encoder_spec("learned"), max_inputs, layout::flat(1000, 1), 1),
                    Contains("synapses"));
}
