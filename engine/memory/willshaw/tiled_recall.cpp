#include "memory/willshaw/tiled_recall.hpp"

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>

#include "base/active_kernels.hpp"
#include "base/pages.hpp"
#include "base/parallel.hpp"
#include "memory/willshaw/step.hpp"
#include "memory/winners.hpp"

namespace kenyon {
namespace {

constexpr std::size_t tile_bytes = std::size_t{1} << 20;  // half an L2 cache of today's cores
constexpr std::size_t group_cues = 16384;                 // 34 MiB of answer bits at N = 16,384
constexpr std::size_t line_words = 8;

std::size_t words_of_tile(const bit_matrix& matrix) {
  const std::size_t lines = tile_bytes / (matrix.rows() * 64);
  return std::clamp<std::size_t>(lines, 1, matrix.stride() / line_words) * line_words;
}

// A tile packed into one block: in the matrix each of its lines lies in a page of its own, and
// random access would pay an address translation a line.
void pack_tile(const bit_matrix& matrix, std::size_t first_word, std::size_t words,
               std::uint64_t* to) {
  constexpr std::size_t ahead = 32;  // rows fetched together
  for (std::size_t r = 0; r < matrix.rows(); ++r) {
    const std::uint64_t* from = matrix.row(r) + first_word;
    const std::uint64_t* coming = from + ahead * matrix.stride();  // behind the last row: no fault
    for (std::size_t w = 0; w < words; w += line_words, to += line_words) {
      __builtin_prefetch(coming + w);
      for (std::size_t i = 0; i < line_words; ++i) to[i] = from[w + i];
    }
  }
}

// Takes a whole group of cues over all threads: first tile by tile, then cue by cue.
class tiled_reader final : public reader {
 public:
  tiled_reader(const willshaw_weights& weights, const recall_plan& plan)
      : weights_(weights),
        assess_(plan.assess),
        tile_words_(words_of_tile(weights.matrix())),
        steps_([&] { return willshaw_step(weights, activation::all_cue, 1); }),
        packed_([&] {
          return zeroed_pages(weights.matrix().rows() * tile_words_ * sizeof(std::uint64_t),
                              "a tile");
        }) {}

  std::size_t cues_at_once() const override { return group_cues; }
  bool is_parallel() const override { return true; }

  void answer(std::span<const pattern_view> cues, std::span<update> updates) override {
    const bit_matrix& matrix = weights_.matrix();
    if (bits_.rows() < cues.size()) bits_ = bit_matrix(cues.size(), matrix.columns());
    gather(cues);
    intersect(cues.size());
    parallel_ranges(cues.size(), 64, [&](std::size_t begin, std::size_t end) {
      std::vector<unit> found(matrix.words() * 64 + 16);  // the kernel stores whole vectors
      for (std::size_t i = begin; i != end; ++i) {
        const std::size_t n =
            active_kernels().winners.bits_to_indices(bits_.row(i), matrix.words(), found.data());
        updates[i].units.assign(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(n));
        if (assess_ && n > 0) assess(cues[i], updates[i]);
      }
    });
  }
  void weigh(std::span<const pattern_view>, std::span<const pattern_view>,
             std::span<std::int32_t>) override {}  // one step only
  std::span<const std::int32_t> supports(pattern_view cue) override {
    const auto counted = steps_.local().supports(cue);
    sums_.assign(counted.begin(), counted.end());
    return sums_;
  }

 private:
  void gather(std::span<const pattern_view> cues) {
    units_.clear();
    offsets_.assign(1, 0);
    for (const pattern_view cue : cues) {
      units_.insert(units_.end(), cue.begin(), cue.end());
      offsets_.push_back(units_.size());
    }
  }

  void intersect(std::size_t cues) {
    const bit_matrix& matrix = weights_.matrix();
    const std::size_t tiles = (matrix.words() + tile_words_ - 1) / tile_words_;
    parallel_each(tiles, [&](std::size_t t) {
      std::uint64_t* const tile = packed_.local().get();
      // The last tile ends with the row: a row need not be a whole number of tiles.
      const std::size_t wide = std::min(tile_words_, matrix.stride() - t * tile_words_);
      pack_tile(matrix, t * tile_words_, wide, tile);
      active_kernels().rows.intersect_many(tile, wide, units_.data(), offsets_.data(), cues, wide,
                                           bits_.row(0) + t * tile_words_, bits_.stride());
    });
  }

  void assess(pattern_view cue, update& u) {
    u.evidence = static_cast<std::int32_t>(cue.size());
    u.margin =
        margin_of(weights_.answers(), activation::all_cue, steps_.local().supports(cue), u.units);
  }

  const willshaw_weights& weights_;
  bool assess_;
  std::size_t tile_words_;
  bit_matrix bits_;
  std::vector<unit> units_;  // of the group's cues, one after another
  std::vector<std::size_t> offsets_;
  std::vector<std::int32_t> sums_;
  tbb::enumerable_thread_specific<willshaw_step> steps_;
  tbb::enumerable_thread_specific<pages> packed_;
};

}  // namespace

// Not for a matrix whose narrowest tile, one cache line of every row, outgrows the L2 cache.
bool tiling_pays(const willshaw_weights& weights, const recall_plan& plan) {
  const bit_matrix& matrix = weights.matrix();
  return plan.how == activation::all_cue && plan.steps == 1 &&
         matrix.rows() * line_words * sizeof(std::uint64_t) <= 2 * tile_bytes &&
         matrix.bytes() > 4 * tile_bytes && plan.total_units >= matrix.rows();
}

std::unique_ptr<reader> make_tiled_reader(const willshaw_weights& weights,
                                          const recall_plan& plan) {
  return std::make_unique<tiled_reader>(weights, plan);
}

}  // namespace kenyon
