// Family `codes`: a cue against all codes of a matrix, one after another (`equal`, `members`), and
// against codes in random order (`_at`), each once. Bytes are those of the codes.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "bench/ceiling.hpp"

using namespace kenyon::bench;
using namespace kenyon::kernels;

namespace {

constexpr std::size_t matrix_sizes[] = {1 * mib, 32 * mib, 512 * mib};
constexpr std::size_t rows_a_call = 4096;

template <class Entry>
const Entry* entries_of(std::size_t bytes) {
  return reinterpret_cast<const Entry*>(words_of(bytes).data());
}

void finish(benchmark::State& state, std::size_t bytes, std::size_t rows, std::size_t row_bytes) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(rows * row_bytes));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
  state.counters["matrix_bytes"] = static_cast<double>(bytes);
}

// A cue that equals the first rows of the matrix.
template <class Entry>
struct first_rows {
  std::vector<Entry> mask;
  code_cue<Entry> cue;
  first_rows(std::size_t bytes, std::size_t width, std::size_t ways)
      : mask(width * ways, static_cast<Entry>(~Entry{0})),
        cue{entries_of<Entry>(bytes), mask.data(), ways, width} {}
};

// Calls scan(first row, rows) until all rows have been seen.
template <class Scan>
void scan_all(benchmark::State& state, std::size_t bytes, std::size_t row_bytes, const Scan& scan) {
  const std::size_t rows = bytes / row_bytes;
  for ([[maybe_unused]] auto _ : state)
    for (std::size_t r = 0; r < rows; r += rows_a_call) {
      scan(r, std::min(rows_a_call, rows - r));
      benchmark::ClobberMemory();
    }
  finish(state, bytes, rows, row_bytes);
}

template <class Entry>
std::vector<const Entry*> random_rows(std::size_t bytes, std::size_t width) {
  const std::size_t rows = bytes / width / sizeof(Entry);
  row_order order(rows, rows);
  const std::uint32_t* const r = order.next();
  std::vector<const Entry*> at(rows);
  for (std::size_t i = 0; i < rows; ++i) at[i] = entries_of<Entry>(bytes) + r[i] * width;
  return at;
}

template <class Entry, class Equal>
void equal(benchmark::State& state, Equal kernel, std::size_t bytes, std::size_t width,
           std::size_t ways) {
  const first_rows<Entry> with(bytes, width, ways);
  std::vector<std::uint16_t> out(rows_a_call);
  scan_all(state, bytes, width * sizeof(Entry), [&](std::size_t r, std::size_t n) {
    kernel(with.cue, entries_of<Entry>(bytes) + r * width, width, n, out.data());
  });
}

template <class Entry, class Equal>
void equal_at(benchmark::State& state, Equal kernel, std::size_t bytes, std::size_t width,
              std::size_t ways) {
  const first_rows<Entry> with(bytes, width, ways);
  const auto at = random_rows<Entry>(bytes, width);
  std::vector<std::uint16_t> out(rows_a_call);
  scan_all(state, bytes, width * sizeof(Entry),
           [&](std::size_t r, std::size_t n) { kernel(with.cue, at.data() + r, n, out.data()); });
}

// Units of 16 bits, any of 65,536.
void members16(benchmark::State& state, level at, std::size_t bytes, std::size_t width) {
  const auto kernel = table(at).codes.members16;
  const std::vector<std::uint64_t> cue(1024, 0x8000000000000001U);
  std::vector<std::uint16_t> out(rows_a_call);
  scan_all(state, bytes, width * 2, [&](std::size_t r, std::size_t n) {
    kernel(cue.data(), width, entries_of<std::uint16_t>(bytes) + r * width, width, n, out.data());
  });
}

void register_one(const char* kernel, level l, const std::string& rest, auto run) {
  benchmark::RegisterBenchmark(bench_name(kernel, l, rest).c_str(), run);
}

void register_all(level l) {
  const codes_kernels& k = table(l).codes;
  for (const std::size_t bytes : matrix_sizes) {
    const std::string size = "/bytes:" + std::to_string(bytes);
    for (const std::size_t width : {std::size_t{64}, std::size_t{48}, std::size_t{128}})
      for (const std::size_t ways : {std::size_t{1}, std::size_t{2}}) {
        if (width != 64 && ways == 2) continue;
        const std::string shape =
            "width:" + std::to_string(width) + "/ways:" + std::to_string(ways) + size;
        register_one("codes_equal8", l, shape, [=](benchmark::State& state) {
          equal<std::uint8_t>(state, k.equal8, bytes, width, ways);
        });
        register_one("codes_equal8_at", l, shape, [=](benchmark::State& state) {
          equal_at<std::uint8_t>(state, k.equal8_at, bytes, width, ways);
        });
      }
    register_one("codes_equal16", l, "width:64/ways:1" + size, [=](benchmark::State& state) {
      equal<std::uint16_t>(state, k.equal16, bytes, 64, 1);
    });
    register_one("codes_members16", l, "width:32" + size,
                 [=](benchmark::State& state) { members16(state, l, bytes, 32); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  register_ceiling(matrix_sizes);
  for (const level l : available_levels()) register_all(l);
  return run(argc, argv);
}
