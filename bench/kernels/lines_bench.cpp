// Family `lines`: random cache lines of a table in the L2 cache, the L3 cache and memory, each once
// before any twice. Bytes are those of the lines, items are lines. An index prefetches the lines of
// a batch before it asks; here they come as the processor finds them.
#include <benchmark/benchmark.h>

#include "bench/ceiling.hpp"

using namespace kenyon::bench;
using namespace kenyon::kernels;

namespace {

constexpr std::size_t table_sizes[] = {256 * kib, 1 * mib, 32 * mib, 512 * mib};
constexpr std::size_t line_bytes = line_entries * sizeof(std::uint32_t);
constexpr std::size_t lines_per_call = 512;

// Of the words that all benchmarks share, one entry in 32 lies below 2^31: half an entry of a line.
constexpr std::uint32_t half_an_entry = 0x7fffffffU;
constexpr std::uint32_t no_entry = 0;

void in_range(benchmark::State& state, level at, std::size_t bytes, std::uint32_t last) {
  const lines_kernels& k = table(at).lines;
  const std::size_t n = bytes / line_bytes;
  const auto* entries = reinterpret_cast<const std::uint32_t*>(words_of(bytes).data());
  row_order order(n, n);
  const std::uint32_t* const numbers = order.next();
  std::vector<const std::uint32_t*> lines(n);
  for (std::size_t i = 0; i < n; ++i) lines[i] = entries + numbers[i] * line_entries;
  const std::vector<std::uint32_t> first(lines_per_call, 0);
  std::vector<std::uint32_t> out(line_entries * (lines_per_call + 1));
  std::vector<std::uint8_t> used_up(lines_per_call);
  std::size_t begin = 0;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(k.in_range(lines.data() + begin, first.data(), last, lines_per_call,
                                        out.data(), used_up.data()));
    benchmark::ClobberMemory();
    begin = (begin + lines_per_call) % n;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(lines_per_call));
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(lines_per_call * line_bytes));
  state.counters["matrix_bytes"] = static_cast<double>(bytes);
}

void register_all(level l) {
  for (const std::size_t bytes : table_sizes)
    for (const std::uint32_t last : {no_entry, half_an_entry}) {
      const std::string shape =
          std::string(last == no_entry ? "hits:0" : "hits:.5") + "/bytes:" + std::to_string(bytes);
      benchmark::RegisterBenchmark(bench_name("lines_in_range", l, shape).c_str(), in_range, l,
                                   bytes, last);
    }
}

}  // namespace

int main(int argc, char** argv) {
  register_ceiling(table_sizes);
  for (const level l : available_levels()) register_all(l);
  return run(argc, argv);
}
