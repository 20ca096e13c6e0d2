// Family `winners`. Items are counts or columns looked at; bytes are those of the input, read once.
#include <benchmark/benchmark.h>

#include <numeric>

#include "bench/ceiling.hpp"

using namespace kenyon::bench;
using namespace kenyon::kernels;

namespace {

constexpr std::size_t unit_counts[] = {1024, 16384, 1024 * 1024};

void finish(benchmark::State& state, std::size_t n, std::size_t bytes) {
  const auto iterations = static_cast<std::size_t>(state.iterations());
  state.SetItemsProcessed(static_cast<std::int64_t>(iterations * n));
  state.SetBytesProcessed(static_cast<std::int64_t>(iterations * bytes));
  state.counters["matrix_bytes"] = static_cast<double>(bytes);
}

// Counts as they come from 64 rows: the bits of a random word and its neighbours, at most 64.
std::vector<std::uint16_t> some_counts(std::size_t n) {
  std::vector<std::uint16_t> counts(n);
  std::uint64_t state = 1;
  for (std::uint16_t& c : counts) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    c = static_cast<std::uint16_t>(__builtin_popcountll(state >> 32 ^ state >> 40));
  }
  return counts;
}

void top_k(benchmark::State& state, level at, std::size_t n, std::size_t k) {
  const winners_kernels& w = table(at).winners;
  const std::vector<std::uint16_t> counts = some_counts(n);
  std::vector<std::uint32_t> out(k);
  for ([[maybe_unused]] auto _ : state) {
    w.top_k(counts.data(), n, k, out.data());
    benchmark::ClobberMemory();
  }
  finish(state, n, 2 * n);
}

void top_k_planes(benchmark::State& state, level at, std::size_t n, std::size_t k) {
  constexpr unsigned n_planes = planes_for(64);
  const winners_kernels& w = table(at).winners;
  const std::vector<std::uint16_t> counts = some_counts(n);
  std::vector<std::uint64_t> planes(n_planes * n / 64), out(n / 64);
  for (std::size_t u = 0; u < n; ++u) {
    for (unsigned p = 0; p < n_planes; ++p) {
      planes[p * n / 64 + u / 64] |= std::uint64_t{counts[u] >> p & 1U} << u % 64;
    }
  }
  for ([[maybe_unused]] auto _ : state) {
    w.top_k_planes(planes.data(), n_planes, n / 64, k, out.data());
    benchmark::ClobberMemory();
  }
  finish(state, n, planes.size() * 8);
}

void argmax(benchmark::State& state, level at, std::size_t n, std::size_t units) {
  const winners_kernels& w = table(at).winners;
  const std::vector<std::uint16_t> counts = some_counts(n);
  std::vector<std::uint32_t> out(n / units);
  for ([[maybe_unused]] auto _ : state) {
    w.argmax_modules(counts.data(), n / units, units, out.data());
    benchmark::ClobberMemory();
  }
  finish(state, n, 2 * n);
}

void bits_to_indices(benchmark::State& state, level at, std::size_t n, std::size_t set) {
  const winners_kernels& w = table(at).winners;
  std::vector<std::uint64_t> bits(n / 64);
  std::uint64_t random = 1;
  for (std::size_t i = 0; i < set; ++i) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    const std::size_t u = static_cast<std::size_t>(random >> 33) % n;
    bits[u / 64] |= std::uint64_t{1} << u % 64;
  }
  std::vector<std::uint32_t> out(set + 16);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(w.bits_to_indices(bits.data(), bits.size(), out.data()));
    benchmark::ClobberMemory();
  }
  finish(state, n, n / 8);
}

void register_all(level l) {
  const auto add = [l](const char* kernel, std::size_t n, const char* what, std::size_t value,
                       void (*f)(benchmark::State&, level, std::size_t, std::size_t)) {
    const std::string shape = "N:" + std::to_string(n) + "/" + what + ":" + std::to_string(value);
    benchmark::RegisterBenchmark(bench_name(kernel, l, shape).c_str(), f, l, n, value);
  };
  for (const std::size_t n : unit_counts) {
    add("winners_top_k", n, "k", 32, top_k);
    add("winners_top_k_planes", n, "k", 32, top_k_planes);
    for (const std::size_t units : {8U, 32U, 256U}) {
      add("winners_argmax_modules", n, "units", units, argmax);
    }
    for (const std::size_t inverse_density : {256U, 16U, 2U}) {
      add("winners_bits_to_indices", n, "set", n / inverse_density, bits_to_indices);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  for (const level l : available_levels()) register_all(l);
  return run(argc, argv);
}
