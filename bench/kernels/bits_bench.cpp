// Family `bits`: one vector, one cue against a matrix, 16 cues against a matrix. Bytes are those of
// the rows, once for every cue that passes over them: many to many may beat the ceiling of memory,
// which reads them once.
#include <benchmark/benchmark.h>

#include "bench/ceiling.hpp"

using namespace kenyon::bench;
using namespace kenyon::kernels;

namespace {

constexpr std::size_t matrix_sizes[] = {16 * kib, 256 * kib, 1 * mib, 32 * mib, 512 * mib};
constexpr std::size_t row_sizes[] = {512, 2 * kib, 8 * kib};
constexpr std::size_t matrix_cues = 16;

void finish(benchmark::State& state, std::size_t matrix_bytes, std::size_t cues) {
  const std::size_t bytes = matrix_bytes * cues;
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["matrix_bytes"] = static_cast<double>(matrix_bytes);
}

void overlap(benchmark::State& state, level at, std::size_t bytes) {
  const bits_kernels& k = table(at).bits;
  const std::uint64_t* words = words_of(bytes).data();
  const std::size_t half = bytes / 16;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(k.overlap(words, words + half, half));
  }
  finish(state, bytes, 1);
}

void many(benchmark::State& state, level at, std::size_t bytes, std::size_t row_bytes) {
  const bits_kernels& k = table(at).bits;
  const std::size_t words = row_bytes / 8;
  const std::vector<std::uint64_t> cue(words, 0x5555555555555555U);
  std::vector<std::uint32_t> out(bytes / row_bytes);
  for ([[maybe_unused]] auto _ : state) {
    k.overlap_many(cue.data(), words_of(bytes).data(), words, words, out.size(), out.data());
    benchmark::ClobberMemory();
  }
  finish(state, bytes, 1);
}

void matrix(benchmark::State& state, level at, std::size_t bytes, std::size_t row_bytes) {
  const bits_kernels& k = table(at).bits;
  const std::size_t words = row_bytes / 8;
  const std::size_t rows = bytes / row_bytes;
  const std::vector<std::uint64_t> cues(matrix_cues * words, 0x5555555555555555U);
  std::vector<std::uint32_t> out(matrix_cues * rows);
  for ([[maybe_unused]] auto _ : state) {
    k.overlap_matrix(cues.data(), words, matrix_cues, words_of(bytes).data(), words, words, rows,
                     out.data());
    benchmark::ClobberMemory();
  }
  finish(state, bytes, matrix_cues);
}

void register_all(level l) {
  for (const std::size_t bytes : matrix_sizes) {
    const std::string size = "bytes:" + std::to_string(bytes);
    benchmark::RegisterBenchmark(bench_name("bits_overlap", l, size).c_str(), overlap, l, bytes);
    if (bytes < 256 * kib) continue;
    for (const std::size_t row : row_sizes) {
      const std::string shape = "N:" + std::to_string(8 * row) + "/" + size;
      benchmark::RegisterBenchmark(bench_name("bits_overlap_many", l, shape).c_str(), many, l,
                                   bytes, row);
      const std::string cues = "cues:" + std::to_string(matrix_cues) + "/" + shape;
      benchmark::RegisterBenchmark(bench_name("bits_overlap_matrix", l, cues).c_str(), matrix, l,
                                   bytes, row);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  register_ceiling(matrix_sizes);
  for (const level l : available_levels()) register_all(l);
  return run(argc, argv);
}
