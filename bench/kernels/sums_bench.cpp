// Family `sums`: random rows of a matrix of 16-bit weights in the L2 cache, the L3 cache and
// memory. Bytes are those of the rows selected, each read once.
#include <benchmark/benchmark.h>

#include "bench/ceiling.hpp"

using namespace kenyon::bench;
using namespace kenyon::kernels;

namespace {

constexpr std::size_t matrix_sizes[] = {256 * kib, 1 * mib, 2 * mib, 32 * mib, 512 * mib};
constexpr std::size_t row_sizes[] = {512, 2 * kib, 8 * kib};

struct setting {
  level at;
  std::size_t matrix_bytes, row_bytes, selected;

  std::size_t columns() const { return row_bytes / 2; }
  // As the engine lays rows out: long ones take an odd number of cache lines.
  std::size_t stride() const { return row_bytes >= 1024 ? columns() + 32 : columns(); }
  std::string name() const {
    return "N:" + std::to_string(columns()) + "/rows:" + std::to_string(selected) +
           "/bytes:" + std::to_string(matrix_bytes);
  }
};

void add_rows(benchmark::State& state, const setting& s) {
  const sums_kernels& k = table(s.at).sums;
  // Words with most bits set are no weights, but additions take as long.
  const auto* weights = reinterpret_cast<const std::int16_t*>(
      words_of(s.matrix_bytes / s.row_bytes * s.stride() * 2).data());
  row_order order(s.matrix_bytes / s.row_bytes, s.selected);
  output start(s.columns() / 2), sums(s.columns() / 2);
  for ([[maybe_unused]] auto _ : state) {
    k.add_rows(weights, s.stride(), order.next(), s.selected, s.columns(),
               reinterpret_cast<const std::int32_t*>(start.data()),
               reinterpret_cast<std::int32_t*>(sums.data()));
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(s.selected * s.row_bytes));
  state.counters["matrix_bytes"] = static_cast<double>(s.matrix_bytes);
}

void register_all(level l) {
  for (const std::size_t matrix : matrix_sizes)
    for (const std::size_t row : row_sizes)
      for (const std::size_t selected : {std::size_t{32}, std::size_t{64}}) {
        if (matrix / row < selected) continue;
        const setting s{l, matrix, row, selected};
        benchmark::RegisterBenchmark(bench_name("sums_add_rows", l, s.name()).c_str(), add_rows, s);
      }
}

}  // namespace

int main(int argc, char** argv) {
  register_ceiling(matrix_sizes);
  for (const level l : available_levels()) register_all(l);
  return run(argc, argv);
}
