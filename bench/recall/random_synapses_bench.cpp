// Random plastic synapses as the assembly calculus uses them: 100,000 units of which 317 fire, p =
// .01, so 317 rows of about 1,000 synapses (6 bytes each) a round. Items are synapses. Beside them
// the ceilings of the same run: a streaming read of as many bytes, and scatter, which adds 1 at the
// same targets and looks up no weight.
#include <benchmark/benchmark.h>

#include <string>

#include "bench/ceiling.hpp"

#include <kenyon/kenyon.hpp>

namespace {

using namespace kenyon;

constexpr std::size_t cues = 6;  // 11 MB of rows: an assembly with its stimulus and its rivals
constexpr std::size_t row_synapses = 1000;
constexpr std::size_t synapse_bytes = 6;

const layout& area() {
  static const layout of = layout::flat(100000, 317);
  return of;
}

const pattern_batch& firing() {
  static const pattern_batch units =
      pattern_source(area(), ensemble::random, 1, stream::patterns).batch(0, cues);
  return units;
}

void count_synapses(benchmark::State& state, std::size_t rounds) {
  const std::size_t synapses = rounds * area().active() * row_synapses;
  state.SetItemsProcessed(static_cast<std::int64_t>(synapses));
  state.counters["bytes_per_second"] = benchmark::Counter(
      static_cast<double>(synapses * synapse_bytes), benchmark::Counter::kIsRate);
}

void scatter(benchmark::State& state) {
  const random_synapses synapses(area(), {});
  std::vector<std::vector<pattern>> rows(cues);
  for (std::size_t c = 0; c < cues; ++c)
    for (const unit u : firing()[c]) rows[c].push_back(synapses.targets(u));
  std::vector<std::int32_t> sums(area().units());
  std::size_t done = 0;
  for ([[maybe_unused]] auto _ : state) {
    for (const pattern& row : rows[done++ % cues])
      for (const unit to : row) ++sums[to];
    benchmark::ClobberMemory();
  }
  count_synapses(state, done);
}

void supports(benchmark::State& state) {
  random_synapses synapses(area(), {});
  std::vector<std::int32_t> sums(area().units());
  for (std::size_t c = 0; c < cues; ++c) synapses.add_supports(firing()[c], sums);  // drawn
  std::size_t done = 0;
  for ([[maybe_unused]] auto _ : state) {
    if (done % 1024 == 0) std::fill(sums.begin(), sums.end(), 0);
    synapses.add_supports(firing()[done++ % cues], sums);
  }
  count_synapses(state, done);
}

void strengthen(benchmark::State& state) {
  random_synapses synapses(area(), {});
  std::size_t done = 0;
  for (std::size_t c = 0; c < cues; ++c) synapses.strengthen(firing()[c], firing()[0]);  // drawn
  for ([[maybe_unused]] auto _ : state) {
    synapses.strengthen(firing()[done % cues], firing()[(done + 1) % cues]);
    ++done;
  }
  count_synapses(state, done);
}

void draw(benchmark::State& state) {
  std::vector<std::int32_t> sums(area().units());
  std::uint64_t seed = 0;
  for ([[maybe_unused]] auto _ : state) {
    const random_synapses synapses(area(), {0.01, 0.05, ++seed});
    synapses.add_supports(firing()[0], sums);
  }
  count_synapses(state, seed);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t sizes[] = {cues * area().active() * row_synapses * synapse_bytes};
  kenyon::bench::register_ceiling(sizes);
  const std::string level(active_level());
  const auto add = [&](const std::string& name, void (*body)(benchmark::State&)) {
    benchmark::RegisterBenchmark((name + "/" + level + "/100000/317").c_str(), body);
  };
  add("scatter", scatter);
  add("supports", supports);
  add("strengthen", strengthen);
  add("draw", draw);
  return kenyon::bench::run(argc, argv);
}
