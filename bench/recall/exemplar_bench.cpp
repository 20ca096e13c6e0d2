// Recall from exemplars, one cue and a batch of 64, one thread. bytes_per_second counts the rows of
// all exemplars once a cue, so that a share of the read ceiling above 1 means that rows were read
// from memory once for several cues. `topk` lets few exemplars vote and shows the scan; `softmax`
// and `dense` let nearly all of them vote.
#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <string>

#include "bench/ceiling.hpp"

#include <kenyon/kenyon.hpp>

namespace {

using namespace kenyon;

constexpr std::size_t batch_cues = 64;

struct loaded {
  std::unique_ptr<memory> filled;
  pattern_batch cues;  // stored patterns with a quarter of their units moved
};

const loaded& memory_of(const std::string& spec, const layout& in, std::size_t patterns) {
  static std::map<std::string, loaded> kept;  // one at a time: the largest takes 128 MiB
  const std::string key = spec + in.text() + std::to_string(patterns);
  if (!kept.contains(key)) {
    kept.clear();
    loaded& made = kept[key];
    made.filled = std::make_unique<memory>(spec, in);
    pattern_source source(in, ensemble::random, 1, stream::patterns);
    for (std::size_t first = 0; first < patterns; first += 65536) {
      const pattern_batch some =
          source.batch(first, std::min<std::size_t>(65536, patterns - first));
      made.filled->store(some, some);
    }
    pattern p(in.active());
    const noise spoil = noise::parse("flip=" + std::to_string(in.active() / 4));
    for (std::size_t i = 0; i < batch_cues; ++i) {
      source.get(i * patterns / batch_cues, p);
      made.cues.push_back(spoil.apply(in, p, 2, i));
    }
  }
  return kept[key];
}

struct setting {
  std::string spec;
  std::string shape;
  std::size_t patterns;
  std::string level;
  std::size_t cues;
};

void recall(benchmark::State& state, const setting& s) {
  force_level(s.level);
  const thread_limit one(1);
  const layout in = layout::parse(s.shape);
  const loaded& m = memory_of(s.spec, in, s.patterns);
  pattern_batch asked;
  for (std::size_t i = 0; i < s.cues; ++i) asked.push_back(m.cues[i]);
  for (auto _ : state) benchmark::DoNotOptimize(m.filled->recall(asked, {.assess = false}));
  const std::uint64_t bytes = bit_matrix::bytes_of(s.patterns, in.units());
  const auto cues = static_cast<std::int64_t>(s.cues) * state.iterations();
  state.SetItemsProcessed(cues);
  state.SetBytesProcessed(cues * static_cast<std::int64_t>(bytes));
  state.counters["matrix_bytes"] = static_cast<double>(bytes);
}

void register_all() {
  const auto levels = available_levels();
  for (const char* spec : {"topk", "softmax", "dense"})
    for (const auto& [shape, patterns] :
         {std::pair{"1024/32", std::size_t{8192}}, std::pair{"1024/32", std::size_t{1} << 20},
          std::pair{"4096/64", std::size_t{65536}}})
      for (const std::size_t cues : {std::size_t{1}, batch_cues})
        for (const std::string_view level : {levels.front(), levels.back()}) {
          const setting s{spec, shape, patterns, std::string(level), cues};
          const std::string name = "exemplar_" + s.spec + "/" + s.level + "/" + s.shape +
                                   "/P:" + std::to_string(patterns) +
                                   "/cues:" + std::to_string(cues);
          benchmark::RegisterBenchmark(name.c_str(), [s](benchmark::State& st) { recall(st, s); })
              ->UseRealTime()
              ->Unit(benchmark::kMicrosecond);
        }
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::size_t matrices[] = {std::size_t{1} << 20, std::size_t{32} << 20,
                                      std::size_t{128} << 20};
  kenyon::bench::register_ceiling(matrices);
  register_all();
  return kenyon::bench::run(argc, argv);
}
