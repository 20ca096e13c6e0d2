#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numeric>

#include <kenyon/base/error.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/pattern/random.hpp>

#include "experiment/fly_model.hpp"
#include "experiment/reproduce/entries.hpp"
#include "tests/experiment/blobs.hpp"

using namespace kenyon;

namespace {

std::vector<std::uint32_t> first(std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0u);
  return numbers;
}

std::vector<graded_code> codes_of(const fly_encoder& encoder, const labelled_images& images) {
  std::vector<graded_code> codes(images.size());
  encoder.encode(images, first(images.size()), codes);
  return codes;
}

// The published rule in doubles, written to be read: the dense code of one image.
std::vector<double> naive_code(std::span<const std::uint8_t> image, std::size_t units,
                               std::size_t winners, std::uint32_t fan_in, std::uint64_t seed) {
  std::vector<std::pair<int, std::size_t>> sums(units);  // the largest first, then the lower unit
  for (std::size_t u = 0; u < units; ++u) {
    std::vector<unit> sources(fan_in);
    random_sequence numbers(seed, stream::projection, u);
    draw_distinct(numbers, static_cast<std::uint32_t>(image.size()), sources);
    sums[u] = {0, u};
    for (const unit s : sources) sums[u].first -= image[s];
  }
  std::sort(sums.begin(), sums.end());
  std::vector<double> code(units);
  for (std::size_t w = 0; w < winners; ++w)
    code[sums[w].second] = double(sums[w].first) / double(sums[0].first);
  return code;
}

}  // namespace

TEST_CASE("codes, weights and answers are those of the published rule in doubles") {
  const image_sets sets = blobs(30, 40, 50);
  constexpr std::size_t units = 300;
  constexpr std::size_t winners = 12;
  constexpr std::uint64_t seed = 5;
  const std::uint32_t fan_in = GENERATE(1u, 7u, 20u);
  const double rate = GENERATE(0.01, 0.2);
  const fly_encoder encoder(sets.learned.inputs, layout::flat(units, winners), fan_in, seed);
  fly_classes learner(units, 2, rate);
  std::vector<std::vector<double>> weights(2, std::vector<double>(units));
  const auto codes = codes_of(encoder, sets.learned);
  for (std::size_t i = 0; i < sets.learned.size(); ++i) {
    const auto dense = naive_code(sets.learned.image(i), units, winners, fan_in, seed);
    std::size_t kept = 0;
    for (std::size_t u = 0; u < units; ++u) {
      const auto place = std::find(codes[i].units.begin(), codes[i].units.end(), u);
      const double made =
          place == codes[i].units.end()
              ? 0
              : codes[i].values[static_cast<std::size_t>(place - codes[i].units.begin())] /
                    double(code_one);
      CHECK(std::abs(made - dense[u]) < 1.0 / code_one);
      kept += dense[u] > 0;
      double& w = weights[sets.learned.labels[i]][u];
      w = std::min(1.0, w + rate * dense[u]);
    }
    CHECK(kept == codes[i].units.size());
    CHECK(kept == winners);
    learner.learn(codes[i], sets.learned.labels[i]);
  }
  const auto asked = codes_of(encoder, sets.held_out);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto dense = naive_code(sets.held_out.image(i), units, winners, fan_in, seed);
    std::vector<std::uint64_t> scores(2);
    learner.score(asked[i], scores);
    for (std::size_t c = 0; c < 2; ++c) {
      double sum = 0;
      for (std::size_t u = 0; u < units; ++u) sum += weights[c][u] * dense[u];
      // Half a step of 1/code_one in every code, and in every weight as many as images were
      // learned.
      const double scale = rate / code_one / code_one;
      CHECK(static_cast<double>(scores[c]) * scale == Approx(sum).epsilon(1e-3).margin(1e-3));
    }
  }
}

