// Family `rows`: random rows of a matrix in the L2 cache, the L3 cache and memory. Bytes are those
// of the rows selected, each read once.
#include <benchmark/benchmark.h>

#include "bench/ceiling.hpp"

using namespace kenyon::bench;
using namespace kenyon::kernels;

namespace {

constexpr std::size_t matrix_sizes[] = {256 * kib, 1 * mib, 32 * mib, 512 * mib};
constexpr std::size_t row_sizes[] = {512, 2 * kib, 8 * kib};

struct setting {
  level at;
  std::size_t matrix_bytes, row_bytes, selected;

  std::size_t words() const { return row_bytes / 8; }
  // As the engine lays rows out: long ones take an odd number of cache lines (bit_matrix.cpp).
  std::size_t stride() const { return row_bytes >= 1024 ? words() + 8 : words(); }
  std::string name() const {
    return "N:" + std::to_string(8 * row_bytes) + "/rows:" + std::to_string(selected) +
           "/bytes:" + std::to_string(matrix_bytes);
  }
};

// Times f(matrix, rows) over one slice of the rows after another.
template <class F>
void over_rows(benchmark::State& state, const setting& s, const F& f) {
  const std::uint64_t* matrix = words_of(s.matrix_bytes / s.row_bytes * s.stride() * 8).data();
  row_order order(s.matrix_bytes / s.row_bytes, s.selected);
  for ([[maybe_unused]] auto _ : state) {
    f(matrix, order.next());
    benchmark::ClobberMemory();
  }
  const std::size_t bytes = s.selected * s.row_bytes;
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["matrix_bytes"] = static_cast<double>(s.matrix_bytes);
}

void count(benchmark::State& state, const setting& s) {
  const rows_kernels& k = table(s.at).rows;
  output planes(planes_for(s.selected) * s.words());
  over_rows(state, s, [&](const std::uint64_t* matrix, const std::uint32_t* rows) {
    k.count(matrix, s.stride(), rows, s.selected, s.words(), planes.data());
  });
}

void intersect(benchmark::State& state, const setting& s) {
  const rows_kernels& k = table(s.at).rows;
  output out(s.words());
  over_rows(state, s, [&](const std::uint64_t* matrix, const std::uint32_t* rows) {
    std::size_t used = 0;
    k.intersect(matrix, s.stride(), rows, s.selected, s.words(), 0, out.data(), &used);
    if (used != s.selected) state.SkipWithError("no survivors: bytes would be overstated");
  });
}

void unite(benchmark::State& state, const setting& s) {
  const rows_kernels& k = table(s.at).rows;
  output out(s.words());
  over_rows(state, s, [&](const std::uint64_t* matrix, const std::uint32_t* rows) {
    k.unite(matrix, s.stride(), rows, s.selected, s.words(), out.data());
  });
}

// Planes of 64 random rows; bytes are those of the planes.
constexpr unsigned n_planes = planes_for(64);

template <class F>
void over_planes(benchmark::State& state, std::size_t words, const F& f) {
  const std::size_t bytes = n_planes * words * 8;
  const std::uint64_t* planes = words_of(256 * kib).data();
  for ([[maybe_unused]] auto _ : state) {
    f(planes);
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["matrix_bytes"] = 16.0 * kib;
}

void at_least(benchmark::State& state, level at, std::size_t words) {
  const rows_kernels& k = table(at).rows;
  output out(words);
  over_planes(state, words, [&](const std::uint64_t* planes) {
    benchmark::DoNotOptimize(k.at_least(planes, n_planes, words, 48, out.data()));
  });
}

void unpack(benchmark::State& state, level at, std::size_t words) {
  const rows_kernels& k = table(at).rows;
  std::vector<std::uint16_t> counts(64 * words);
  over_planes(state, words, [&](const std::uint64_t* planes) {
    k.unpack(planes, n_planes, words, counts.data());
  });
}

void register_all(level l) {
  for (const std::size_t matrix : matrix_sizes) {
    for (const std::size_t row : row_sizes) {
      const setting s{l, matrix, row, matrix / row < 64 ? 32U : 64U};
      const auto add = [&](const char* kernel, void (*f)(benchmark::State&, const setting&)) {
        benchmark::RegisterBenchmark(bench_name(kernel, l, s.name()).c_str(), f, s);
      };
      add("rows_count", count);
      add("rows_intersect", intersect);
      add("rows_unite", unite);
    }
  }
  constexpr std::size_t words = 256;
  benchmark::RegisterBenchmark(bench_name("rows_at_least", l, "N:16384").c_str(), at_least, l,
                               words);
  benchmark::RegisterBenchmark(bench_name("rows_unpack", l, "N:16384").c_str(), unpack, l, words);
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::size_t planes_bytes[] = {16 * kib};
  register_ceiling(planes_bytes);
  register_ceiling(matrix_sizes);
  for (const level l : available_levels()) register_all(l);
  return run(argc, argv);
}
