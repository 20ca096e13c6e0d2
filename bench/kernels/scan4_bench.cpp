// Family `scan4`: codes of 4-bit modules in the L2 cache, the L3 cache and memory under a query
// (`sum_supports`), and the supports of a query (`grade_*`). Bytes are those of the codes or of the
// supports, items are codes or queries.
#include <benchmark/benchmark.h>

#include "bench/ceiling.hpp"

using namespace kenyon::bench;
using namespace kenyon::kernels;

namespace {

constexpr std::size_t code_sizes[] = {256 * kib, 1 * mib, 32 * mib, 512 * mib};
constexpr std::size_t module_counts[] = {16, 64, 192};

void finish(benchmark::State& state, std::size_t items, std::size_t bytes, std::size_t matrix) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(items));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["matrix_bytes"] = static_cast<double>(matrix);
}

// The blocks of all codes in calls as long as an inverted list.
void sum_supports(benchmark::State& state, level at, std::size_t bytes, std::size_t modules) {
  constexpr std::size_t blocks_per_call = 16;
  const scan4_kernels& k = table(at).scan4;
  const std::size_t block_bytes = modules * scan4_block / 2;
  const std::size_t calls = bytes / (blocks_per_call * block_bytes);
  const auto* codes = reinterpret_cast<const std::uint8_t*>(words_of(bytes).data());
  const std::vector<std::uint8_t> supports(modules * scan4_units, 3);
  std::vector<std::uint16_t> sums(blocks_per_call * scan4_block);
  std::uint64_t reached[blocks_per_call];
  std::size_t call = 0;
  for ([[maybe_unused]] auto _ : state) {
    k.sum_supports(supports.data(), modules, codes + call * blocks_per_call * block_bytes,
                   blocks_per_call, 65535, sums.data(), reached);
    benchmark::ClobberMemory();
    if (++call == calls) call = 0;
  }
  finish(state, blocks_per_call * scan4_block, blocks_per_call * block_bytes, bytes);
}

using grade_kernel = decltype(scan4_kernels::grade_distances);

void grade(benchmark::State& state, grade_kernel kernel, std::size_t axes, std::size_t per_module) {
  const std::vector<float> query(axes, 0.5F), steps(axes, 0.125F);
  std::vector<std::uint8_t> supports((axes + per_module - 1) / per_module * scan4_units);
  for ([[maybe_unused]] auto _ : state) {
    kernel(query.data(), steps.data(), axes, per_module, 64.0F, supports.data());
    benchmark::ClobberMemory();
  }
  finish(state, 1, supports.size(), supports.size());
}

void register_all(level l) {
  const scan4_kernels& k = table(l).scan4;
  for (const std::size_t bytes : code_sizes)
    for (const std::size_t modules : module_counts) {
      const std::string shape =
          "modules:" + std::to_string(modules) + "/bytes:" + std::to_string(bytes);
      benchmark::RegisterBenchmark(bench_name("scan4_sum_supports", l, shape).c_str(), sum_supports,
                                   l, bytes, modules);
    }
  for (const std::size_t per_module : {1U, 2U}) {
    const std::string shape = "axes:128/per_module:" + std::to_string(per_module);
    const auto add = [&](const char* kernel, grade_kernel f) {
      benchmark::RegisterBenchmark(bench_name(kernel, l, shape).c_str(), grade, f, 128, per_module);
    };
    add("scan4_grade_distances", k.grade_distances);
    add("scan4_grade_products", k.grade_products);
  }
}

}  // namespace

int main(int argc, char** argv) {
  register_ceiling(code_sizes);
  for (const level l : available_levels()) register_all(l);
  return run(argc, argv);
}
