#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/base/error.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/experiment/plan.hpp>

#include "tests/experiment/blobs.hpp"

using namespace kenyon;

namespace {

generalise_task image_cell(const char* shape) {
  static const auto sets = std::make_shared<const image_sets>(blobs(40, 600, 400));
  generalise_task task;
  task.shape = layout::parse(shape);
  task.sets = sets;
  task.inputs = 40;
  task.classes = 2;
  task.fan_in = 6;
  check_task(task);
  return task;
}

std::vector<outcome> run_all(const plan& p, std::size_t part = 0, std::size_t parts = 1) {
  std::vector<std::size_t> numbers;
  for (std::size_t t = part; t < p.trials(); t += parts) numbers.push_back(t);
  std::vector<outcome> all;
  run_trials(p, numbers, {}, [&](const outcome& o) { all.push_back(o); });
  std::sort(all.begin(), all.end(),
            [](const outcome& a, const outcome& b) { return a.trial < b.trial; });
  return all;
}

plan image_plan() {
  plan p;
  p.cells = std::vector{image_cell("20/1"), image_cell("2000/20")};
  p.points = {1, 50, 250};
  p.seeds = 4;
  return p;
}

}  // namespace

TEST_CASE("generalise: trials of images are pure: threads, order and subsets change nothing") {
  plan p = image_plan();
  std::get<1>(p.cells)[1].decay = 0.01;
  std::vector<outcome> serial;
  {
    const thread_limit one(1);
    serial = run_all(p);
  }
  REQUIRE(serial.size() == p.trials());
  const thread_limit five(5);
  CHECK(run_all(p) == serial);
  std::vector<outcome> merged(p.trials());
  for (std::size_t part = 0; part < 3; ++part)
    for (const outcome& o : run_all(p, part, 3)) merged[o.trial] = o;
  CHECK(merged == serial);
}

TEST_CASE("generalise: large codes and many examples help, shuffled labels are chance") {
  const plan p = image_plan();
  const std::vector<result> rows = summarise(p, run_all(p));
  REQUIRE(rows.size() == 6);
  const auto held_out = [&](std::size_t cell, std::size_t point) {
    return rows[cell * 3 + point].exact->mean;
  };
  CHECK(held_out(1, 2) > 0.9);
  CHECK(held_out(1, 2) > held_out(1, 0) + 0.05);
  CHECK(held_out(1, 2) > held_out(0, 2) + 0.05);
  CHECK(rows[3].learned->mean == 1);  // one example a class, each nearest to itself
  for (const result& row : rows) {
    CHECK(row.null.cues == 400);
    CHECK(row.null.learned_cues == 500);
    CHECK_FALSE(row.theory.has_value());
    CHECK(row.bits_per_byte == 0);
    const std::size_t units = std::get<1>(p.cells)[row.cell].shape.units();
    CHECK(row.footprint_bytes == units * 6 * 4 + units * 2 * 4);
  }
  // Shuffled labels err alike for images that look alike, so single lessons stray far from .5:
  // the mean of 200, and its 99.9 % interval.
  const generalise_task small = image_cell("200/4");
  std::vector<double> shuffled;
  for (std::uint64_t seed = 1; seed <= 200; ++seed)
    shuffled.push_back(measure_null(small, seed, 250).front().exact_share());
  const estimate e = estimate_mean(shuffled);
  CHECK(std::abs(e.mean - 0.5) < (e.ci95->high - e.mean) / 1.972 * 3.34);
  CHECK(e.ci95->high - e.mean < 0.1);
}

TEST_CASE("generalise: decay costs the classes learned first, not the last") {
  // Right answers among held-out images of one class: the others are left out.
  const auto right_of = [](std::uint32_t label, double decay) {
    generalise_task c = image_cell("2000/20");
    image_sets sets = *c.sets;
    labelled_images& asked = sets.held_out;
    const labelled_images all = asked;
    asked.values.clear();
    asked.labels.clear();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all.labels[i] != label) continue;
      asked.values.insert(asked.values.end(), all.image(i).begin(), all.image(i).end());
      asked.labels.push_back(label);
    }
    c.sets = std::make_shared<const image_sets>(sets);
    c.decay = decay;
    return measure(c, 1, 200).exact_share();
  };
  CHECK(right_of(0, 0) > 0.9);
  CHECK(right_of(1, 0) > 0.9);
  CHECK(right_of(0, 0.02) < 0.2);  // keeps e^-4 of its weights
  CHECK(right_of(1, 0.02) > 0.9);
}

TEST_CASE("generalise: what does not go together is refused in words") {
  const auto refused = [](const auto& change) {
    generalise_task c = image_cell("20/2");
    change(c);
    try {
      check_task(c);
    } catch (const error& e) {
      return e.which() == fault::usage;
    }
    return false;
  };
  CHECK(refused([](generalise_task& c) { c.shape = layout::parse("4x5"); }));
  CHECK(refused([](generalise_task& c) { c.fan_in = 41; }));
  CHECK(refused([](generalise_task& c) { c.fan_in = 0; }));
  CHECK(refused([](generalise_task& c) { c.rate = 0; }));
  CHECK(refused([](generalise_task& c) { c.decay = 1; }));
  CHECK_THROWS_WITH(measure(image_cell("20/2"), 1, 301),
                    Catch::Contains("class \"left\" has 300 images to learn from, not 301"));
  generalise_task described = image_cell("20/2");
  described.sets = nullptr;
  CHECK_THROWS_AS(measure(described, 1, 1), error);
}
