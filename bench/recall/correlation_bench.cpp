// Correlation memories. `run` is a whole experiment of the published benchmark: 1,775 patterns of
// 32x32 stored one batch, every one asked with one unit moved, at most 15 steps, one thread.
// `recall` leaves the storing out: its bytes_per_second counts the weight rows of the cues' units,
// so that its share of the read ceiling says what winners and bookkeeping cost beside the sums.
#include <benchmark/benchmark.h>

#include <string>

#include "bench/ceiling.hpp"

#include <kenyon/kenyon.hpp>

namespace {

using namespace kenyon;

constexpr std::size_t patterns_of_run = 1775;

struct protocol {
  layout shape = layout::parse("32x32");
  pattern_batch patterns;
  pattern_batch cues;

  protocol()
      : patterns(pattern_source(shape, ensemble::random, 1, stream::patterns)
                     .batch(0, patterns_of_run)) {
    for (std::size_t i = 0; i < patterns.size(); ++i)
      cues.push_back(noise::parse("flip=1").apply(shape, patterns[i], 1, i));
  }
};

const protocol& published() {
  static const protocol made;
  return made;
}

void run_all(benchmark::State& state, const std::string& level, const std::string& rule) {
  const protocol& p = published();
  const thread_limit one(1);
  force_level(level);
  for (auto _ : state) {
    memory m(rule, p.shape);
    m.store(p.patterns, p.patterns);
    benchmark::DoNotOptimize(m.recall(p.cues, {.steps = 15, .assess = false}));
  }
}

void recall(benchmark::State& state, const std::string& level, const std::string& rule) {
  const protocol& p = published();
  const thread_limit one(1);
  force_level(level);
  memory m(rule, p.shape);
  m.store(p.patterns, p.patterns);
  const recall_options options{.steps = 15, .assess = false};
  std::uint64_t steps = 0;  // of one batch: it is the same every time
  for (const recall_facts& facts : m.recall(p.cues, options).facts) steps += facts.steps;
  for (auto _ : state) benchmark::DoNotOptimize(m.recall(p.cues, options));
  const double row_bytes = 2.0 * p.shape.units();
  state.counters["bytes_per_second"] =
      benchmark::Counter(static_cast<double>(steps) * p.shape.active() * row_bytes,
                         benchmark::Counter::kIsIterationInvariantRate);
  state.counters["matrix_bytes"] = row_bytes * p.shape.units();
}

void store_one_recall_one(benchmark::State& state, const std::string& level) {
  const protocol& p = published();
  const thread_limit one(1);
  force_level(level);
  memory m("bcpnn", p.shape);
  m.store(p.patterns, p.patterns);
  std::size_t i = 0;
  for (auto _ : state) {
    pattern_batch pattern, cue;
    pattern.push_back(p.patterns[i]);
    cue.push_back(p.cues[i]);
    m.store(pattern, pattern);
    benchmark::DoNotOptimize(m.recall(cue, {.assess = false}));
    i = (i + 1) % patterns_of_run;
  }
}

void register_all() {
  const auto levels = available_levels();
  for (const std::string_view at : {levels.front(), levels.back()}) {
    const std::string level(at);
    const auto add = [&](const std::string& name, auto body) {
      benchmark::RegisterBenchmark(name.c_str(), body)
          ->UseRealTime()
          ->Unit(benchmark::kMicrosecond);
    };
    for (const std::string rule : {"hebb", "covariance", "presynaptic", "bcpnn", "bayes"})
      add("run_" + rule + "/" + level + "/32x32",
          [=](benchmark::State& s) { run_all(s, level, rule); });
    add("recall_bcpnn/" + level + "/32x32",
        [=](benchmark::State& s) { recall(s, level, "bcpnn"); });
    add("store_one_recall_one/" + level + "/32x32",
        [=](benchmark::State& s) { store_one_recall_one(s, level); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::size_t matrices[] = {std::size_t{2} << 20};
  kenyon::bench::register_ceiling(matrices);
  register_all();
  return kenyon::bench::run(argc, argv);
}
