// Dyadic memories: 100,000 associations, n = 1,000, p = 10, 45 rows of 125 bytes (two cache lines)
// a read or write. bytes_per_second counts those lines. Beside them the ceilings of the same run:
// a streaming read of as many bytes as the rows take; random_rows_read, which brings every line of
// the same rows in the same order into a register and adds up a word of it; and random_rows, which
// only fetches them into the L2 cache.
#include <benchmark/benchmark.h>

#include <string>

#include "bench/ceiling.hpp"

#include <kenyon/kenyon.hpp>

namespace {

using namespace kenyon;

constexpr std::size_t items = 100000;
constexpr std::size_t rows_of_a_cue = 45;
constexpr std::size_t all_rows = 499500;
constexpr std::size_t row_words = 16;
constexpr std::size_t row_bytes = row_words * 8;

const layout& shape() {
  static const layout in = layout::flat(1000, 10);
  return in;
}

const pattern_batch& drawn(stream which) {
  static const pattern_batch x =
      pattern_source(shape(), ensemble::random, 1, stream::patterns).batch(0, items);
  static const pattern_batch y =
      pattern_source(shape(), ensemble::random, 1, stream::outputs).batch(0, items);
  return which == stream::patterns ? x : y;
}

const memory& loaded() {
  static const kenyon::memory memory = [] {
    kenyon::memory made("dyadic", shape(), shape());
    made.store(drawn(stream::patterns), drawn(stream::outputs));
    return made;
  }();
  return memory;
}

void count_lines(benchmark::State& state, std::size_t done) {
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
  state.counters["bytes_per_second"] = benchmark::Counter(
      static_cast<double>(done * rows_of_a_cue * row_bytes), benchmark::Counter::kIsRate);
  state.counters["matrix_bytes"] = static_cast<double>(all_rows * row_bytes);
}

// Row numbers of all cues, one cue after another.
std::vector<std::uint32_t> rows_of_cues() {
  const pattern_batch& x = drawn(stream::patterns);
  std::vector<std::uint32_t> rows;
  for (std::size_t c = 0; c < items; ++c)
    for (std::size_t j = 1; j < x[c].size(); ++j)
      for (std::size_t i = 0; i < j; ++i) rows.push_back(x[c][j] * (x[c][j] - 1) / 2 + x[c][i]);
  return rows;
}

// `use` is called for every line of a cue's rows after those of the next cue have been asked for.
template <class Use>
void fetch_rows(benchmark::State& state, const Use& use) {
  const std::span<const std::uint64_t> words = kenyon::bench::words_of(all_rows * row_bytes);
  const std::vector<std::uint32_t> rows = rows_of_cues();
  std::size_t done = 0;
  for ([[maybe_unused]] auto _ : state) {
    const std::uint32_t* const now = rows.data() + done++ % items * rows_of_a_cue;
    const std::uint32_t* const next = rows.data() + done % items * rows_of_a_cue;
    for (std::size_t r = 0; r < rows_of_a_cue; ++r)
      for (const std::size_t line : {std::size_t{0}, std::size_t{8}}) {
        __builtin_prefetch(words.data() + next[r] * row_words + line, 0, 2);
        use(words[now[r] * row_words + line]);
      }
  }
  count_lines(state, done);
}

void random_rows(benchmark::State& state) {
  fetch_rows(state, [](const std::uint64_t&) {});
}

void random_rows_read(benchmark::State& state) {
  std::uint64_t sum = 0;
  fetch_rows(state, [&](const std::uint64_t& word) { sum += word; });
  benchmark::DoNotOptimize(sum);
}

void read_single(benchmark::State& state, bool assess) {
  const pattern_batch& x = drawn(stream::patterns);
  const kenyon::memory& memory = loaded();
  std::size_t done = 0;
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(memory.recall(x[done++ % items], {.assess = assess}));
  count_lines(state, done);
}

void read_batch(benchmark::State& state, unsigned threads, bool assess) {
  const thread_limit limit(threads);
  const kenyon::memory& memory = loaded();
  std::size_t done = 0;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(
        memory.recall(drawn(stream::patterns), recall_options{.assess = assess}));
    done += items;
  }
  count_lines(state, done);
}

// Into a memory that has all its pages; the first write of a page costs the system more than the
// write.
void write_single(benchmark::State& state) {
  kenyon::memory memory("dyadic", shape(), shape());
  memory.store(drawn(stream::patterns), drawn(stream::outputs));
  std::size_t done = 0;
  pattern_batch x, y;
  for ([[maybe_unused]] auto _ : state) {
    x.clear();
    y.clear();
    x.push_back(drawn(stream::patterns)[done % items]);
    y.push_back(drawn(stream::outputs)[done % items]);
    memory.store(x, y);
    ++done;
  }
  count_lines(state, done);
}

void write_batch(benchmark::State& state, unsigned threads, unsigned bits) {
  const thread_limit limit(threads);
  kenyon::memory memory("dyadic:bits=" + std::to_string(bits), shape(), shape());
  memory.store(drawn(stream::patterns), drawn(stream::outputs));
  std::size_t done = 0;
  for ([[maybe_unused]] auto _ : state) {
    memory.store(drawn(stream::patterns), drawn(stream::outputs));
    done += items;
  }
  count_lines(state, done);
}

void register_all() {
  const std::string level(active_level());
  const auto add = [&](const std::string& name, const std::string& rest, auto body) {
    benchmark::RegisterBenchmark((name + "/" + level + "/" + rest).c_str(), body)->UseRealTime();
  };
  add("random_rows", "1000/10", random_rows);
  add("random_rows_read", "1000/10", random_rows_read);
  add("read_single", "1000/10", [](benchmark::State& st) { read_single(st, false); });
  add("read_single", "1000/10/assess", [](benchmark::State& st) { read_single(st, true); });
  add("write_single", "1000/10", write_single);
  for (const unsigned threads : {1U, 2U}) {
    const std::string tail = "1000/10/threads:" + std::to_string(threads);
    add("read_batch", tail, [=](benchmark::State& st) { read_batch(st, threads, false); });
    add("read_batch", tail + "/assess",
        [=](benchmark::State& st) { read_batch(st, threads, true); });
    add("write_batch", tail, [=](benchmark::State& st) { write_batch(st, threads, 1); });
    add("write_batch", tail + "/bits:8",
        [=](benchmark::State& st) { write_batch(st, threads, 8); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::size_t sizes[] = {all_rows * row_bytes};
  kenyon::bench::register_ceiling(sizes);
  register_all();
  return kenyon::bench::run(argc, argv);
}
