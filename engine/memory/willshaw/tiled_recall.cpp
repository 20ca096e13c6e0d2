#include "memory/willshaw/tiled_recall.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

#include "base/active_kernels.hpp"
#include "base/pages.hpp"

namespace kenyon {
namespace {

constexpr std::size_t tile_bytes = std::size_t{1} << 20;  // half an L2 cache of today's cores
constexpr std::size_t group_cues = 16384;                 // 34 MiB of answer bits at N = 16,384
constexpr std::size_t line_words = 8;

std::size_t tile_words(const bit_matrix& matrix) {
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

}  // namespace

// Not for a matrix whose narrowest tile, one cache line of every row, outgrows the L2 cache.
bool tiling_pays(const bit_matrix& matrix, const pattern_batch& cues) {
  return matrix.rows() * line_words * sizeof(std::uint64_t) <= 2 * tile_bytes &&
         matrix.bytes() > 4 * tile_bytes && cues.total_units() >= matrix.rows();
}

recalled_batch recall_tiled(const bit_matrix& matrix, const pattern_batch& cues) {
  std::vector<pattern> answers(cues.size());
  const std::size_t words = tile_words(matrix);
  const std::size_t tiles = (matrix.words() + words - 1) / words;
  bit_matrix bits(std::min(group_cues, cues.size()), matrix.columns());
  tbb::enumerable_thread_specific<pages> packed(
      [&] { return zeroed_pages(matrix.rows() * words * sizeof(std::uint64_t), "a tile"); });
  for (std::size_t first = 0; first < cues.size(); first += group_cues) {
    const std::size_t last = std::min(first + group_cues, cues.size());
    tbb::parallel_for(std::size_t{0}, tiles, [&](std::size_t t) {
      std::uint64_t* const tile = packed.local().get();
      // The last tile ends with the row: a row need not be a whole number of tiles.
      const std::size_t wide = std::min(words, matrix.stride() - t * words);
      pack_tile(matrix, t * words, wide, tile);
      active_kernels().rows.intersect_many(tile, wide, cues.units(), cues.offsets() + first,
                                           last - first, wide, bits.row(0) + t * words,
                                           bits.stride());
    });
    tbb::parallel_for(tbb::blocked_range<std::size_t>(first, last, 64), [&](const auto& range) {
      std::vector<unit> found(matrix.words() * 64 + 16);  // the kernel stores whole vectors
      for (std::size_t i = range.begin(); i != range.end(); ++i) {
        if (cues[i].empty()) continue;  // the conjunction of no rows would be every unit
        const std::size_t n = active_kernels().winners.bits_to_indices(
            bits.row(i - first), matrix.words(), found.data());
        answers[i].assign(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(n));
      }
    });
  }
  recalled_batch batch;
  for (const pattern& a : answers) batch.patterns.push_back(a);
  recall_facts facts;
  facts.steps = 1;
  facts.converged = true;
  batch.facts.assign(cues.size(), facts);
  return batch;
}

}  // namespace kenyon
