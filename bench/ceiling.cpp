#include "bench/ceiling.hpp"

#include <benchmark/benchmark.h>
#include <sys/mman.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <new>
#include <numeric>
#include <utility>

#include "kernels/cpu.hpp"

namespace kenyon::bench {
namespace {

// SplitMix64: the data only has to be the same in every run.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = state += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

struct free_memory {
  void operator()(std::uint64_t* p) const { std::free(p); }
};

using buffer = std::unique_ptr<std::uint64_t[], free_memory>;

buffer make_words(std::size_t bytes) {
  constexpr std::size_t huge_page = 2 * mib;
  const std::size_t room = (bytes + huge_page - 1) / huge_page * huge_page;
  buffer words(static_cast<std::uint64_t*>(std::aligned_alloc(huge_page, room)));
  if (!words) throw std::bad_alloc();
  madvise(words.get(), room, MADV_HUGEPAGE);  // refused on some systems, which are slower then
  std::uint64_t state = bytes;
  for (std::size_t w = 0; w < bytes / 8; ++w) {
    words[w] = 0;
    for (int i = 0; i < 5; ++i) words[w] |= next_random(state);
  }
  return words;
}

void ceiling(benchmark::State& state, kernels::level level, std::size_t bytes) {
  const std::span<const std::uint64_t> words = words_of(bytes);
  const auto count = kernels::table(level).bits.count;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(count(words.data(), words.size()));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["matrix_bytes"] = static_cast<double>(bytes);
}

}  // namespace

std::span<const std::uint64_t> words_of(std::size_t bytes) {
  static std::map<std::size_t, buffer> buffers;
  buffer& words = buffers[bytes];
  if (!words) words = make_words(bytes);
  return {words.get(), bytes / 8};
}

row_order::row_order(std::size_t rows, std::size_t slice) : order_(rows), slice_(slice) {
  std::iota(order_.begin(), order_.end(), 0U);
  std::uint64_t state = rows;
  for (std::size_t i = rows; i > 1; --i) {
    std::swap(order_[i - 1], order_[static_cast<std::size_t>(next_random(state) % i)]);
  }
}

const std::uint32_t* row_order::next() {
  if (at_ + slice_ > order_.size()) at_ = 0;
  const std::uint32_t* slice = order_.data() + at_;
  at_ += slice_;
  return slice;
}

void register_ceiling(std::span<const std::size_t> bytes) {
  const kernels::level best = kernels::available_levels().back();
  for (const std::size_t b : bytes) {
    benchmark::RegisterBenchmark(bench_name("ceiling", best, "bytes:" + std::to_string(b)).c_str(),
                                 [best, b](benchmark::State& state) { ceiling(state, best, b); });
  }
}

std::string bench_name(std::string_view kernel, kernels::level level, std::string_view rest) {
  std::string name(kernel);
  name += '/';
  name += kernels::name(level);
  name += '/';
  name += rest;
  return name;
}

int run(int argc, char** argv) {
  std::string levels;
  for (const kernels::level l : kernels::available_levels()) {
    if (!levels.empty()) levels += ' ';
    levels += kernels::name(l);
  }
  benchmark::AddCustomContext("cpu", kernels::cpu_name());
  benchmark::AddCustomContext("levels", levels);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace kenyon::bench
