#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include <kenyon/base/error.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/experiment/plan.hpp>
#include <kenyon/memory/willshaw/theory.hpp>

using namespace kenyon;

namespace {

std::vector<recall_task>& cells(plan& p) {
  return std::get<std::vector<recall_task>>(p.cells);
}

plan small_plan() {
  plan p;
  recall_task c;
  c.shape = layout::parse("200/8");
  c.cue = noise::parse("keep=0.5");
  c.recall = {.how = activation::all_cue, .assess = true};
  cells(p).push_back(c);
  c.shape = layout::parse("10x20");
  c.cue = noise::parse("flip=1");
  c.recall = {.how = activation::natural, .steps = 15, .assess = false};
  cells(p).push_back(c);
  p.seeds = 3;
  return p;
}

std::vector<outcome> run_all(const plan& p, const std::vector<std::size_t>& numbers) {
  std::vector<outcome> all;
  run_trials(p, numbers, {}, [&](const outcome& o) { all.push_back(o); });
  std::sort(all.begin(), all.end(),
            [](const outcome& a, const outcome& b) { return a.trial < b.trial; });
  return all;
}

std::vector<std::size_t> all_of(const plan& p) {
  std::vector<std::size_t> numbers(p.trials());
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
  return numbers;
}

}  // namespace

TEST_CASE("trials are pure: threads, order and subsets change nothing") {
  plan p = small_plan();
  p.points = GENERATE(std::vector<std::uint64_t>{}, std::vector<std::uint64_t>{50, 100});
  std::vector<outcome> serial;
  {
    const thread_limit one(1);
    serial = run_all(p, all_of(p));
  }
  REQUIRE(serial.size() == p.trials());
  CHECK(run_all(p, all_of(p)) == serial);
  std::vector<outcome> merged(p.trials());
  for (std::size_t part = 0; part < 3; ++part) {
    std::vector<std::size_t> numbers;
    for (std::size_t t = part; t < p.trials(); t += 3) numbers.push_back(t);
    for (const outcome& o : run_all(p, numbers)) merged[o.trial] = o;
  }
  CHECK(merged == serial);
}

TEST_CASE("the null arm recalls nothing, the loaded memory does") {
  plan p = small_plan();
  p.points = {20};
  const std::vector<outcome> all = run_all(p, all_of(p));
  const std::vector<result> rows = summarise(p, all);
  REQUIRE(rows.size() == 2);
  for (const result& row : rows) {
    CHECK(row.null.cues > 0);
    CHECK(row.null.exact == 0);
    CHECK(row.exact->mean > 0.95);
  }
}

TEST_CASE("output noise agrees with the exact finite-size theory, and not with p1^k") {
  // Hetero, random patterns, n=500 k=10 at the balanced theory's 1 %: 8 seeds, 99.9 % interval by
  // t(7) = 5.41
  recall_task c;
  c.shape = layout::parse("500/10");
  c.hetero = true;
  c.recall = {.how = activation::all_cue, .assess = false};
  const willshaw_case random{c.shape, c.shape, false, ensemble::random, 10};
  const willshaw_case balanced{c.shape, c.shape, false, ensemble::balanced, 10};
  const auto patterns = static_cast<std::uint64_t>(*capacity_at_unit_error(balanced, 0.01));
  std::vector<double> noise;
  for (std::uint64_t seed = 1; seed <= 8; ++seed)
    noise.push_back(measure(c, seed, patterns).unit_error());
  const estimate e = estimate_mean(noise);
  const double half = (e.ci95->high - e.mean) / 2.365 * 5.41;
  CHECK(std::fabs(e.mean - *expected_unit_error(random, static_cast<double>(patterns))) < half);
  CHECK(std::fabs(e.mean - 0.01) > half);
}

