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
  return std::max<std::size_t>(1, lines) * line_words;
}

// Brings a tile into the cache in row order: independent prefetches run at memory speed, the random
// accesses of the first cues would not.
void warm(const bit_matrix& matrix, std::size_t first_word, std::size_t words) {
  for (std::size_t r = 0; r < matrix.rows(); ++r)
    for (std::size_t w = 0; w < words; w += line_words)
      __builtin_prefetch(matrix.row(r) + first_word + w, 0, 2);
}

struct answer_bits {
  std::size_t words;
  std::vector<std::uint64_t> bits;
  std::uint64_t* of(std::size_t cue) { return bits.data() + cue * words; }
};

void intersect_tile(const bit_matrix& matrix, const pattern_batch& cues, std::size_t first,
                    std::size_t last, std::size_t begin_word, answer_bits& out) {
  const auto& rows = kernels::active().rows;
  const std::size_t words = std::min(tile_words(matrix), matrix.words() - begin_word);
  warm(matrix, begin_word, words);
  for (std::size_t i = first; i < last; ++i) {
    std::size_t used = 0;
    rows.intersect(matrix.data() + begin_word, matrix.stride(), cues[i].data(), cues[i].size(),
                   words, 0, out.of(i - first) + begin_word, &used);
  }
}

}  // namespace

bool tiling_pays(const bit_matrix& matrix, const pattern_batch& cues) {
  return matrix.bytes() > 4 * tile_bytes && cues.total_units() >= matrix.rows();
}

void recall_tiled(const bit_matrix& matrix, const pattern_batch& cues,
                  std::vector<recalled>& answers) {
  const auto& winners = kernels::active().winners;
  const std::size_t words = matrix.words();
  const std::size_t tiles = (words + tile_words(matrix) - 1) / tile_words(matrix);
  answer_bits bits{words, {}};
  for (std::size_t first = 0; first < cues.size(); first += group_cues) {
    const std::size_t last = std::min(cues.size(), first + group_cues);
    bits.bits.resize((last - first) * words);
    tbb::parallel_for(std::size_t{0}, tiles, [&](std::size_t t) {
      intersect_tile(matrix, cues, first, last, t * tile_words(matrix), bits);
    });
    tbb::parallel_for(tbb::blocked_range<std::size_t>(first, last, 64), [&](const auto& range) {
      std::vector<unit> found(words * 64 + 16);
      for (std::size_t i = range.begin(); i != range.end(); ++i) {
        recalled& answer = answers[i];
        answer.facts.steps = 1;
        answer.facts.converged = true;
        if (cues[i].empty()) continue;  // the empty conjunction would be every unit
        const std::size_t n = winners.bits_to_indices(bits.of(i - first), words, found.data());
        answer.units.assign(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(n));
      }
    });
  }
}

}  // namespace kenyon
