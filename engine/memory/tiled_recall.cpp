#include "memory/tiled_recall.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

#include "kernels/level.hpp"

namespace kenyon {
namespace {

constexpr std::size_t tile_bytes = std::size_t{1} << 20;  // half an L2 cache of today's cores
constexpr std::size_t group_cues = 4096;                  // 8 MiB of answer bits at N = 16,384
constexpr std::size_t line_words = 8;

std::size_t tile_words(const bit_matrix& matrix) {
  const std::size_t lines = tile_bytes / (matrix.rows() * 64);
  return std::clamp<std::size_t>(lines, 1, matrix.stride() / line_words) * line_words;
}

// Brings a tile into the cache in row order: independent prefetches run at memory speed, the random
// accesses of the first cues would not.
void warm(const bit_matrix& matrix, std::size_t first_word, std::size_t words) {
  for (std::size_t r = 0; r < matrix.rows(); ++r)
    for (std::size_t w = 0; w < words; w += line_words)
      __builtin_prefetch(matrix.row(r) + first_word + w, 0, 2);
}

// Answers of a group of cues, tile by tile: cue i of tile t at (t * cues + i) * words.
struct tiled_bits {
  std::size_t cues;
  std::size_t words;  // of a tile
  std::vector<std::uint64_t> bits;

  std::uint64_t* of(std::size_t tile, std::size_t cue = 0) {
    return bits.data() + (tile * cues + cue) * words;
  }
};

void intersect_tile(const bit_matrix& matrix, const pattern_batch& cues, std::size_t first,
                    std::size_t tile, tiled_bits& out) {
  const std::size_t begin_word = tile * out.words;
  warm(matrix, begin_word, out.words);
  kernels::active().rows.intersect_many(matrix.data() + begin_word, matrix.stride(), cues.units(),
                                        cues.offsets() + first, out.cues, out.words, out.of(tile));
}

// The units of one cue's answer, from all tiles.
void gather(tiled_bits& bits, std::size_t tiles, std::size_t cue, std::vector<unit>& scratch,
            pattern& answer) {
  const auto& winners = kernels::active().winners;
  answer.clear();
  for (std::size_t t = 0; t < tiles; ++t) {
    const std::size_t n = winners.bits_to_indices(bits.of(t, cue), bits.words, scratch.data());
    const auto base = static_cast<unit>(t * bits.words * 64);
    for (std::size_t i = 0; i < n; ++i) answer.push_back(base + scratch[i]);
  }
}

}  // namespace

bool tiling_pays(const bit_matrix& matrix, const pattern_batch& cues) {
  return matrix.bytes() > 4 * tile_bytes && cues.total_units() >= matrix.rows();
}

void recall_tiled(const bit_matrix& matrix, const pattern_batch& cues,
                  std::vector<recalled>& answers) {
  const std::size_t words = tile_words(matrix);
  const std::size_t tiles = (matrix.words() + words - 1) / words;  // rows end with whole lines
  tiled_bits bits{0, words, {}};
  for (std::size_t first = 0; first < cues.size(); first += group_cues) {
    bits.cues = std::min(group_cues, cues.size() - first);
    bits.bits.resize(tiles * bits.cues * words);
    tbb::parallel_for(std::size_t{0}, tiles,
                      [&](std::size_t t) { intersect_tile(matrix, cues, first, t, bits); });
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, bits.cues, 64), [&](const auto& range) {
      std::vector<unit> scratch(words * 64 + 16);
      for (std::size_t i = range.begin(); i != range.end(); ++i) {
        recalled& answer = answers[first + i];
        answer.facts.steps = 1;
        answer.facts.converged = true;
        // the conjunction of no rows would be every unit
        if (!cues[first + i].empty()) gather(bits, tiles, i, scratch, answer.units);
      }
    });
  }
}

}  // namespace kenyon