TEST_CASE("auto-association from half cues agrees with the exact theory") {
  recall_task c;
  c.shape = layout::parse(GENERATE("400/16", "16x25"));
  c.cue = noise::parse("keep=0.5");
  c.recall = {.how = activation::all_cue, .assess = false};
  const willshaw_case asked{c.shape, c.shape, true, ensemble::random, 8};
  const double patterns = std::floor(*capacity_at_unit_error(asked, 0.05));
  std::vector<double> noise;
  for (std::uint64_t seed = 1; seed <= 8; ++seed)
    noise.push_back(measure(c, seed, static_cast<std::uint64_t>(patterns)).unit_error());
  const estimate e = estimate_mean(noise);
  INFO(c.shape.text() << " P=" << patterns << " noise " << e.mean);
  CHECK(std::fabs(e.mean - *expected_unit_error(asked, patterns)) <
        (e.ci95->high - e.mean) / 2.365 * 5.41);
}

TEST_CASE("the search finds where the criterion stops holding") {
  recall_task c;
  c.shape = layout::parse("10x20");
  c.cue = noise::parse("flip=1");
  c.recall = {.steps = 15, .assess = false};
  const criterion wanted;
  const capacity_found found = find_capacity(c, wanted, 4);
  CHECK(found.capacity > 20);
  CHECK(found.at.cues >= 1024);  // of several memories
  CHECK(std::abs(found.at.exact_share() - 0.9) < 0.03);
  CHECK(measure(c, 4, found.capacity * 7 / 10).exact_share() > 0.9);
  CHECK(measure(c, 4, found.capacity * 13 / 10).exact_share() < 0.9);
}

TEST_CASE("capacities are not pulled upwards by the noise of a seed") {
  const recall_task c = [] {
    recall_task made;
    made.shape = layout::parse("10x20");
    made.cue = noise::parse("flip=1");
    made.recall = {.steps = 15, .assess = false};
    return made;
  }();
  std::vector<double> found;
  for (std::uint64_t seed = 1; seed <= 12; ++seed)
    found.push_back(static_cast<double>(find_capacity(c, {}, seed).capacity));
  // At the mean capacity the mean of other memories is at the level: the last load that passed in
  // a single memory lies 8 % higher, where they recall .85.
  const auto load = static_cast<std::uint64_t>(std::lround(estimate_mean(found).mean));
  std::vector<double> share;
  for (std::uint64_t seed = 1001; seed <= 1200; ++seed)
    share.push_back(measure(c, seed, load).exact_share());
  CHECK(std::abs(estimate_mean(share).mean - 0.9) < 0.02);
}

TEST_CASE("a criterion that is never met gives capacity 0") {
  recall_task c;
  c.shape = layout::parse("20/2");
  c.cue = noise::parse("keep=0");
  c.recall = {.how = activation::all_cue, .assess = false};
  CHECK(find_capacity(c, {}, 1).capacity == 0);
}

TEST_CASE("a search that ends before the criterion fails says so") {
  recall_task c;
  c.shape = layout::parse("10/1");  // complete cues of one unit: nothing can go wrong
  c.cue = noise::parse("none");
  c.recall = {.how = activation::all_cue, .assess = false};
  const capacity_found found = find_capacity(c, {}, 1);
  CHECK(found.limited);
  CHECK(found.capacity > 4);
  CHECK(found.capacity <= 10);  // there are no more patterns than that
}

namespace {

recall_task modular_cell(const char* cue) {
  recall_task c;
  c.shape = layout::parse("20x20");
  c.cue = noise::parse(cue);
  c.recall = {.steps = 15, .assess = false};
  return c;
}

}  // namespace

TEST_CASE("prototypes: Willshaw is swamped by instances, as published") {
  recall_task c = modular_cell("flip=2");
  c.instances = 10;
  std::vector<double> exact;
  for (std::uint64_t seed = 1; seed <= 12; ++seed)
    exact.push_back(measure(c, seed, 20).exact_share());
  CHECK(std::abs(estimate_mean(exact).mean - 0.15) < 0.1);  // 15 % at P = 20, 240 cues
  CHECK(measure(c, 1, 100).exact_share() < 0.02);
  c.instances = 1;  // one instance and another: both differ from the prototype, which is found
  CHECK(measure(c, 1, 20).exact_share() < measure(modular_cell("flip=2"), 1, 20).exact_share());
}

