// Sequences of words, and their continuation (Kanerva 1988, chapter 8). A memory of `folds` folds
// is as many sparse distributed memories: fold j is addressed by the word j steps back and holds
// the word that follows, x_{t+1-j} -> x_{t+1}, j = 1 .. folds. What comes next is read from the
// sums of all folds together. One fold cannot tell two sequences apart that run through the same
// word; folds that reach back beyond the shared part can.
#pragma once
#include <cstdint>
#include <vector>

#include <kenyon/memory/sdm/sdm.hpp>

namespace kenyon {

class sequence_memory {
 public:
  // Every fold is a memory of this shape, with the same locations and counters of its own. Throws
  // error{usage} for words that are not as wide as addresses and unless 1 <= folds <= 64, and what
  // sdm throws.
  sequence_memory(const sdm_shape& each, std::uint32_t folds);

  std::uint32_t folds() const { return static_cast<std::uint32_t>(folds_.size()); }
  std::uint64_t footprint_bytes() const;

  // Stores the rows as one sequence; a sequence of one word stores nothing.
  void store(const bit_matrix& sequence);

  // The `count` words that follow the rows of `past` (the last row is the latest; older ones than
  // there are folds do not matter). Words that were read count as past for those after them. Throws
  // error{usage} for an empty past.
  bit_matrix following(const bit_matrix& past, std::size_t count) const;

 private:
  std::vector<sdm> folds_;  // fold j at j - 1
};

}  // namespace kenyon
