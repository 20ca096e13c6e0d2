// Family `transform`: codes of one vector, and of 64 at a time. `adds` is how many additions a
// second the butterflies make, as a share of what the processor's widest registers can add: 8
// independent sums in a loop, measured in the same run.
#include <benchmark/benchmark.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <ctime>

#include "bench/ceiling.hpp"

using namespace kenyon::bench;
using namespace kenyon::kernels;

namespace {

#if defined(__x86_64__)
constexpr std::size_t wide_floats = 16;

__attribute__((target("avx512f"))) void add_wide(std::size_t n) {
  const __m512 one = _mm512_set1_ps(1);
  __m512 a = one, b = one, c = one, d = one, e = one, f = one, g = one, h = one;
  for (std::size_t i = 0; i < n; ++i) {
    a = _mm512_add_ps(a, one);
    b = _mm512_add_ps(b, one);
    c = _mm512_add_ps(c, one);
    d = _mm512_add_ps(d, one);
    e = _mm512_add_ps(e, one);
    f = _mm512_add_ps(f, one);
    g = _mm512_add_ps(g, one);
    h = _mm512_add_ps(h, one);
    // Each addition must be made.
    asm volatile("" : "+v"(a), "+v"(b), "+v"(c), "+v"(d), "+v"(e), "+v"(f), "+v"(g), "+v"(h));
  }
}
#endif

// Of processor time: what other programs take does not count.
double seconds_since(std::clock_t begin) {
  return static_cast<double>(std::clock() - begin + 1) / CLOCKS_PER_SEC;
}

// Additions a second; 0 where they cannot be measured.
double add_ceiling() {
  double best = 0;
#if defined(__x86_64__)
  if (available_levels().back() < level::avx512) return 0;
  for (int i = 0; i < 10; ++i) {
    constexpr std::size_t n = 1'000'000;
    const std::clock_t begin = std::clock();
    add_wide(n);
    best = std::max(best, static_cast<double>(8 * n * wide_floats) / seconds_since(begin));
  }
#endif
  return best;
}

struct shape {
  const char* name;
  std::size_t size, block, blocks;
};
constexpr shape shapes[] = {{"64to64x128", 64, 64, 64},
                            {"64to64x256", 128, 128, 64},
                            {"128to128x256", 128, 128, 128},
                            {"784to64x128", 1024, 64, 64}};

void block_codes(benchmark::State& state, level at, const shape& s, std::size_t stages,
                 std::size_t vectors, double most_adds) {
  const std::size_t rounds = (s.blocks + s.size / s.block - 1) / (s.size / s.block);
  std::size_t span = 1;
  while (span < rounds && span < transform_lanes) span *= 2;
  // Words with equal bits would do for the time that it takes, too.
  const std::vector<std::uint16_t> flips((rounds + 15) / 16 * stages * s.size, 0x6a95);
  const transform_plan plan = {s.size, stages, s.block, s.blocks, span, flips.data()};
  std::vector<float> inputs(vectors * s.size);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    inputs[i] = static_cast<float>(i * 2654435761U % 1000) - 500.0F;
  std::vector<std::uint32_t> out(vectors * s.blocks);
  output scratch(transform_lanes * s.size / 2);
  const auto kernel = table(at).transform.block_codes;
  const std::clock_t begin = std::clock();
  for ([[maybe_unused]] auto _ : state) {
    kernel(plan, inputs.data(), vectors, reinterpret_cast<float*>(scratch.data()), out.data());
    benchmark::ClobberMemory();
  }
  const double took = seconds_since(begin);
  const auto codes = static_cast<double>(state.iterations()) * static_cast<double>(vectors);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(vectors));
  const auto adds = static_cast<double>(rounds * stages * s.size *
                                        static_cast<std::size_t>(__builtin_ctzll(s.size)));
  if (most_adds > 0) state.counters["adds"] = codes * adds / took / most_adds;
}

void register_all(level l, double most_adds) {
  for (const shape& s : shapes)
    for (const std::size_t stages : {std::size_t{1}, std::size_t{2}})
      for (const std::size_t vectors : {std::size_t{1}, std::size_t{64}}) {
        const std::string rest = std::string(s.name) + "/stages:" + std::to_string(stages) +
                                 "/vectors:" + std::to_string(vectors);
        benchmark::RegisterBenchmark(bench_name("transform_block_codes", l, rest).c_str(),
                                     block_codes, l, s, stages, vectors, most_adds);
      }
}

}  // namespace

int main(int argc, char** argv) {
  const double most_adds = add_ceiling();
  for (const level l : available_levels()) register_all(l, most_adds);
  return run(argc, argv);
}