TEST_CASE("one memory is asked for the patterns of every age") {
  recall_task c = modular_cell("flip=1");
  c.lifetime = true;
  CHECK(ages_of(c, 100) == std::vector<std::uint64_t>{1, 2, 4, 8, 16, 32, 64});
  const std::vector<tally> ages = measure_ages(c, 3, 450);
  REQUIRE(ages.size() == 9);
  CHECK(ages.front().cues == 1);
  CHECK(ages[4].cues == 16);
  CHECK(ages.back().cues == 450 - 255);
  // Willshaw keeps old and new alike: the ages partition what a test of all patterns counts.
  tally all;
  for (const tally& some : ages) {
    all.cues += some.cues;
    all.exact += some.exact;
    all.false_units += some.false_units;
  }
  const tally whole = measure(c, 3, 450);
  CHECK(whole.cues == all.cues);
  CHECK(whole.exact == all.exact);
  CHECK(whole.false_units == all.false_units);
  CHECK(whole.exact < whole.cues);
}

TEST_CASE("a lifetime is one trial a seed, and its rows are the ages") {
  plan p;
  cells(p).push_back(modular_cell("flip=1"));
  cells(p).front().lifetime = true;
  cells(p).front().memory = memory_spec("hebb");
  cells(p).front().decay = 0.02;
  p.points = {300};
  p.seeds = 3;
  REQUIRE(p.trials() == 4);
  const std::vector<outcome> all = run_all(p, all_of(p));
  const std::vector<result> rows = summarise(p, all);
  REQUIRE(rows.size() == 9);
  for (std::size_t a = 0; a < rows.size(); ++a) {
    CHECK(rows[a].age == std::uint64_t{1} << a);
    CHECK(rows[a].exact->mean ==
          Approx((all[0].measured[a].exact_share() + all[1].measured[a].exact_share() +
                  all[2].measured[a].exact_share()) /
                 3));
    CHECK(rows[a].null.cues == all[0].measured[a].cues);
    CHECK(rows[a].null.exact == 0);
  }
  CHECK(rows[3].exact->mean > 0.9);      // young ones are there
  CHECK(rows.back().exact->mean < 0.2);  // old ones have decayed
  std::vector<outcome> short_of_one = all;
  short_of_one[1].measured.pop_back();
  CHECK_THROWS_AS(summarise(p, short_of_one), error);
}

TEST_CASE("intervals of shares stay within 0 and 1") {
  const std::vector<double> none(4, 0.0);
  const estimate low = estimate_share(none, 400);
  CHECK(low.mean == 0);
  CHECK(low.ci95->low == 0);
  CHECK(low.ci95->high == Approx(1.959964 * 1.959964 / (400 + 1.959964 * 1.959964)));
  // Wilson 1927 for 81 of 263 (Newcombe 1998, table I, method 3): .2553 to .3662.
  const std::vector<double> same(2, 81.0 / 263);
  const estimate wilson = estimate_share(same, 263);
  CHECK(wilson.ci95->low == Approx(0.2553).margin(5e-5));
  CHECK(wilson.ci95->high == Approx(0.3662).margin(5e-5));
  // Seeds that scatter more than counting does: about as wide as by Student's t.
  const std::vector<double> apart{0.4, 0.5, 0.6, 0.5};
  const estimate wide = estimate_share(apart, 1e9);
  const estimate t = estimate_mean(apart);
  CHECK(wide.ci95->high - wide.ci95->low == Approx(t.ci95->high - t.ci95->low).epsilon(0.05));
  const std::vector<double> edge{0.9, 1, 1, 1};
  CHECK(estimate_mean(edge).ci95->high > 1);
  CHECK(estimate_share(edge, 40).ci95->high <= 1);
}

