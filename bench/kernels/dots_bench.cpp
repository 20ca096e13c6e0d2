// Family `dots`: one cue and 16 cues against a matrix of float rows, a batch against columns, and
// the weighted sum of all its rows. Bytes are those of the rows, once for every cue. The numbers
// are not a number for the most part, which takes as long as others.
#include <benchmark/benchmark.h>

#include <numeric>
#include <utility>

#include "bench/ceiling.hpp"

using namespace kenyon::bench;
using namespace kenyon::kernels;

namespace {

constexpr std::size_t matrix_sizes[] = {256 * kib, 1 * mib, 32 * mib, 128 * mib};
constexpr std::size_t dimensions[] = {64, 256, 1024};

const float* floats_of(std::size_t bytes) {
  return reinterpret_cast<const float*>(words_of(bytes).data());
}

void finish(benchmark::State& state, std::size_t matrix_bytes, std::size_t cues) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(matrix_bytes * cues));
  state.counters["matrix_bytes"] = static_cast<double>(matrix_bytes);
}

void dot_matrix(benchmark::State& state, level at, std::size_t bytes, std::size_t d,
                std::size_t cues) {
  const dots_kernels& k = table(at).dots;
  const std::size_t rows = bytes / d / 4;
  const std::vector<float> asked(cues * d, 1.0F);
  std::vector<float> out(cues * rows);
  for ([[maybe_unused]] auto _ : state) {
    k.dot_matrix(asked.data(), d, cues, floats_of(bytes), d, d, rows, out.data());
    benchmark::ClobberMemory();
  }
  finish(state, bytes, cues);
}

// A batch of cues against columns that lie in the L2 cache. items_per_second: multiply-adds.
void dot_columns(benchmark::State& state, level at, std::size_t n, std::size_t columns) {
  constexpr std::size_t cues = 256;
  const dots_kernels& k = table(at).dots;
  const std::vector<float> asked(cues * n, 1.0F), matrix(n * columns, 0.5F);
  std::vector<float> out(cues * columns);
  for ([[maybe_unused]] auto _ : state) {
    k.dot_columns(asked.data(), n, cues, matrix.data(), columns, n, columns, out.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(cues * n * columns));
}

void add_weighted(benchmark::State& state, level at, std::size_t bytes, std::size_t d) {
  const dots_kernels& k = table(at).dots;
  std::vector<std::uint32_t> rows(bytes / d / 4);
  std::iota(rows.begin(), rows.end(), 0U);
  const std::vector<float> weights(rows.size(), 0.5F);
  std::vector<float> sums(d);
  for ([[maybe_unused]] auto _ : state) {
    k.add_weighted(floats_of(bytes), d, rows.data(), weights.data(), rows.size(), d, sums.data());
    benchmark::ClobberMemory();
  }
  finish(state, bytes, 1);
}

void register_all(level l) {
  for (const auto& [n, columns] : {std::pair<std::size_t, std::size_t>{784, 64}, {100, 352}})
    benchmark::RegisterBenchmark(
        bench_name("dots_dot_columns", l,
                   "cues:256/" + std::to_string(n) + "x" + std::to_string(columns))
            .c_str(),
        dot_columns, l, n, columns);
  for (const std::size_t bytes : matrix_sizes)
    for (const std::size_t d : dimensions) {
      const std::string shape = "d:" + std::to_string(d) + "/bytes:" + std::to_string(bytes);
      for (const std::size_t cues : {std::size_t{1}, std::size_t{16}})
        benchmark::RegisterBenchmark(
            bench_name("dots_dot_matrix", l, "cues:" + std::to_string(cues) + "/" + shape).c_str(),
            dot_matrix, l, bytes, d, cues);
      benchmark::RegisterBenchmark(bench_name("dots_add_weighted", l, shape).c_str(), add_weighted,
                                   l, bytes, d);
    }
}

}  // namespace

int main(int argc, char** argv) {
  register_ceiling(matrix_sizes);
  for (const level l : available_levels()) register_all(l);
  return run(argc, argv);
}
