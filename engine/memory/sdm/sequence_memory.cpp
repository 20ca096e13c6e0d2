#include <kenyon/memory/sdm/sequence_memory.hpp>

#include <algorithm>
#include <string>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

constexpr std::uint32_t most_folds = 64;

bit_matrix rows(const bit_matrix& from, std::size_t first, std::size_t count) {
  bit_matrix some(count, from.columns());
  for (std::size_t i = 0; i < count; ++i)
    std::copy_n(from.row(first + i), from.words(), some.row(i));
  return some;
}

}  // namespace

sequence_memory::sequence_memory(const sdm_shape& each, std::uint32_t folds) {
  if (each.address_bits != each.word_bits)
    throw error(fault::usage, "a sequence has words as wide as addresses");
  if (folds < 1 || folds > most_folds)
    throw error(fault::usage,
                "a sequence memory has from 1 to " + std::to_string(most_folds) + " folds");
  for (std::uint32_t j = 0; j < folds; ++j) folds_.emplace_back(each);
}

std::uint64_t sequence_memory::footprint_bytes() const {
  std::uint64_t bytes = 0;
  for (const sdm& fold : folds_) bytes += fold.footprint_bytes();
  return bytes;
}

void sequence_memory::store(const bit_matrix& sequence) {
  for (std::size_t j = 1; j <= folds_.size() && j < sequence.rows(); ++j) {
    const std::size_t count = sequence.rows() - j;
    folds_[j - 1].write(rows(sequence, 0, count), rows(sequence, j, count));
  }
}

bit_matrix sequence_memory::following(const bit_matrix& past, std::size_t count) const {
  if (past.rows() == 0) throw error(fault::usage, "nothing follows an empty past");
  const std::size_t given = past.rows();
  bit_matrix all(given + count, past.columns());
  for (std::size_t i = 0; i < given; ++i) std::copy_n(past.row(i), past.words(), all.row(i));
  std::vector<std::int64_t> pooled(past.columns());
  for (std::size_t t = given; t < all.rows(); ++t) {
    std::fill(pooled.begin(), pooled.end(), 0);
    for (std::size_t j = 1; j <= std::min(folds_.size(), t); ++j) {
      const std::vector<std::int64_t> of_fold = folds_[j - 1].sums(rows(all, t - j, 1));
      for (std::size_t i = 0; i < pooled.size(); ++i) pooled[i] += of_fold[i];
    }
    for (std::size_t i = 0; i < pooled.size(); ++i)
      if (pooled[i] > 0) all.set(t, i);
  }
  return rows(all, given, count);
}

}  // namespace kenyon
