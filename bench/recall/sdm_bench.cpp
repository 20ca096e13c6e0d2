// Sparse distributed memory: the full set-up of Kanerva (10^6 locations x 1,000 bits, radius 451)
// on all threads of this machine and on one, at the scalar level and the best.
//   sdm_activate  locations of one address, and of 64 together; bytes_per_second counts the
//                 addresses of all locations once for every cue, so that together it may pass the
//                 ceiling of memory, which reads them once
//   sdm_write     64 words into their locations
//   sdm_read      64 words: activation and sums
//   jaeckel_*     the same number of locations by 10 selected coordinates, looked up; sdm_activate
//                 is the scan to compare with
#include <benchmark/benchmark.h>

#include <map>
#include <memory>

#include "bench/ceiling.hpp"

#include <kenyon/kenyon.hpp>

namespace {

using namespace kenyon;

constexpr std::size_t address_bytes = 128000000;  // of a million locations

bit_matrix random_words(std::size_t count) {
  bit_matrix words(count, 1000);
  for (std::size_t i = 0; i < count; ++i) {
    random_sequence numbers(7, stream::trial, i);
    for (std::uint32_t b = 0; b < 1000; ++b)
      if (numbers.below(2)) words.set(i, b);
  }
  return words;
}

// One at a time: each takes more than a gibibyte.
sdm& memory_of(std::uint32_t coordinates, unsigned counter_bits) {
  static std::map<std::pair<std::uint32_t, unsigned>, std::unique_ptr<sdm>> kept;
  const std::pair asked(coordinates, counter_bits);
  if (!kept.contains(asked)) {
    kept.clear();
    sdm_shape shape = sdm_shape::kanerva();
    shape.coordinates = coordinates;
    shape.counter_bits = counter_bits;
    kept[asked] = std::make_unique<sdm>(shape);
    const bit_matrix words = random_words(4000);  // counters of nearly all locations are touched:
    kept[asked]->write(words, words);             // the system's clearing of pages is not timed
  }
  return *kept[asked];
}

struct setting {
  std::string level;
  unsigned threads;
  std::uint32_t coordinates;
  unsigned counter_bits;
  std::size_t cues;
};

class run_with {
 public:
  explicit run_with(const setting& s) : limit_(s.threads) { force_level(s.level); }

 private:
  thread_limit limit_;
};

// Other cues in every turn: counters of the same locations would stay in a cache.
class cues_in_turn {
 public:
  explicit cues_in_turn(std::size_t count) {
    for (int i = 0; i < 8; ++i) {
      const bit_matrix all = random_words(8 * count);
      turns_.emplace_back(count, 1000);
      for (std::size_t k = 0; k < count; ++k)
        std::copy_n(all.row(static_cast<std::size_t>(i) * count + k), all.words(),
                    turns_.back().row(k));
    }
  }
  const bit_matrix& next() { return turns_[at_++ % turns_.size()]; }

 private:
  std::vector<bit_matrix> turns_;
  std::size_t at_ = 0;
};

template <class Work>
void repeat(benchmark::State& state, const setting& s, const Work& work) {
  sdm& memory = memory_of(s.coordinates, s.counter_bits);
  const run_with settings(s);
  cues_in_turn cues(s.cues);
  for ([[maybe_unused]] auto _ : state) work(memory, cues.next());
  const auto done = static_cast<double>(state.iterations()) * static_cast<double>(s.cues);
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
  if (s.coordinates > 0) return;
  state.counters["bytes_per_second"] =
      benchmark::Counter(done * static_cast<double>(address_bytes), benchmark::Counter::kIsRate);
  state.counters["matrix_bytes"] = static_cast<double>(address_bytes);
}

void register_all() {
  const auto add = [](const std::string& what, const setting& s, auto work) {
    const std::string name = (s.coordinates > 0 ? "jaeckel_" : "sdm_") + what + "/" + s.level +
                             "/int" + std::to_string(s.counter_bits) +
                             "/cues:" + std::to_string(s.cues) +
                             "/threads:" + std::to_string(s.threads);
    benchmark::RegisterBenchmark(name.c_str(),
                                 [=](benchmark::State& state) { repeat(state, s, work); })
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  };
  const auto levels = available_levels();
  for (const auto& [coordinates, counter_bits] : {std::pair(0U, 8U), {0U, 16U}, {10U, 8U}})
    for (const std::string_view level : {levels.front(), levels.back()})
      for (const unsigned threads : {1U, 2U})
        for (const std::size_t cues : {std::size_t{1}, std::size_t{64}}) {
          const setting s{std::string(level), threads, coordinates, counter_bits, cues};
          if (counter_bits == 8)
            add("activate", s, [](sdm& memory, const bit_matrix& words) {
              benchmark::DoNotOptimize(memory.activated(words).locations.data());
            });
          if (cues == 1) continue;
          add("write", s, [](sdm& memory, const bit_matrix& words) { memory.write(words, words); });
          add("read", s, [](sdm& memory, const bit_matrix& words) {
            benchmark::DoNotOptimize(memory.read(words).data());
          });
        }
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::size_t sizes[] = {address_bytes};
  kenyon::bench::register_ceiling(sizes);
  register_all();
  return kenyon::bench::run(argc, argv);
}
