#include <kenyon/memory/exemplar/nearest.hpp>

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

#include <kenyon/base/bit_matrix.hpp>

#include "base/active_kernels.hpp"

namespace kenyon {
namespace {

constexpr std::size_t group_bytes = std::size_t{64}
                                    << 20;  // of stored patterns held as bits at a time
constexpr std::size_t block_bytes = std::size_t{512} << 10;  // of them, in the cache of a core
constexpr std::size_t queries_a_task = 16;

using best_list = std::vector<neighbour>;

bool better(const neighbour& a, const neighbour& b) {
  return a.overlap != b.overlap ? a.overlap > b.overlap : a.index < b.index;
}

// Puts the overlaps with the stored patterns first, first+1, ... into the list of the best so far.
void merge(best_list& best, std::span<const std::uint32_t> overlaps, std::size_t first,
           std::size_t top) {
  for (std::size_t r = 0; r < overlaps.size(); ++r) {
    const neighbour found{first + r, overlaps[r]};
    if (best.size() == top && !better(found, best.back())) continue;
    if (best.size() == top) best.pop_back();
    best.insert(std::upper_bound(best.begin(), best.end(), found, better), found);
  }
}

// Stored patterns as bits, and where they begin among all.
struct packed_group {
  std::size_t first;
  bit_matrix bits;
};

packed_group pack(const layout& of, const pattern_batch& stored, std::size_t first,
                  std::size_t count) {
  packed_group group{first, bit_matrix(count, of.units())};
  const auto& winners = active_kernels().winners;
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    const pattern_view p = stored[first + i];
    winners.indices_to_bits(p.data(), p.size(), group.bits.row(i), group.bits.words());
  });
  return group;
}

void search(const packed_group& group, const pattern_batch& queries, std::size_t begin,
            std::size_t end, std::size_t top, std::vector<best_list>& best) {
  const kernels::kernel_table& kernel = active_kernels();
  const std::size_t words = group.bits.words();
  const std::size_t rows = std::max<std::size_t>(1, block_bytes / (group.bits.stride() * 8));
  std::vector<std::uint64_t> asked((end - begin) * words);
  for (std::size_t q = begin; q < end; ++q)
    kernel.winners.indices_to_bits(queries[q].data(), queries[q].size(),
                                   asked.data() + (q - begin) * words, words);
  std::vector<std::uint32_t> overlaps(rows * (end - begin));
  for (std::size_t first = 0; first < group.bits.rows(); first += rows) {
    const std::size_t size = std::min(rows, group.bits.rows() - first);
    kernel.bits.overlap_matrix(asked.data(), words, end - begin, group.bits.row(first),
                               group.bits.stride(), words, size, overlaps.data());
    for (std::size_t q = begin; q < end; ++q)
      merge(best[q], std::span(overlaps).subspan((q - begin) * size, size), group.first + first,
            top);
  }
}

}  // namespace

std::vector<best_list> nearest_patterns(const layout& of, const pattern_batch& stored,
                                        const pattern_batch& queries, std::size_t top) {
  std::vector<best_list> best(queries.size());
  if (top == 0) return best;
  const std::size_t row_bytes = (std::size_t{of.units()} + 511) / 512 * 64;
  const std::size_t rows = std::max<std::size_t>(1, group_bytes / row_bytes);
  for (std::size_t first = 0; first < stored.size(); first += rows) {
    const packed_group group = pack(of, stored, first, std::min(rows, stored.size() - first));
    tbb::parallel_for(std::size_t{0}, (queries.size() + queries_a_task - 1) / queries_a_task,
                      [&](std::size_t task) {
                        const std::size_t begin = task * queries_a_task;
                        search(group, queries, begin,
                               std::min(queries.size(), begin + queries_a_task), top, best);
                      });
  }
  return best;
}

}  // namespace kenyon