TEST_CASE("cliques and nearest exemplars answer as their theory says") {
  plan p;
  recall_task c = modular_cell("erase=4");
  c.memory = memory_spec("clique");
  c.recall.steps = 1;
  cells(p).push_back(c);
  c.memory = memory_spec("topk");
  c.shape = layout::parse("400/8");
  c.cue = noise::parse("keep=0.25");
  cells(p).push_back(c);
  c.cue = noise::parse("flip=6");
  cells(p).push_back(c);
  p.points = {300, 600, 3000};
  p.seeds = 6;
  for (const result& row : summarise(p, run_all(p, all_of(p)))) {
    INFO(row.cell << " at " << row.patterns.mean);
    REQUIRE(row.theory);
    // Four standard errors of six seeds, at least a percent; cliques' theory takes false units as
    // independent of each other, which is up to four points off.
    const double error = (row.exact->ci95->high - row.exact->ci95->low) / 2 / 2.57;
    const double off = std::abs(row.exact->mean - *row.theory);
    CHECK(off < std::max(row.cell == 0 ? 0.05 : 0.01, 4 * error));
  }
}

TEST_CASE("cells whose parts do not go together are refused") {
  const auto refused = [](auto change) {
    recall_task c = modular_cell("flip=1");
    check_task(c);
    change(c);
    try {
      check_task(c);
    } catch (const error& e) {
      return e.which() == fault::usage;
    }
    return false;
  };
  CHECK(refused([](recall_task& c) { c.similarity = 1.1; }));
  CHECK(refused([](recall_task& c) { c.similarity = 0.5, c.drawn = ensemble::balanced; }));
  CHECK(refused([](recall_task& c) { c.instances = 2, c.cue = noise::parse("keep=0.5"); }));
  CHECK(refused([](recall_task& c) { c.instances = 2, c.hetero = true, c.recall.steps = 1; }));
  CHECK(refused([](recall_task& c) { c.prune = 1; }));
  CHECK(refused([](recall_task& c) { c.decay = -0.1; }));
  CHECK(refused([](recall_task& c) { c.sleep = 1e9; }));
  CHECK(refused([](recall_task& c) { c.hetero = true; }));  // 15 steps
}

TEST_CASE("what `done` throws ends the run, and nothing is handed over after it") {
  plan p = small_plan();
  p.points = {30, 60, 90};
  int handed = 0;
  CHECK_THROWS_AS(run_trials(p, all_of(p), {},
                             [&](const outcome&) {
                               ++handed;
                               throw error(fault::io, "full disk");
                             }),
                  error);
  CHECK(handed == 1);
}

TEST_CASE("a stop request ends a run and keeps what was done") {
  plan p = small_plan();
  p.points = {30, 60, 90};
  std::atomic<bool> stop{false};
  run_control control;
  control.stop = &stop;
  std::vector<outcome> kept;
  CHECK_THROWS_AS(run_trials(p, all_of(p), control,
                             [&](const outcome& o) {
                               kept.push_back(o);
                               if (kept.size() == 4) stop = true;
                             }),
                  interrupted);
  REQUIRE(kept.size() >= 4);
  CHECK(kept.size() < p.trials());
}

TEST_CASE("means, intervals and power laws") {
  const std::vector<double> values{1, 2, 3, 4};
  const estimate e = estimate_mean(values);
  CHECK(e.mean == 2.5);
  CHECK(e.ci95->high - e.mean == Approx(3.182446 * std::sqrt(5.0 / 3 / 4)).epsilon(1e-6));
  CHECK_FALSE(estimate_mean(std::vector<double>{3}).ci95.has_value());
  const std::vector<double> x{1, 2, 4, 8};
  const std::vector<double> y{3, 12, 48, 192};
  const auto law = fit_power_law(x, y);
  CHECK(law->exponent == Approx(2));
  CHECK(law->factor == Approx(3));
  CHECK(law->ci95->low == Approx(2));
  CHECK_FALSE(fit_power_law(std::vector<double>{5, 5}, std::vector<double>{1, 2}).has_value());
  CHECK_FALSE(fit_power_law(std::vector<double>{1, 2}, std::vector<double>{0, 2}).has_value());
}

TEST_CASE("criteria are read and refused in words") {
  CHECK(criterion::parse("exact").text() == "exact=0.9");
  CHECK(criterion::parse("unit-error").text() == "unit-error=0.01");
  CHECK(criterion::parse("exact=0.5").level == 0.5);
  for (const char* text :
       {"", "exakt", "exact=", "exact=0", "exact=1.5", "unit-error=x", "exact=nan"})
    CHECK_THROWS_AS(criterion::parse(text), error);
}
