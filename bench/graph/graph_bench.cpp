// Steps of graphs. Items are updates of areas; steps_per_second is what a user waits for.
//   shared     10,000 areas of 1024/16 in four groups, 40,000 projections through 16 Willshaw
//   memories own        1,000 areas, 4,000 projections, each with a memory of its own: 512 MiB of
//   synapses, of
//              which a step reads 64,000 rows of 128 bytes at random
//   rows       the ceiling of `own`: the same rows, their words counted and nothing else done
//   automaton  64 cells and their cases (examples/graphs/automaton.toml), a tenth of all units
//   wrong
#include <benchmark/benchmark.h>

#include <string>

#include "bench/ceiling.hpp"

#include <kenyon/base/level.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/graph/graph.hpp>
#include <kenyon/pattern/random.hpp>

namespace {

using namespace kenyon;

constexpr std::size_t groups = 4;
constexpr std::size_t stored = 1000;  // pairs a memory: 22 % of its synapses

const layout& small() {
  static const layout of = layout::flat(1024, 16);
  return of;
}

pattern_batch patterns(std::uint64_t first, std::size_t count) {
  return pattern_source(small(), ensemble::random, 1, stream::patterns).batch(first, count);
}

void add_area(graph_description& g, const std::string& name, std::uint32_t copies) {
  area_description a;
  a.name = name;
  a.shape = small();
  a.copies = copies;
  g.areas.push_back(a);
}

void add_projection(graph_description& g, const std::string& from, std::int64_t shift,
                    const std::string& to) {
  memory_description m;
  m.name = std::to_string(g.memories.size());
  g.memories.push_back(m);
  projection_description p;
  p.name = m.name;
  p.from = {from, shift};
  p.to = to;
  p.memory = m.name;
  g.projections.push_back(p);
}

// Group (or area) i receives from i to i + 3, from other copies.
graph_description joined(std::size_t areas, std::uint32_t copies) {
  graph_description g;
  for (std::size_t i = 0; i < areas; ++i) add_area(g, "a" + std::to_string(i), copies);
  for (std::size_t i = 0; i < areas; ++i)
    for (std::size_t k = 0; k < groups; ++k)
      add_projection(g, "a" + std::to_string((i + k) % areas), static_cast<std::int64_t>(k),
                     "a" + std::to_string(i));
  return g;
}

void learn_and_start(graph& net, std::size_t projections, std::size_t pairs) {
  const pattern_batch all = patterns(0, pairs + 1);
  for (std::size_t p = 0; p < projections; ++p)
    for (std::size_t i = 0; i < pairs; ++i)
      net.store({p, {all[i].begin(), all[i].end()}, {all[i + 1].begin(), all[i + 1].end()}});
  for (std::size_t a = 0; a < net.areas(); ++a)
    for (std::uint32_t c = 0; c < net.copies(a); ++c)
      net.clamp(a, c, patterns(stored + a * net.copies(a) + c, 1)[0]);
}

void step(benchmark::State& state, graph& net) {
  const thread_limit limit(static_cast<unsigned>(state.range(0)));
  std::size_t copies = 0;
  for (std::size_t a = 0; a < net.areas(); ++a) copies += net.copies(a);
  net.step();
  for ([[maybe_unused]] auto _ : state) net.step();
  state.SetItemsProcessed(static_cast<std::int64_t>(copies) * state.iterations());
  state.counters["steps_per_second"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void shared(benchmark::State& state) {
  static graph net = [] {
    graph made(joined(groups, 2500));
    learn_and_start(made, groups * groups, stored);
    return made;
  }();
  step(state, net);
}

constexpr std::size_t own_areas = 1000;

void count_rows(benchmark::State& state) {
  state.counters["bytes_per_second"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * own_areas * groups * small().active() * 128,
      benchmark::Counter::kIsRate);
}

void own(benchmark::State& state) {
  static graph net = [] {
    graph made(joined(own_areas, 1));
    learn_and_start(made, own_areas * groups, 100);
    return made;
  }();
  step(state, net);
  count_rows(state);
}

void rows(benchmark::State& state) {
  const auto words = bench::words_of(512 * bench::mib);
  const std::size_t n = own_areas * groups * small().active();
  bench::row_order order(words.size() / 16, 64);
  const auto& count = kernels::active().bits.count;
  std::uint64_t bits = 0;
  const std::uint32_t* some = order.next();
  for ([[maybe_unused]] auto _ : state)
    for (std::size_t i = 0; i < n; i += 64) {
      const std::uint32_t* const next = order.next();
      for (std::size_t k = 0; k < 64; ++k) {
        __builtin_prefetch(&words[next[k] * 16]);
        __builtin_prefetch(&words[next[k] * 16 + 8]);
        bits += count(&words[some[k] * 16], 16);
      }
      some = next;
    }
  benchmark::DoNotOptimize(bits);
  count_rows(state);
}

void automaton(benchmark::State& state) {
  graph_description g;
  add_area(g, "cell", 64);
  add_area(g, "case", 64);
  for (area_description& a : g.areas) a.noise = 0.1;
  for (const std::int64_t shift : {-1, 0, 1}) add_projection(g, "cell", shift, "case");
  add_projection(g, "case", 0, "cell");
  g.projections.back().delay = 0;
  graph net(g);
  const pattern_batch bits = patterns(0, 2), cases = patterns(2, 8);
  const auto copy = [](pattern_view p) { return pattern(p.begin(), p.end()); };
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t k = 0; k < 3; ++k) net.store({k, copy(bits[i >> k & 1]), copy(cases[i])});
    net.store({3, copy(cases[i]), copy(bits[26 >> i & 1])});
  }
  for (std::uint32_t c = 0; c < 64; ++c) net.clamp(0, c, bits[c == 32]);
  step(state, net);
}

void add(const char* name, void (*what)(benchmark::State&), int most_threads) {
  for (int threads = 1; threads <= most_threads; ++threads)
    benchmark::RegisterBenchmark(
        (std::string(name) + "/" + std::string(active_level()) + "/threads").c_str(), what)
        ->Arg(threads)
        ->UseRealTime();
}

}  // namespace

int main(int argc, char** argv) {
  add("graph_shared", shared, 2);
  add("graph_own", own, 2);
  add("graph_automaton", automaton, 2);
  add("graph_rows", rows, 1);
  return kenyon::bench::run(argc, argv);
}
