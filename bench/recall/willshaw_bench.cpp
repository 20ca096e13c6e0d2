// Learning and recall of whole Willshaw memories, half full (weight density 1/2), one thread and
// two, at the scalar level and the best. bytes_per_second counts the rows of the cue's units, the
// traffic of a straightforward recall, so that a share of the read ceiling above 1 means that rows
// were left unread.
#include <benchmark/benchmark.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>

#include "bench/ceiling.hpp"

#include <kenyon/kenyon.hpp>

namespace {

using namespace kenyon;

constexpr std::size_t batch_cues = 16384;

// Patterns at which half of the weights are set.
std::size_t half_load(const layout& in) {
  const double share = static_cast<double>(in.active()) / in.units();
  return static_cast<std::size_t>(std::log(2.0) / (share * share));
}

struct loaded {
  layout shape;
  kenyon::memory memory;
  pattern_batch half;  // cues: half of the units of stored patterns
  pattern_batch flip;  // cues: two units moved

  explicit loaded(const layout& in) : shape(in), memory("willshaw", in) {
    const std::size_t patterns = half_load(in);
    pattern_source source(in, ensemble::random, 1, stream::patterns);
    for (std::size_t first = 0; first < patterns; first += 50000)
      memory.store(source.batch(first, std::min<std::size_t>(50000, patterns - first)));
    pattern p(in.active());
    for (std::size_t i = 0; i < batch_cues; ++i) {
      source.get(i * patterns / batch_cues, p);
      half.push_back(noise::parse("keep=0.5").apply(in, p, 2, i));
      flip.push_back(noise::parse("flip=2").apply(in, p, 2, i));
    }
  }
};

const loaded& memory_of(const std::string& shape) {  // one at a time: the largest takes 512 MiB
  static std::map<std::string, std::unique_ptr<loaded>> kept;
  if (!kept.contains(shape)) {
    kept.clear();
    kept[shape] = std::make_unique<loaded>(layout::parse(shape));
  }
  return *kept[shape];
}

struct setting {
  std::string shape;
  std::string level;
  unsigned threads;
};

class run_with {
 public:
  explicit run_with(const setting& s) : limit_(s.threads) { force_level(s.level); }

 private:
  thread_limit limit_;
};

void count_rows(benchmark::State& state, const loaded& m, const pattern_batch& cues,
                std::size_t done) {
  const double units = static_cast<double>(cues.total_units()) / static_cast<double>(cues.size());
  const double row_bytes = static_cast<double>(m.memory.footprint_bytes()) / m.shape.units();
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
  state.counters["bytes_per_second"] = benchmark::Counter(
      static_cast<double>(done) * units * row_bytes, benchmark::Counter::kIsRate);
  state.counters["matrix_bytes"] = static_cast<double>(m.memory.footprint_bytes());
}

void recall_single(benchmark::State& state, const setting& s, bool half) {
  const loaded& m = memory_of(s.shape);
  const run_with settings(s);
  const pattern_batch& cues = half ? m.half : m.flip;
  const recall_options options{.how = half ? activation::all_cue : activation::k_winners,
                               .assess = false};
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(m.memory.recall(cues[i++ % cues.size()], options));
  count_rows(state, m, cues, i);
}

void recall_batch(benchmark::State& state, const setting& s, bool half) {
  const loaded& m = memory_of(s.shape);
  const run_with settings(s);
  const pattern_batch& cues = half ? m.half : m.flip;
  const recall_options options{.how = half ? activation::all_cue : activation::k_winners,
                               .assess = false};
  std::size_t done = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(m.memory.recall(cues, options));
    done += cues.size();
  }
  count_rows(state, m, cues, done);
}

void learn(benchmark::State& state, const setting& s) {
  const layout in = layout::parse(s.shape);
  const run_with settings(s);
  const pattern_batch patterns =
      pattern_source(in, ensemble::random, 3, stream::patterns).batch(0, 20000);
  kenyon::memory memory("willshaw", in);
  std::size_t done = 0;
  for (auto _ : state) {
    memory.store(patterns);
    done += patterns.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
  state.counters["matrix_bytes"] = static_cast<double>(memory.footprint_bytes());
}

void register_all() {
  const auto levels = available_levels();
  for (const char* shape : {"4096/32", "16384/64", "65536/64"})
    for (const std::string_view level : {levels.front(), levels.back()})
      for (const unsigned threads : {1u, 2u}) {
        const setting s{shape, std::string(level), threads};
        const std::string tail =
            "/" + s.level + "/" + shape + "/threads:" + std::to_string(threads);
        const auto add = [&](const std::string& name, auto body) {
          benchmark::RegisterBenchmark((name + tail).c_str(), body)
              ->UseRealTime()
              ->Unit(benchmark::kMicrosecond);
        };
        for (const bool half : {true, false}) {
          const std::string cue = half ? "half" : "flip";
          if (threads == 1)
            add("recall_single_" + cue, [=](benchmark::State& st) { recall_single(st, s, half); });
          add("recall_batch_" + cue, [=](benchmark::State& st) { recall_batch(st, s, half); });
        }
        add("learn", [=](benchmark::State& st) { learn(st, s); });
      }
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::size_t matrices[] = {std::size_t{2} << 20, std::size_t{32} << 20,
                                      std::size_t{512} << 20};
  kenyon::bench::register_ceiling(matrices);
  register_all();
  return kenyon::bench::run(argc, argv);
}
