// Family `counters`: random rows of a matrix of counters in the L2 cache, the L3 cache and memory,
// added up (`sum`) and written to (`add_signs`). Bytes are those of the rows, each counted once,
// though a row that is written to is read as well.
#include <benchmark/benchmark.h>

#include "bench/ceiling.hpp"

using namespace kenyon::bench;
using namespace kenyon::kernels;

namespace {

constexpr std::size_t matrix_sizes[] = {256 * kib, 1 * mib, 32 * mib, 512 * mib};
constexpr std::size_t column_counts[] = {256, 1024, 4096};
constexpr std::size_t selected = 64;

template <class Counter>
struct setting {
  counter_kernels<Counter> kernels;
  std::size_t matrix_bytes, columns;

  std::size_t row_bytes() const { return columns * sizeof(Counter); }
  std::size_t rows() const { return matrix_bytes / row_bytes(); }
  std::string name() const {
    return "N:" + std::to_string(columns) + "/bytes:" + std::to_string(matrix_bytes);
  }
};

// Times f(rows) over one slice of the rows after another.
template <class Counter, class F>
void over_rows(benchmark::State& state, const setting<Counter>& s, const F& f) {
  row_order order(s.rows(), selected);
  for ([[maybe_unused]] auto _ : state) {
    f(order.next());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(selected * s.row_bytes()));
  state.counters["matrix_bytes"] = static_cast<double>(s.matrix_bytes);
}

template <class Counter>
void sum(benchmark::State& state, const setting<Counter>& s) {
  output sums(s.columns / 2);
  // Any bits are counters, and additions take as long.
  const auto* matrix = reinterpret_cast<const Counter*>(words_of(s.matrix_bytes).data());
  over_rows(state, s, [&](const std::uint32_t* rows) {
    s.kernels.sum(matrix, s.columns, rows, selected, s.columns / 64,
                  reinterpret_cast<std::int32_t*>(sums.data()));
  });
}

template <class Counter>
void add_signs(benchmark::State& state, const setting<Counter>& s) {
  output matrix_words(s.matrix_bytes / 8);
  const std::span<const std::uint64_t> word = words_of(256 * kib).first(s.columns / 64);
  auto* matrix = reinterpret_cast<Counter*>(matrix_words.data());
  over_rows(state, s, [&](const std::uint32_t* rows) {
    for (std::size_t i = 0; i < selected; ++i)
      benchmark::DoNotOptimize(
          s.kernels.add_signs(matrix + rows[i] * s.columns, word.data(), s.columns, 1));
  });
}

template <class Counter>
void register_all(level l, const counter_kernels<Counter>& kernels, const std::string& bits) {
  for (const std::size_t matrix : matrix_sizes)
    for (const std::size_t columns : column_counts) {
      const setting<Counter> s{kernels, matrix, columns};
      if (s.rows() < selected) continue;
      const auto add = [&](const std::string& kernel, auto f) {
        benchmark::RegisterBenchmark(bench_name(kernel + bits, l, s.name()).c_str(), f, s);
      };
      add("counters_sum", sum<Counter>);
      add("counters_add_signs", add_signs<Counter>);
    }
}

}  // namespace

int main(int argc, char** argv) {
  register_ceiling(matrix_sizes);
  for (const level l : available_levels()) {
    register_all(l, table(l).counters.bits8, "8");
    register_all(l, table(l).counters.bits16, "16");
  }
  return run(argc, argv);
}