TEST_CASE("classes: the order of the images does not matter, other classes are untouched") {
  const image_sets sets = blobs(30, 400, 30);
  const fly_encoder encoder(sets.learned.inputs, layout::flat(200, 10), 6, 1);
  const auto codes = codes_of(encoder, sets.learned);
  fly_classes forwards(200, 2, 0.5), backwards(200, 2, 0.5), only_one(200, 2, 0.5);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    forwards.learn(codes[i], sets.learned.labels[i]);
    const std::size_t j = codes.size() - 1 - i;
    backwards.learn(codes[j], sets.learned.labels[j]);
    if (sets.learned.labels[i] == 1) only_one.learn(codes[i], 1);
  }
  bool saturated = false;
  for (const graded_code& code : codes_of(encoder, sets.held_out)) {
    std::vector<std::uint64_t> a(2), b(2), c(2);
    forwards.score(code, a);
    backwards.score(code, b);
    only_one.score(code, c);
    CHECK(a == b);
    CHECK(c[0] == 0);
    CHECK(c[1] == a[1]);
    std::uint64_t all = 0;
    for (const std::uint16_t v : code.values) all += std::uint64_t{v} * (code_one * 2);
    saturated = saturated || a[1] == all;
    CHECK(a[1] <= all);
  }
  CHECK(saturated);  // weights of 1 throughout
}

TEST_CASE("classes: decay takes its share after each image, put off or not") {
  fly_classes learner(3, 2, 0.01, 0.25);
  const graded_code code{{0, 2}, {code_one, 1000}};
  const graded_code other{{1}, {code_one}};
  learner.learn(code, 0);
  learner.learn(other, 1);
  learner.learn(code, 0);
  std::vector<std::uint64_t> scores(2);
  learner.score({{0}, {1}}, scores);
  // (1 * .75^2 + 1) * .75 of a code's worth
  CHECK(static_cast<double>(scores[0]) == Approx((0.75 * 0.75 + 1) * 0.75 * code_one).margin(3));
  learner.score({{1}, {1}}, scores);
  CHECK(static_cast<double>(scores[1]) == Approx(0.75 * 0.75 * code_one).margin(3));
}

TEST_CASE(
    "codes are the same on any number of threads, of black images empty, ties go to the lower "
    "unit") {
  const image_sets sets = blobs(30, 50, 10);
  const fly_encoder encoder(sets.learned.inputs, layout::flat(500, 9), 5, 3);
  const auto reference = codes_of(encoder, sets.learned);
  for (const unsigned threads : {1u, 2u, 7u}) {
    const thread_limit limit(threads);
    const auto codes = codes_of(encoder, sets.learned);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      CHECK(codes[i].units == reference[i].units);
      CHECK(codes[i].values == reference[i].values);
    }
  }
  labelled_images flat;
  flat.inputs = 4;
  flat.labels = {0, 0};
  flat.values = {0, 0, 0, 0, 9, 9, 9, 9};
  const auto codes = codes_of(fly_encoder(4, layout::flat(20, 3), 2, 1), flat);
  CHECK(codes[0].units.empty());
  CHECK(codes[1].units == std::vector<unit>{0, 1, 2});
  CHECK(codes[1].values == std::vector<std::uint16_t>(3, code_one));
  CHECK_THROWS_AS(fly_encoder(4, layout::parse("4x5"), 2, 1), error);
  CHECK_THROWS_AS(fly_encoder(4, layout::flat(20, 3), 5, 1), error);
  CHECK_THROWS_AS(fly_encoder(4, layout::flat(20, 3), 0, 1), error);
  CHECK_THROWS_AS(fly_classes(4, 2, 0.0), error);
  CHECK_THROWS_AS(fly_classes(4, 2, 0.1, 1.0), error);
}

TEST_CASE("flymodel without its data says what it needs and measures nothing") {
  const reproduction made = reproduce::flymodel_on("/nowhere", {});
  CHECK(made.figures.empty());
  CHECK(made.not_run == "needs the package dataset-fashion-mnist");
}
